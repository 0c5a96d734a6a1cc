import { pageUrl } from '@holt/edge';
import { h } from 'hastscript';
import { compareNames } from './compare-names.ts';
import { renderShell } from './shell.ts';
import type { PageEntry, SiteWiki } from './types.ts';

/** Every page of a wiki by title: how readers without JavaScript reach them all. The script shows the pages' headings, too. */
export function indexHtml({ wiki, pages }: { wiki: SiteWiki; pages: readonly PageEntry[] }): string {
  const sorted = pages.toSorted((a, b) => compareNames(a.title, b.title) || compareNames(a.path, b.path));
  const letters = new Map<string, PageEntry[]>();
  for (const page of sorted) {
    const letter = letterOf(page.title);
    const group = letters.get(letter);
    if (group === undefined) letters.set(letter, [page]);
    else group.push(page);
  }
  const count = pages.length === 1 ? '1 page' : `${pages.length} pages`;
  return renderShell({
    wiki,
    title: 'All pages',
    current: 'index',
    description: `All pages of ${wiki.owner}/${wiki.name}, by title.`,
    main: [
      h('h1', 'All pages'),
      pages.length > 0 && h('button.toggle-headings', { type: 'button', ariaPressed: 'false' }, 'Headings'),
      h('p.muted', pages.length === 0 ? 'No page has been written yet.' : `${count}, by title.`),
      letters.size > 1 &&
        h('nav.letters', { ariaLabel: 'Letters' }, [
          h(
            'ul',
            [...letters.keys()].map((letter) =>
              h('li', h('a', { href: `#${encodeURIComponent(idOf(letter))}` }, letter)),
            ),
          ),
        ]),
      ...[...letters].map(([letter, group]) =>
        h('section.letter', [
          h('h2', { id: idOf(letter) }, letter),
          h(
            'ul',
            group.map((page) => entry(wiki, page)),
          ),
        ]),
      ),
    ].filter((element) => element !== false),
  });
}

function entry(wiki: SiteWiki, { path, title }: PageEntry) {
  const folder = path.split('/').slice(0, -1).join(' / ').replaceAll('_', ' ');
  return h('li', [h('a', { href: pageUrl(wiki.owner, wiki.name, path) }, title || path), folder && h('small', folder)]);
}

function letterOf(title: string): string {
  const [first = ''] = title.normalize('NFC');
  if (/\d/.test(first)) return '0–9';
  return /\p{L}/u.test(first) ? first.toUpperCase() : '#';
}

function idOf(letter: string): string {
  return `Letter-${letter}`;
}

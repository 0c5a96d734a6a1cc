import { dashUrl, HOME_PAGE, markdownUrl } from '@holt/edge';
import { compareNames } from './compare-names.ts';
import { pathWords } from './path-words.ts';
import type { PageEntry, SiteWiki } from './types.ts';

/** More than a program takes in at once, and so many that the file stays small in a large wiki. */
const MAX_PAGES = 2000;

/**
 * What a wiki has, for programs that read text: https://llmstxt.org. A title, a summary, and the Markdown of every page
 * under its top folder; of more than 2,000 pages the first by path, and where all are. The same pages in any order give the
 * same bytes.
 */
export function llmsText({ wiki, pages }: { wiki: SiteWiki; pages: readonly PageEntry[] }): string {
  const { owner, name } = wiki;
  const listed = pages.length <= MAX_PAGES ? pages : pages.toSorted(comparePages).slice(0, MAX_PAGES);
  const sections = [...Map.groupBy(listed, ({ path }) => topFolder(path))]
    .sort(([a], [b]) => compareNames(a, b))
    .map(([folder, group]) =>
      [
        `## ${folder === '' ? 'Pages' : `${escapeMarkdown(pathWords(folder))}/`}`,
        '',
        ...group.toSorted(comparePages).map((page) => `- ${linkTo(wiki, page)}`),
        '',
      ].join('\n'),
    );
  const count = pages.length === 1 ? '1 page' : `${pages.length} pages`;
  const summary =
    listed.length === pages.length
      ? `> A wiki of ${count}, each here as Markdown.`
      : `> A wiki of ${count}. The first ${MAX_PAGES} are here as Markdown; all are in [sidebar.json](${dashUrl(owner, name, 'sidebar.json')}).`;
  return [`# ${owner}/${name}`, '', summary, '', ...sections].join('\n');
}

function topFolder(path: string): string {
  return path.slice(0, Math.max(0, path.indexOf('/')));
}

function comparePages(a: PageEntry, b: PageEntry): number {
  return Number(b.path === HOME_PAGE) - Number(a.path === HOME_PAGE) || compareNames(a.path, b.path);
}

function linkTo({ owner, name }: SiteWiki, { path, title }: PageEntry): string {
  // Both brackets are legal in an address, and one alone would end it here.
  const url = markdownUrl(owner, name, path).replaceAll('(', '%28').replaceAll(')', '%29');
  return `[${escapeMarkdown(title || pathWords(path))}](${url})`;
}

/** A text on one line that means nothing in Markdown. */
function escapeMarkdown(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .replace(/[\\`*_[\]<>&!|~#$^=:@{}]/g, '\\$&');
}

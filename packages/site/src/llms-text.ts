import { HOME_PAGE, markdownUrl } from '@holt/edge';
import { compareNames } from './compare-names.ts';
import { pathWords } from './path-words.ts';
import type { PageEntry, SiteWiki } from './types.ts';

/**
 * What a wiki has, for programs that read text: https://llmstxt.org. A title, a summary, and the Markdown of every page
 * under its top folder. The same pages in any order give the same bytes.
 */
export function llmsText({ wiki, pages }: { wiki: SiteWiki; pages: readonly PageEntry[] }): string {
  const { owner, name } = wiki;
  const sections = [...Map.groupBy(pages, ({ path }) => topFolder(path))]
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
  return [`# ${owner}/${name}`, '', `> A wiki of ${count}, each here as Markdown.`, '', ...sections].join('\n');
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

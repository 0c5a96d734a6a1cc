import { dashUrl } from '@holt/edge';
import { renderPageWithDiagrams } from '../../../../packages/markdown/src/render-page.ts';
import { formatDay, formatTime } from '../../../../packages/site/src/format-date.ts';
import type { LastChange, SiteWiki } from '../../../../packages/site/src/types.ts';
import { escapeHtml } from '../escape-html.ts';

/** What is stored of a page, as JSON. */
export interface StoredPage {
  markdown: string;
  lastChange: LastChange;
}

/** A page's title and what stands in `main`, made in the browser by Holt's own renderer. */
export function viewPage(
  wiki: SiteWiki,
  path: string,
  { markdown, lastChange }: StoredPage,
): { title: string; html: string } {
  const page = renderPageWithDiagrams(markdown, { wiki, path });
  const { title, headings, properties, fallback, frontMatterError } = page;
  const notes = [fallback && `This page is shown as plain text. ${fallback}`, frontMatterError]
    .filter((note) => note !== undefined)
    .map((note) => `<p class="note">${escapeHtml(note)}</p>`);
  const heading = page.hasTitleHeading ? '' : `<h1>${escapeHtml(title)}</h1>`;
  const contents = (page.hasTitleHeading ? headings.slice(1) : headings).map(
    ({ id, text }) => `<li><a href="#${encodeURIComponent(id.toWellFormed())}">${escapeHtml(text)}</a></li>`,
  );
  const list = properties.map(
    ([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value || '–')}</dd></div>`,
  );
  const html = [
    contents.length < 3
      ? ''
      : `<details class="toc"><summary>On this page</summary><nav><ol>${contents.join('')}</ol></nav></details>`,
    `<article class="content">${heading}${notes.join('')}${page.html}</article>`,
    list.length === 0
      ? ''
      : `<details class="properties"><summary>Properties</summary><dl>${list.join('')}</dl></details>`,
    footerOf(wiki, lastChange),
  ];
  return { title, html: html.join('') };
}

function footerOf(wiki: SiteWiki, { oid, date, authorName, subject }: LastChange): string {
  const commit = escapeHtml(dashUrl(wiki.owner, wiki.name, `commit/${oid}`));
  const when = `${formatDay(date)}, ${formatTime(date)}`;
  return `<footer><p class="last-change">Last changed ${when} by <b>${escapeHtml(authorName)}</b>: <a href="${commit}">${escapeHtml(subject)}</a></p></footer>`;
}

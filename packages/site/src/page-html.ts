import type { RenderedPage } from '@holt/markdown';
import type { Element, ElementContent } from 'hast';
import { h } from 'hastscript';
import { breadcrumbs } from './breadcrumbs.ts';
import { describeHtml } from './describe-html.ts';
import { lastChangeElement } from './last-change.ts';
import { pageUrlsOf } from './page-urls.ts';
import { feedLink, toolLinks } from './page-views.ts';
import { renderShell } from './shell.ts';
import { tableOfContents } from './table-of-contents.ts';
import type { LastChange, SiteWiki } from './types.ts';

export interface PageOptions {
  wiki: SiteWiki;
  path: string;
  rendered: RenderedPage;
  lastChange: LastChange;
}

/** The HTML document of a page. Complete without the script, but for the sidebar's tree. */
export function pageHtml({ wiki, path, rendered, lastChange }: PageOptions): string {
  const urls = pageUrlsOf(wiki, path);
  return renderShell({
    wiki,
    path,
    title: rendered.title,
    description: describeHtml(rendered.html),
    type: 'article',
    head: [h('link', { rel: 'alternate', type: 'text/markdown', href: urls.source }), ...feedLink(wiki, path)],
    main: [
      ...breadcrumbs(wiki, path),
      ...tableOfContents(rendered),
      articleOf(rendered),
      ...propertiesOf(rendered),
      h('footer', [lastChangeElement(wiki, 'Last changed', lastChange), toolLinks(wiki, path)]),
    ],
  });
}

/** What the page says, under its title. */
export function articleOf(rendered: RenderedPage): Element {
  const content = { type: 'raw', value: rendered.html } as unknown as Element;
  return h('article.content', [
    rendered.hasTitleHeading ? undefined : h('h1', rendered.title),
    ...notes(rendered),
    content,
  ]);
}

function notes({ fallback, frontMatterError }: RenderedPage): ElementContent[] {
  const result: ElementContent[] = [];
  if (fallback !== undefined) result.push(h('p.note', `This page is shown as plain text. ${fallback}`));
  if (frontMatterError !== undefined) result.push(h('p.note', frontMatterError));
  return result;
}

export function propertiesOf({ properties }: RenderedPage): ElementContent[] {
  if (properties.length === 0) return [];
  const entries = properties.map(([name, value]) => h('div', [h('dt', name), h('dd', value || '–')]));
  return [h('details.properties', [h('summary', 'Properties'), h('dl', entries)])];
}

import { HOME_PAGE, markdownUrl, pageUrl } from '@holt/edge';
import type { RenderedPage } from '@holt/markdown';
import type { Element, ElementContent } from 'hast';
import { h } from 'hastscript';
import { describeHtml } from './describe-html.ts';
import { lastChangeElement } from './last-change.ts';
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
  const source = markdownUrl(wiki.owner, wiki.name, path);
  const content = { type: 'raw', value: rendered.html } as unknown as Element;
  return renderShell({
    wiki,
    path,
    title: rendered.title,
    description: describeHtml(rendered.html),
    type: 'article',
    head: [
      h('link', { rel: 'canonical', href: pageUrl(wiki.owner, wiki.name, path) }),
      h('link', { rel: 'alternate', type: 'text/markdown', href: source }),
    ],
    main: [
      ...breadcrumbs(wiki, path),
      ...tableOfContents(rendered),
      h('article.content', [
        rendered.hasTitleHeading ? undefined : h('h1', rendered.title),
        ...notes(rendered),
        content,
      ]),
      ...propertiesOf(rendered),
      h('footer', [
        lastChangeElement(wiki, 'Last changed', lastChange),
        h('p', h('a', { href: source, type: 'text/markdown' }, 'Markdown source')),
      ]),
    ],
  });
}

/** Folders are no pages, so they are text. */
export function breadcrumbs(wiki: SiteWiki, path: string): ElementContent[] {
  const folders = path.split('/').slice(0, -1);
  if (folders.length === 0) return [];
  return [
    h('nav.crumbs', { ariaLabel: 'Breadcrumb' }, [
      h('ol', [
        h('li', h('a', { href: pageUrl(wiki.owner, wiki.name, HOME_PAGE) }, 'Home')),
        ...folders.map((folder) => h('li', folder.replaceAll('_', ' '))),
      ]),
    ]),
  ];
}

function notes({ fallback, frontMatterError }: RenderedPage): ElementContent[] {
  const result: ElementContent[] = [];
  if (fallback !== undefined) result.push(h('p.note', `This page is shown as plain text. ${fallback}`));
  if (frontMatterError !== undefined) result.push(h('p.note', frontMatterError));
  return result;
}

function propertiesOf({ properties }: RenderedPage): ElementContent[] {
  if (properties.length === 0) return [];
  const entries = properties.map(([name, value]) => h('div', [h('dt', name), h('dd', value || '–')]));
  return [h('details.properties', [h('summary', 'Properties'), h('dl', entries)])];
}

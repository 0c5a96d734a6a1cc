export { contentTypeOf } from './content-types.ts';
export { findLinks, type PageLink } from './find-links.ts';
export { type FrontMatter, readFrontMatter } from './front-matter.ts';
export { MAX_PAGE_BYTES } from './limits.ts';
export type { WikiName } from './page-href.ts';
export type { DialectOptions } from './parse-markdown.ts';
export { readTitle } from './read-title.ts';
export type { PageHeading } from './rehype-anchors.ts';
export { type RenderedPage, type RenderOptions, renderPage } from './render-page.ts';

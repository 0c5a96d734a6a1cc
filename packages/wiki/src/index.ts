export { MAX_FILE_BYTES, pageOfFile } from './apply-changes.ts';
export { WikiError, type WikiErrorCode } from './errors.ts';
export type { Author, PageChange, WriteRequest, WriteResult, WrittenPage } from './page-change.ts';
export type { PublishOptions } from './publish.ts';
export { publishAssets } from './publish-assets.ts';
export type { ListedPage, ListPagesOptions, Page, PageList } from './read.ts';
export type { Wiki } from './wiki.ts';
export { parseWikiId, type WikiId } from './wiki-id.ts';
export { openWikis, type WikiInfo, type Wikis, type WikisOptions } from './wikis.ts';

export { type BlameOptions, blameHtml } from './blame-html.ts';
export { type ChangesOptions, changesHtml, type OlderChangesOptions, olderChangesHtml } from './changes-html.ts';
export { type CommitOptions, commitHtml } from './commit-html.ts';
export { pageFeedXml, wikiFeedXml } from './feed-xml.ts';
export { type HistoryOptions, historyHtml, type OlderHistoryOptions, olderHistoryHtml } from './history-html.ts';
export { indexHtml } from './index-html.ts';
export { bareName, type LinksOptions, linksHtml, readLinks } from './links-html.ts';
export { llmsText } from './llms-text.ts';
export { movedHtml } from './moved-html.ts';
export { aliasHtml, notFoundHtml, toIndexHtml, tombstoneHtml } from './notice-html.ts';
export { type PageOptions, pageHtml } from './page-html.ts';
export { type RevisionOptions, revisionHtml } from './revision-html.ts';
export { ROBOTS_TEXT } from './robots-text.ts';
export { searchHtml } from './search-html.ts';
export { securityHeaders } from './security-headers.ts';
export { SHELL_VERSION } from './shell-version.generated.ts';
export { readMenu, readSidebar, sidebarJson } from './sidebar.ts';
export { type SiteAsset, siteAssets } from './site-assets.ts';
export { sitemapXml } from './sitemap-xml.ts';
export type {
  BlameBlock,
  ChangeFacts,
  ChangeSummary,
  CommitDetails,
  FileChange,
  LastChange,
  MenuEntry,
  PageEntry,
  PageRevision,
  SiteWiki,
} from './types.ts';

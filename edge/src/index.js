export { allows } from './access.js';
export {
  assetKey,
  dashKey,
  fileKey,
  fragmentsPrefix,
  gitPrefix,
  HOME_KEY,
  markdownKey,
  pageKey,
  publicKey,
  settingsKey,
  sidebarKey,
} from './keys.js';
export { checkFilePath, checkPagePath, checkWikiId, foldPath, toPagePath } from './path-forms.js';
export { resolve } from './routes.js';
export { assetUrl, dashUrl, fileUrl, gitUrl, HOME_PAGE, markdownUrl, pageUrl, wikiUrl } from './urls.js';

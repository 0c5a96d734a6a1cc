export { allows, isWithin, LEVELS, levelOf, rank, roleOf } from './access.js';
export { encodeAccessRecord, parseAccessRecord } from './access-record.js';
export { BEHAVIORS } from './behaviors.js';
export { checkAccessRecord } from './check-access-record.js';
export {
  accessKey,
  assetKey,
  dashKey,
  fileKey,
  fragmentsPrefix,
  gitPrefix,
  HOME_KEY,
  hostKey,
  KEY_VALUES_KEY,
  KID_PATTERN,
  kidKey,
  markdownKey,
  pageKey,
  revokedTokenKey,
  SITE_KEY,
  settingsKey,
  sidebarKey,
} from './keys.js';
export { checkFilePath, checkPagePath, checkWikiId, foldPath, toPagePath } from './path-forms.js';
export { isPlainText } from './plain-text.js';
export { isWikiPattern, readClaims } from './read-claims.js';
export { resolve } from './routes.js';
export { revokedSubjectKey } from './subject-key.js';
export { assetUrl, dashUrl, fileUrl, gitUrl, HOME_PAGE, markdownUrl, pageUrl, wikiUrl } from './urls.js';

import { ICON, PAGE_SCRIPT, SEARCH_SCRIPT, STYLES } from './assets.generated.ts';

export interface SiteAsset {
  /** Holds a hash of the body: what has one name never changes. */
  name: string;
  body: string;
  contentType: string;
}

/** What pages load from `/assets/`: each of them all but the search, which is loaded when it is used first. */
export function siteAssets(): SiteAsset[] {
  return [
    { ...STYLES, contentType: 'text/css; charset=utf-8' },
    { ...PAGE_SCRIPT, contentType: 'text/javascript; charset=utf-8' },
    { ...SEARCH_SCRIPT, contentType: 'text/javascript; charset=utf-8' },
    { ...ICON, contentType: 'image/svg+xml' },
  ];
}

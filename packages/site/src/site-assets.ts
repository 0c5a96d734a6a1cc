import { ICON, PAGE_SCRIPT, STYLES } from './assets.generated.ts';

export interface SiteAsset {
  /** Holds a hash of the body: what has one name never changes. */
  name: string;
  body: string;
  contentType: string;
}

/** What every page loads from `/assets/`. */
export function siteAssets(): SiteAsset[] {
  return [
    { ...STYLES, contentType: 'text/css; charset=utf-8' },
    { ...PAGE_SCRIPT, contentType: 'text/javascript; charset=utf-8' },
    { ...ICON, contentType: 'image/svg+xml' },
  ];
}

import { assetUrl } from '@holt/edge';
import { siteAssets } from '@holt/site';
import type { Answer } from './architecture.ts';

const assets = new Map(siteAssets().map((asset) => [assetUrl(asset.name), asset]));

/** What Holt's own pages load, by its address. */
export function respondAsset(url: string): Answer | undefined {
  const asset = assets.get(url);
  return asset && { contentType: asset.contentType, body: Buffer.from(asset.body) };
}

const urlOf = (start: string) => [...assets.keys()].find((url) => url.startsWith(assetUrl(start))) ?? '';

/** What all four architectures load once. */
export const LOOKS = [urlOf('site.'), urlOf('icon.')];
/** Holt's deferred script, which the others have no part of. */
export const PAGE_SCRIPT_URL = urlOf('page.');

import { SITE_KEY } from '@holt/edge';
import type { WikiContext } from './wiki-context.ts';

/** The scheme and host of the site, where its entry in the key-value store names them. @throws StorageError */
export async function readSiteOrigin({ keyValues }: Pick<WikiContext, 'keyValues'>): Promise<string | undefined> {
  const entry = await keyValues?.get(SITE_KEY);
  if (entry === undefined) return undefined;
  try {
    const { origin } = JSON.parse(entry) as { origin?: unknown };
    const url = new URL(String(origin));
    return /^https?:$/.test(url.protocol) && url.origin === origin ? origin : undefined;
  } catch {
    return undefined;
  }
}

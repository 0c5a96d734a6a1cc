import { dashKey } from '@holt/edge';
import type { ObjectInfo } from '@holt/storage';
import { type PageState, parsePageState } from './page-state.ts';
import type { WikiContext } from './wiki-context.ts';

/** A page's state as it lies in the store. */
export interface StoredPageState {
  /** Undefined: there is none, or none that can be used. */
  state: PageState | undefined;
  /** What lies under its key; null: nothing. */
  info: ObjectInfo | null;
}

export function pageStateKey({ wiki }: WikiContext, path: string): string {
  return dashKey(wiki.owner, wiki.name, `versions/${path}.json`);
}

/** @throws StorageError */
export async function readPageState(context: WikiContext, path: string): Promise<StoredPageState> {
  const object = await context.store.get(pageStateKey(context, path));
  if (object === undefined) return { state: undefined, info: null };
  const { body, ...info } = object;
  const isLive = info.metadata.state !== 'deleted';
  return { state: isLive ? parsePageState(new TextDecoder().decode(body), path) : undefined, info };
}

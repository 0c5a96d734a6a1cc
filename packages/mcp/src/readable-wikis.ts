import type { WikiInfo } from '@holt/wiki';
import { mayReadSome } from './access.ts';
import type { ToolContext } from './tool.ts';

/** The wikis in which the caller may read something, by id; of a bound connection at most the one. */
export async function readableWikis({ wikis, caller, bound }: ToolContext): Promise<WikiInfo[]> {
  const all = await wikis.list();
  return all.filter((info) => (bound === undefined || info.id === bound) && mayReadSome(caller, info));
}

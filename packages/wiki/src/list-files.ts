import { listTree, type Oid } from '@holt/git';
import type { WikiContext } from './wiki-context.ts';

/** Every file at HEAD, pages and attachments, by path in the repository; values are blob oids. */
export async function listFiles(context: WikiContext): Promise<Map<string, Oid>> {
  const ref = await context.repository.readRef();
  if (ref === undefined) return new Map();
  return new Map((await listTree(context.repository, ref.tree)).map(({ path, oid }) => [path, oid]));
}

import type { MayRead } from './may-read.ts';
import { redirectsOfTree } from './read-redirects.ts';
import type { WikiContext } from './wiki-context.ts';

/**
 * Narrows what a caller may read to what it may be told of the past: a page that was renamed to a path that it refuses is as hidden under
 * the path that it had. Reads the ref, and the redirects at HEAD; nothing for a caller who may read all.
 *
 * @throws as reading trees and blobs
 */
export async function mayReadPast(context: WikiContext, mayRead: MayRead | undefined): Promise<MayRead | undefined> {
  if (mayRead === undefined) return undefined;
  const head = await context.repository.readRef();
  if (head === undefined) return mayRead;
  const redirects = await redirectsOfTree(context, head.tree);
  return (path) => {
    // Redirects lead in no circle; those that were written by hand may lead on from one to another.
    for (let at: string | undefined = path; at !== undefined; at = redirects.get(at)) if (!mayRead(at)) return false;
    return true;
  };
}

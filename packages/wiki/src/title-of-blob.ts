import type { Oid } from '@holt/git';
import { readTitle } from '@holt/markdown';
import type { WikiContext } from './wiki-context.ts';

/** The title of a page's version; undefined where there is none. */
export async function titleOfBlob(
  { wiki, repository }: WikiContext,
  oid: Oid | undefined,
  path: string,
): Promise<string | undefined> {
  if (oid === undefined) return undefined;
  return readTitle(new TextDecoder().decode(await repository.readBlob(oid)), path, wiki);
}

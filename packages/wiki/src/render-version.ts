import type { Oid } from '@holt/git';
import { type RenderedPage, renderPageSafely } from '@holt/markdown';
import type { WikiContext } from './wiki-context.ts';

/** A version of a page, rendered at a path: what its links mean depends on where it is. */
export async function renderVersion(context: WikiContext, path: string, version: Oid): Promise<RenderedPage> {
  const { wiki } = context;
  return renderPageSafely(await readText(context, version), { wiki, path, titleFirst: wiki.titleFirst });
}

export async function readText({ repository }: WikiContext, version: Oid): Promise<string> {
  return new TextDecoder().decode(await repository.readBlob(version));
}

import { fragmentsPrefix } from '@holt/edge';
import type { Ref } from '@holt/git';
import { mainPrefix, ROOT_NAME } from '@holt/search';
import type { ObjectInfo } from '@holt/storage';
import type { RenderedArtifact } from './compare-artifact.ts';
import { comparingStore } from './comparing-store.ts';
import { mapLimit } from './map-limit.ts';
import { type PublishOptions, publish } from './publish.ts';
import { indexKey } from './stored-root.ts';
import type { WikiContext } from './wiki-context.ts';

const PARALLEL = 16;

export interface CompareOptions extends Pick<PublishOptions, 'onProgress'> {
  /** Called with each artifact of HEAD, tombstones too, then with each further key of the wiki's artifacts in the store. */
  check: (key: string, expected: RenderedArtifact | undefined) => Promise<void>;
  /** What is said to be right under a key already, under its generation: it is not rendered again unless it is newer than that. */
  known?: (key: string) => ObjectInfo | undefined;
}

/**
 * Renders all artifacts of a commit, one after the other, as publishing everything does, and hands them to `check`; then the keys
 * in the store that are none of them, but for the root and the main parts of the search index, which more than HEAD decides. No more than a few artifacts are in memory at a time.
 *
 * @param head undefined: a wiki without commits has no artifacts
 * @returns how many artifacts were rendered, without tombstones
 * @throws GitError for what can't be read; StorageError; what `check` throws
 */
export async function compareArtifacts(
  context: WikiContext,
  head: Ref | undefined,
  { check, known, onProgress }: CompareOptions,
): Promise<number> {
  const prefix = fragmentsPrefix(context.wiki.owner, context.wiki.name);
  const mains = `${prefix}-/${mainPrefix('').slice(0, -1)}`;
  const isOfIndex = (key: string) => key === indexKey(context, ROOT_NAME) || key.startsWith(mains);
  const store = comparingStore({ store: context.store, prefix, receive: check, ...(known && { known }) });
  // Others may move HEAD meanwhile: everything is rendered from this one.
  const repository = { ...context.repository, readRef: async () => head };
  await publish({ ...context, store, repository }, { full: true, ...(onProgress && { onProgress }) });

  let startAfter: string | undefined;
  do {
    const page = await context.store.list({ prefix, ...(startAfter === undefined ? {} : { startAfter }) });
    const others = page.objects.filter(
      ({ key }) => !store.rendered.has(key) && known?.(key) === undefined && !isOfIndex(key),
    );
    await mapLimit(others, PARALLEL, ({ key }) => check(key, undefined));
    startAfter = page.next;
  } while (startAfter !== undefined);
  return [...store.rendered.values()].filter(({ metadata }) => metadata.state !== 'deleted').length;
}

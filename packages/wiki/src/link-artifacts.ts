import { dashKey } from '@holt/edge';
import type { Ref } from '@holt/git';
import { linksHtml, readLinks, SHELL_VERSION } from '@holt/site';
import type { StoredObject } from '@holt/storage';
import { type Artifact, HTML, PAGE_CACHE_CONTROL, tooManyWriters, tryPutArtifact } from './artifact.ts';
import type { LinkChange, PagePresence } from './link-ledger.ts';
import { mapLimit, settleAll } from './map-limit.ts';
import { requestRebuild } from './rebuild-checkpoint.ts';
import { touchedAddresses } from './touched-addresses.ts';
import { TreeEditor } from './tree-editor.ts';
import type { WikiContext } from './wiki-context.ts';
import type { WikiId } from './wiki-id.ts';

const PARALLEL = 16;
const MAX_TRIES = 100;

export interface PublishLinksOptions {
  head: Ref;
  /** One for each pair of pages. */
  changes: readonly LinkChange[];
  pages: readonly PagePresence[];
  /** All links and pages of HEAD are given, and nothing that was published is to be built on. */
  isFull: boolean;
  /**
   * The names of the pages in folders, as `namesInFolders`, of HEAD or of a newer one. Called only when a page went or nobody links
   * to a root address any more, and never when full.
   */
  names: () => Promise<ReadonlySet<string>>;
  put: (artifact: Artifact) => Promise<void>;
}

/**
 * Brings the backlink objects up to HEAD (`…/-/links/{address}`: which pages link there) of the addresses that these changes are about.
 * There is one where a page is or somebody links, and at the root address of the name of a page in a folder, whose own list leads there;
 * where that ends, a tombstone. It is of the generation of the last commit that changed it, and each change is told as it is at HEAD: so
 * it may be applied to any object since the last published one, and an object of a newer generation has it already.
 *
 * @throws StorageError; GitError; what `names` throws
 */
export async function publishLinks(
  context: WikiContext,
  { head, changes, pages, isFull, names, put }: PublishLinksOptions,
): Promise<void> {
  const touched = touchedAddresses(changes, pages);
  const tree = new TreeEditor(context.repository, head.tree);
  const isPageAt = async (path: string) => (await tree.find(`${path}.md`)) !== undefined;
  let known: ReturnType<typeof names> | undefined;
  const isName = async (path: string) => {
    if (isFull || path.includes('/')) return false;
    known ??= names();
    return (await known).has(path);
  };
  await mapLimit([...touched], PARALLEL, async ([path, change]) => {
    const generation = isFull ? head.generation : change.generation;
    const isPage = change.exists === undefined ? isPageAt(path) : Promise.resolve(change.exists);
    const make = async (linked: readonly string[]) => {
      const from = patchLinks(linked, change.linkers);
      const isThere = from.length > 0 || change.isCalled || (await isPage) || (await isName(path));
      return linksArtifact(context, { path, from, isPage: await isPage, generation }, isThere);
    };
    await settleAll([isPage, isFull ? make([]).then(put) : patch(context, path, generation, make)]);
  });
}

/** Where it lies which pages link to an address. */
export function linksKey({ owner, name }: WikiId, address: string): string {
  return dashKey(owner, name, `links/${address}`);
}

type LinksArtifact = Artifact & { body: string };

function linksArtifact(
  { wiki }: WikiContext,
  { generation, ...links }: { path: string; from: readonly string[]; isPage: boolean; generation: number },
  isThere: boolean,
): LinksArtifact {
  return {
    key: linksKey(wiki, links.path),
    body: linksHtml({ wiki, ...links }),
    contentType: HTML,
    cacheControl: PAGE_CACHE_CONTROL,
    generation,
    shell: SHELL_VERSION,
    ...(isThere ? {} : { deleted: true as const }),
  };
}

/**
 * Puts what is made from the present object. One of the same generation is looked at, too: what it was made from may have been what a
 * late request had left behind, of which only reconciling knows.
 */
async function patch(
  context: WikiContext,
  path: string,
  generation: number,
  make: (linked: readonly string[]) => Promise<LinksArtifact>,
): Promise<void> {
  const key = linksKey(context.wiki, path);
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    const current = (await context.store.get(key)) ?? null;
    if (current !== null && Number(current.metadata.generation) > generation) return;
    const artifact = await make(await linksIn(context, current));
    if (current !== null && isSame(current, artifact)) return;
    if (await tryPutArtifact(context.store, artifact, current)) return;
  }
  throw tooManyWriters(key);
}

/** Those in an object that can't be read are made anew by a rebuild; until then only what is new is told. */
async function linksIn(context: WikiContext, object: StoredObject | null): Promise<string[]> {
  if (object === null) return [];
  try {
    return readLinks(new TextDecoder().decode(object.body), context.wiki);
  } catch {
    await requestRebuild(context);
    return [];
  }
}

function patchLinks(linked: readonly string[], linkers: ReadonlyMap<string, boolean>): string[] {
  const from = new Set(linked);
  for (const [path, isLinked] of linkers) {
    if (isLinked) from.add(path);
    else from.delete(path);
  }
  return [...from].sort();
}

function isSame({ metadata, body }: StoredObject, artifact: LinksArtifact): boolean {
  return (
    metadata.generation === String(artifact.generation) &&
    metadata.shell === artifact.shell &&
    (metadata.state === 'deleted') === (artifact.deleted === true) &&
    new TextDecoder().decode(body) === artifact.body
  );
}

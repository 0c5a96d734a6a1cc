import { dashKey } from '@holt/edge';
import type { Ref } from '@holt/git';
import { linksHtml, readLinks, SHELL_VERSION } from '@holt/site';
import type { StoredObject } from '@holt/storage';
import { type Artifact, HTML, PAGE_CACHE_CONTROL, tooManyWriters, tryPutArtifact } from './artifact.ts';
import { mapLimit } from './map-limit.ts';
import { requestRebuild } from './rebuild-checkpoint.ts';
import { TreeEditor } from './tree-editor.ts';
import type { WikiContext } from './wiki-context.ts';
import type { WikiId } from './wiki-id.ts';

const PARALLEL = 16;
const MAX_TRIES = 100;

/** A page began or ceased to link to an address. */
export interface LinkChange {
  /** The path of the page whose text links there. */
  from: string;
  /** The address that it links to, whether a page is there or not. */
  to: string;
  /** Whether it does at HEAD. */
  isLinked: boolean;
  /** Of the last commit in which it began or ceased to. */
  generation: number;
}

/** A page that came or went. */
export interface PagePresence {
  path: string;
  /** Whether it is there at HEAD. */
  exists: boolean;
  /** Of the last commit in which it came or went. */
  generation: number;
}

export interface PublishLinksOptions {
  head: Ref;
  /** One for each pair of pages. */
  changes: readonly LinkChange[];
  pages: readonly PagePresence[];
  /** All links and pages of HEAD are given, and nothing that was published is to be built on. */
  isFull: boolean;
  put: (artifact: Artifact) => Promise<void>;
}

/** What changed about one address. */
interface Touched {
  /** Pages that began or ceased to link there → whether they do at HEAD. */
  linkers: Map<string, boolean>;
  /** Whether a page is there at HEAD, if one came or went. */
  exists?: boolean;
  /** Of the last commit that changed any of it. */
  generation: number;
}

/**
 * Brings the backlink objects up to HEAD (`…/-/links/{address}`: which pages link there) of the addresses that these changes are about.
 * There is one where a page is or somebody links; where that ends, a tombstone. It is of the generation of the last commit that changed
 * it, and each change is told as it is at HEAD: so it may be applied to any object since the last published one, and an object of a newer
 * generation has it already.
 *
 * @throws StorageError; GitError
 */
export async function publishLinks(
  context: WikiContext,
  { head, changes, pages, isFull, put }: PublishLinksOptions,
): Promise<void> {
  const touched = new Map<string, Touched>();
  const touch = (address: string, generation: number): Touched => {
    const found = touched.get(address) ?? { linkers: new Map(), generation };
    found.generation = Math.max(found.generation, generation);
    touched.set(address, found);
    return found;
  };
  for (const { from, to, isLinked, generation } of changes) touch(to, generation).linkers.set(from, isLinked);
  for (const { path, exists, generation } of pages) touch(path, generation).exists = exists;

  const tree = new TreeEditor(context.repository, head.tree);
  const isPage = async (path: string, { exists }: Touched) => exists ?? (await tree.find(`${path}.md`)) !== undefined;
  await mapLimit([...touched], PARALLEL, async ([path, change]) => {
    const generation = isFull ? head.generation : change.generation;
    const make = async (linked: readonly string[]) => {
      const from = patchLinks(linked, change.linkers);
      return linksArtifact(context, { path, from, generation }, from.length > 0 || (await isPage(path, change)));
    };
    await (isFull ? put(await make([])) : patch(context, path, generation, make));
  });
}

/** Where it lies which pages link to an address. */
export function linksKey({ owner, name }: WikiId, address: string): string {
  return dashKey(owner, name, `links/${address}`);
}

type LinksArtifact = Artifact & { body: string };

function linksArtifact(
  { wiki }: WikiContext,
  { path, from, generation }: { path: string; from: readonly string[]; generation: number },
  isThere: boolean,
): LinksArtifact {
  return {
    key: linksKey(wiki, path),
    body: linksHtml({ wiki, path, from }),
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

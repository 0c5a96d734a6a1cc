import { dashKey, pageKey, sidebarKey } from '@holt/edge';
import { listTree, type Oid, type Ref, type TreeChange } from '@holt/git';
import { readTitle } from '@holt/markdown';
import { indexHtml, type PageEntry, readSidebar, SHELL_VERSION, sidebarJson } from '@holt/site';
import { StorageError } from '@holt/storage';
import { type Artifact, HTML, JSON_TYPE, PAGE_CACHE_CONTROL, putArtifact } from './artifact.ts';
import type { PublishedCommit } from './commit-summary.ts';
import { mapLimit } from './map-limit.ts';
import { pageOfFile } from './page-of-file.ts';
import { makeStandIns, namesOf } from './stand-ins.ts';
import type { WikiContext } from './wiki-context.ts';

const PARALLEL = 16;
const MAX_TRIES = 100;

/**
 * The sidebar, the index and the stand-ins: put when a page came, went or changed its title, and never read otherwise.
 *
 * @param whole build them from HEAD's tree instead of bringing the present sidebar up to date
 */
export async function publishStructure(
  context: WikiContext,
  head: Ref,
  commits: readonly PublishedCommit[],
  whole: boolean,
): Promise<void> {
  const touched = new Set<string>();
  const patch = new Map<string, string | undefined>();
  for (const { changes } of whole ? [] : commits) {
    for (const { path, before, title } of await titleChanges(context, changes)) {
      patch.set(path, title);
      for (const shown of [before, title]) {
        for (const name of shown === undefined ? [] : namesOf(path, shown)) touched.add(name);
      }
    }
  }
  if (patch.size === 0 && !whole) return;

  const { pages, generation } = await putSidebar(context, head, whole ? undefined : patch);
  const { wiki, store } = context;
  if (whole) {
    for (const { path, title } of pages) for (const name of namesOf(path, title)) touched.add(name);
    for (const name of await listRootPages(context)) touched.add(name);
  }
  const html = { contentType: HTML, cacheControl: PAGE_CACHE_CONTROL, generation, shell: SHELL_VERSION };
  const artifacts: Artifact[] = [
    { ...html, key: dashKey(wiki.owner, wiki.name, ''), body: indexHtml({ wiki, pages }) },
    ...makeStandIns(wiki, touched, pages).map(({ name, ...standIn }) => ({
      ...html,
      key: pageKey(wiki.owner, wiki.name, name),
      ...standIn,
    })),
  ];
  await mapLimit(artifacts, PARALLEL, (artifact) => putArtifact(store, artifact));
}

/** The names of all artifacts at root addresses: those that nothing accounts for any more become tombstones. */
async function listRootPages({ wiki, store }: WikiContext): Promise<string[]> {
  const [prefix, extension] = pageKey(wiki.owner, wiki.name, '*').split('*') as [string, string];
  const names: string[] = [];
  let startAfter: string | undefined;
  do {
    const listed = await store.list({ prefix, delimiter: '/', ...(startAfter === undefined ? {} : { startAfter }) });
    for (const { key } of listed.objects) {
      if (key.endsWith(extension)) names.push(key.slice(prefix.length, -extension.length));
    }
    startAfter = listed.next;
  } while (startAfter !== undefined);
  return names;
}

interface TitleChange {
  path: string;
  /** The page's title before; undefined: it was not there. */
  before: string | undefined;
  /** The page's title now; undefined: it is gone. */
  title: string | undefined;
}

/** Pages that came, went or changed their title, those that went first. */
async function titleChanges(context: WikiContext, changes: readonly TreeChange[]): Promise<TitleChange[]> {
  const found = await mapLimit(changes, PARALLEL, async (change): Promise<TitleChange | undefined> => {
    const path = pageOfFile(change.path);
    if (path === undefined) return undefined;
    const [before, now] = await Promise.all([
      titleOf(context, change.old?.oid, path),
      titleOf(context, change.new?.oid, path),
    ]);
    return before === now ? undefined : { path, before, title: now };
  });
  const changed = found.filter((change) => change !== undefined);
  return changed.sort((a, b) => Number(a.title !== undefined) - Number(b.title !== undefined));
}

async function titleOf(context: WikiContext, oid: Oid | undefined, path: string): Promise<string | undefined> {
  if (oid === undefined) return undefined;
  return readTitle(new TextDecoder().decode(await context.repository.readBlob(oid)), path);
}

/**
 * Puts the sidebar and returns the pages it lists. The patch gives each page's state at HEAD, so it may be applied to any
 * sidebar since the last published one. A sidebar of a newer generation is left, and is what the other artifacts are made from.
 */
async function putSidebar(
  context: WikiContext,
  head: Ref,
  patch: ReadonlyMap<string, string | undefined> | undefined,
): Promise<{ pages: PageEntry[]; generation: number }> {
  const { wiki, store } = context;
  const key = sidebarKey(wiki.owner, wiki.name);
  let whole = patch === undefined ? await pagesOf(context, head) : undefined;
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    const current = await store.get(key);
    const generation = Number(current?.metadata.generation ?? 0);
    const listed = current === undefined ? [] : readSidebar(new TextDecoder().decode(current.body));
    const isCurrent = generation === head.generation && current?.metadata.shell === SHELL_VERSION;
    if (generation > head.generation || isCurrent) return { pages: listed, generation };

    if (current === undefined) whole ??= await pagesOf(context, head);
    const pages = whole ?? patchPages(listed, patch ?? new Map());
    try {
      await store.put(key, sidebarJson(pages), {
        contentType: JSON_TYPE,
        cacheControl: PAGE_CACHE_CONTROL,
        metadata: { generation: String(head.generation), shell: SHELL_VERSION },
        ...(current === undefined ? { ifNoneMatch: '*' } : { ifMatch: current.etag }),
      });
      return { pages, generation: head.generation };
    } catch (error) {
      if (!(error instanceof StorageError && (error.code === 'precondition-failed' || error.code === 'conflict')))
        throw error;
    }
  }
  throw new StorageError('conflict', key, `Other writers replaced ${key} ${MAX_TRIES} times. Try again.`);
}

function patchPages(pages: readonly PageEntry[], patch: ReadonlyMap<string, string | undefined>): PageEntry[] {
  const titles = new Map<string, string | undefined>(pages.map(({ path, title }) => [path, title]));
  for (const [path, title] of patch) titles.set(path, title);
  return [...titles].flatMap(([path, title]) => (title === undefined ? [] : [{ path, title }]));
}

async function pagesOf(context: WikiContext, head: Ref): Promise<PageEntry[]> {
  const files = await listTree(context.repository, head.tree);
  const pages = await mapLimit(files, PARALLEL, async (file): Promise<PageEntry | undefined> => {
    const path = pageOfFile(file.path);
    const title = path === undefined ? undefined : await titleOf(context, file.oid, path);
    return path === undefined || title === undefined ? undefined : { path, title };
  });
  return pages.filter((page) => page !== undefined);
}

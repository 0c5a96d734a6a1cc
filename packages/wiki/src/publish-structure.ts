import { dashKey, pageKey, sidebarKey } from '@holt/edge';
import { listTree, type Oid, type Ref, type TreeChange } from '@holt/git';
import { readTitle } from '@holt/markdown';
import { indexHtml, type PageEntry, readSidebar, SHELL_VERSION, sidebarJson } from '@holt/site';
import { type Artifact, HTML, JSON_TYPE, PAGE_CACHE_CONTROL, putArtifact, tooManyWriters, tryPut } from './artifact.ts';
import type { PublishedCommit } from './commit-summary.ts';
import { mapLimit } from './map-limit.ts';
import { pageOfFile } from './page-of-file.ts';
import type { PublishedMark } from './recent-changes.ts';
import { makeStandIns, namesOf } from './stand-ins.ts';
import type { WikiContext } from './wiki-context.ts';

const PARALLEL = 16;
const MAX_TRIES = 100;

/**
 * The sidebar, the index and the stand-ins: put when a page came, went or changed its title, and never read otherwise.
 *
 * @param commits oldest first: those since the mark, or all when there is none
 * @param mark what is published; undefined: build everything from HEAD's tree instead of bringing the present sidebar up to date
 * @returns the generation of the last of the commits in which a page came, went or changed its title; undefined when none did
 */
export async function publishStructure(
  context: WikiContext,
  head: Ref,
  commits: readonly PublishedCommit[],
  mark: Pick<PublishedMark, 'structure'> | undefined,
): Promise<number | undefined> {
  // Names that pages gained or lost, each with the generation that did it last.
  const touched = new Map<string, number>();
  const patch = new Map<string, string | undefined>();
  let generation: number | undefined;
  for (const commit of mark === undefined ? [...commits].reverse() : commits) {
    const titles = await titleChanges(context, commit.changes);
    if (titles.length === 0) continue;
    generation = commit.generation;
    if (mark === undefined) break;
    for (const { path, before, title } of titles) {
      patch.set(path, title);
      for (const shown of [before, title]) {
        for (const name of shown === undefined ? [] : namesOf(path, shown)) touched.set(name, generation);
      }
    }
  }
  if (generation === undefined && mark !== undefined) return undefined;

  const wanted = { generation: generation ?? head.generation, head, patch, isPatchable: mark !== undefined };
  const sidebar = await putSidebar(context, wanted, mark?.structure ?? 0);
  const { pages } = sidebar;
  const { wiki, store } = context;
  if (mark === undefined) {
    for (const { path, title } of pages) for (const name of namesOf(path, title)) touched.set(name, sidebar.generation);
    for (const name of await listRootPages(context)) touched.set(name, sidebar.generation);
  }
  const html = {
    contentType: HTML,
    cacheControl: PAGE_CACHE_CONTROL,
    generation: sidebar.generation,
    shell: SHELL_VERSION,
  };
  const artifacts: Artifact[] = [
    { ...html, key: dashKey(wiki.owner, wiki.name, ''), body: () => indexHtml({ wiki, pages }) },
    ...makeStandIns(wiki, touched.keys(), pages).map(({ name, ...standIn }) => ({
      ...html,
      generation: touched.get(name) ?? sidebar.generation,
      key: pageKey(wiki.owner, wiki.name, name),
      ...standIn,
    })),
  ];
  await mapLimit(artifacts, PARALLEL, (artifact) => putArtifact(store, artifact));
  return generation;
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

interface WantedSidebar {
  generation: number;
  head: Ref;
  /** Each changed page's title at HEAD; undefined: it is gone. */
  patch: ReadonlyMap<string, string | undefined>;
  /** False: the present sidebar is not to be built on. */
  isPatchable: boolean;
}

/**
 * Puts the sidebar and returns the pages it lists. The patch gives each page's state at HEAD, so it may be applied to any
 * sidebar since the last published one. A sidebar of a newer generation is left, and is what the other artifacts are made from.
 *
 * @param published of this generation at least the present sidebar must be: an older one is what a late request has left behind
 */
async function putSidebar(
  context: WikiContext,
  { generation, head, patch, isPatchable }: WantedSidebar,
  published: number,
): Promise<{ pages: PageEntry[]; generation: number }> {
  const { wiki, store } = context;
  const key = sidebarKey(wiki.owner, wiki.name);
  let whole: PageEntry[] | undefined;
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    const current = await store.get(key);
    const present = Number(current?.metadata.generation ?? 0);
    const listed = current === undefined ? undefined : readPages(current.body);
    const isCurrent = present === generation && current?.metadata.shell === SHELL_VERSION;
    if (listed !== undefined && (present > generation || isCurrent)) return { pages: listed, generation: present };

    const base = isPatchable && present >= published ? listed : undefined;
    if (base === undefined) whole ??= await pagesOf(context, head);
    const pages = base === undefined ? (whole as PageEntry[]) : patchPages(base, patch);
    const isPut = await tryPut(store, key, sidebarJson(pages), {
      contentType: JSON_TYPE,
      cacheControl: PAGE_CACHE_CONTROL,
      metadata: { generation: String(generation), shell: SHELL_VERSION },
      ...(current === undefined ? { ifNoneMatch: '*' } : { ifMatch: current.etag }),
    });
    if (isPut) return { pages, generation };
  }
  throw tooManyWriters(key);
}

/** Undefined when it is no sidebar: it can be made anew from git. */
function readPages(sidebar: Uint8Array): PageEntry[] | undefined {
  try {
    return readSidebar(new TextDecoder().decode(sidebar));
  } catch {
    return undefined;
  }
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
  // Two files may be spelt so that they are one page.
  return [...new Map(pages.flatMap((page) => (page === undefined ? [] : [[page.path, page]]))).values()];
}

import { sidebarKey } from '@holt/edge';
import { listTree, type Ref } from '@holt/git';
import { readMenuEntries } from '@holt/markdown';
import { type MenuEntry, type PageEntry, readSidebar, SHELL_VERSION, sidebarJson } from '@holt/site';
import { JSON_TYPE, PAGE_CACHE_CONTROL, tooManyWriters, tryPut } from './artifact.ts';
import { mapLimit } from './map-limit.ts';
import { pageOfFile } from './page-of-file.ts';
import { titleOfBlob } from './title-of-blob.ts';
import { TreeEditor } from './tree-editor.ts';
import type { WikiContext } from './wiki-context.ts';

const PARALLEL = 16;
const MAX_TRIES = 100;
/** The page that the menu is made from. */
export const MENU_PAGE = 'Sidebar';

export interface WantedSidebar {
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
export async function putSidebar(
  context: WikiContext,
  { generation, head, patch, isPatchable }: WantedSidebar,
  published: number,
): Promise<{ pages: PageEntry[]; generation: number }> {
  const { wiki, store } = context;
  const key = sidebarKey(wiki.owner, wiki.name);
  let whole: PageEntry[] | undefined;
  let menu: MenuEntry[] | undefined;
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    const current = await store.get(key);
    const present = Number(current?.metadata.generation ?? 0);
    const listed = current === undefined ? undefined : readPages(current.body);
    const isCurrent = present === generation && current?.metadata.shell === SHELL_VERSION;
    if (listed !== undefined && (present > generation || isCurrent)) return { pages: listed, generation: present };

    const base = isPatchable && present >= published ? listed : undefined;
    if (base === undefined) whole ??= await pagesOf(context, head);
    const pages = base === undefined ? (whole as PageEntry[]) : patchPages(base, patch);
    menu ??= await menuOf(context, head);
    const isPut = await tryPut(store, key, sidebarJson(pages, menu), {
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
    const title = path === undefined ? undefined : await titleOfBlob(context, file.oid, path);
    return path === undefined || title === undefined ? undefined : { path, title };
  });
  // Two files may be spelt so that they are one page.
  return [...new Map(pages.flatMap((page) => (page === undefined ? [] : [[page.path, page]]))).values()];
}

async function menuOf({ wiki, repository }: WikiContext, { tree }: Ref): Promise<MenuEntry[]> {
  const file = await new TreeEditor(repository, tree).find(`${MENU_PAGE}.md`);
  if (file === undefined) return [];
  return readMenuEntries(new TextDecoder().decode(await repository.readBlob(file.oid)), wiki, MENU_PAGE);
}

import { dashKey, pageKey } from '@holt/edge';
import type { Ref, TreeChange } from '@holt/git';
import { indexHtml, llmsText, type PageEntry, SHELL_VERSION } from '@holt/site';
import { type Artifact, HTML, PAGE_CACHE_CONTROL, putArtifact, TEXT } from './artifact.ts';
import type { PublishedCommit } from './commit-summary.ts';
import { goneAtRoot } from './gone-at-root.ts';
import { mapLimit } from './map-limit.ts';
import { pageOfFile } from './page-of-file.ts';
import { MENU_PAGE, putSidebar } from './put-sidebar.ts';
import { redirectsOfTree } from './read-redirects.ts';
import type { PublishedMark } from './recent-changes.ts';
import { redirectChanges } from './redirect-changes.ts';
import { prepareSitemap } from './sitemap-artifact.ts';
import { makeStandIns, namesOf } from './stand-ins.ts';
import { titleOfBlob } from './title-of-blob.ts';
import type { WikiContext } from './wiki-context.ts';

const PARALLEL = 16;

export interface PublishedStructure {
  /** Of the last commit that changed it; undefined: none ever did. */
  generation: number | undefined;
  /** All pages of HEAD, or of a newer publisher's. */
  pages: readonly PageEntry[];
}

/**
 * The sidebar, the index, the lists of pages for programs and the stand-ins: put when a page came, went or changed its title, when the
 * menu's page changed or a redirect at the root did, and never read otherwise.
 *
 * @param commits oldest first: those since the mark, or all when there is none
 * @param mark what is published; undefined: build everything from HEAD's tree instead of bringing the present sidebar up to date
 * @returns undefined when nothing was to be put
 */
export async function publishStructure(
  context: WikiContext,
  head: Ref,
  commits: readonly Pick<PublishedCommit, 'changes' | 'moves' | 'generation' | 'summary'>[],
  mark: Pick<PublishedMark, 'structure'> | undefined,
): Promise<PublishedStructure | undefined> {
  // Names that pages gained or lost, and paths whose redirect changed, each with the generation that did it last.
  const touched = new Map<string, number>();
  const patch = new Map<string, string | undefined>();
  let generation: number | undefined;
  for (const commit of mark === undefined ? [...commits].reverse() : commits) {
    const [titles, moved] = await Promise.all([
      titleChanges(context, commit.changes),
      redirectChanges(context, commit),
    ]);
    const redirected = moved.filter((path) => !path.includes('/'));
    const isMenuChanged = commit.changes.some(({ path }) => pageOfFile(path) === MENU_PAGE);
    if (titles.length === 0 && redirected.length === 0 && !isMenuChanged) continue;
    generation = commit.generation;
    if (mark === undefined) break;
    for (const path of redirected) touched.set(path, generation);
    for (const { path, before, title } of titles) {
      patch.set(path, title);
      for (const shown of [before, title]) {
        for (const name of shown === undefined ? [] : namesOf(path, shown)) touched.set(name, generation);
      }
    }
  }
  if (generation === undefined && mark !== undefined) return undefined;

  const wanted = { generation: generation ?? head.generation, head, patch, isPatchable: mark !== undefined };
  const [sidebar, redirects, makeSitemap] = await Promise.all([
    putSidebar(context, wanted, mark?.structure ?? 0),
    redirectsOfTree(context, head.tree),
    prepareSitemap(context),
  ]);
  const { pages } = sidebar;
  const gone = goneAtRoot(commits);
  const { wiki, store } = context;
  // Where the sidebar is a newer publisher's, the redirects may be older: what is made from both is of this generation at most.
  const isOvertaken = sidebar.generation > wanted.generation;
  if (mark === undefined) {
    for (const { path, title } of pages) for (const name of namesOf(path, title)) touched.set(name, wanted.generation);
    for (const name of await listRootPages(context)) touched.set(name, wanted.generation);
    for (const path of redirects.keys()) if (!path.includes('/')) touched.set(path, wanted.generation);
    for (const path of gone.keys()) touched.set(path, wanted.generation);
  }
  const standIns = makeStandIns(wiki, touched.keys(), { pages, redirects, gone }).filter(
    ({ name }) => touched.has(name) || !isOvertaken,
  );
  const list = { cacheControl: PAGE_CACHE_CONTROL, generation: sidebar.generation, shell: SHELL_VERSION };
  const html = { ...list, contentType: HTML };
  const sitemap = makeSitemap(pages, sidebar.generation);
  const artifacts: Artifact[] = [
    { ...html, key: dashKey(wiki.owner, wiki.name, ''), body: () => indexHtml({ wiki, pages }) },
    {
      ...list,
      contentType: TEXT,
      key: dashKey(wiki.owner, wiki.name, 'llms.txt'),
      body: () => llmsText({ wiki, pages }),
    },
    ...(sitemap === undefined ? [] : [sitemap]),
    ...standIns.map(({ name, ...standIn }) => ({
      ...html,
      generation: touched.get(name) ?? wanted.generation,
      key: pageKey(wiki.owner, wiki.name, name),
      ...standIn,
    })),
  ];
  await mapLimit(artifacts, PARALLEL, (artifact) => putArtifact(store, artifact));
  return { generation, pages };
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
      titleOfBlob(context, change.old?.oid, path),
      titleOfBlob(context, change.new?.oid, path),
    ]);
    return before === now ? undefined : { path, before, title: now };
  });
  const changed = found.filter((change) => change !== undefined);
  return changed.sort((a, b) => Number(a.title !== undefined) - Number(b.title !== undefined));
}

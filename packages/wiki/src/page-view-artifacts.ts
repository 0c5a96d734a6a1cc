import { checkFilePath, dashKey } from '@holt/edge';
import type { RenderedPage } from '@holt/markdown';
import {
  type BlameBlock,
  blameHtml,
  historyHtml,
  olderHistoryHtml,
  pageFeedXml,
  revisionHtml,
  SHELL_VERSION,
} from '@holt/site';
import { type Artifact, FEED, HTML, IMMUTABLE_CACHE_CONTROL, JSON_TYPE, PAGE_CACHE_CONTROL } from './artifact.ts';
import { linesOf } from './carry-blame.ts';
import type { PublishedCommit } from './commit-summary.ts';
import { olderPage } from './older-page.ts';
import { encodePageState, KEPT_CHANGES, type PageState } from './page-state.ts';
import { pageStateKey } from './page-state-store.ts';
import { readText } from './render-version.ts';
import type { WikiContext } from './wiki-context.ts';

const MUTABLE = { cacheControl: PAGE_CACHE_CONTROL, shell: SHELL_VERSION };
const IMMUTABLE = { cacheControl: IMMUTABLE_CACHE_CONTROL, shell: SHELL_VERSION };

/** The keys of what {@link stateArtifacts} makes, but for the state itself. */
export function pageViewKeys({ wiki }: WikiContext, path: string): string[] {
  return [`history/${path}`, `blame/${path}`, ...feedNames(path)].map((name) => dashKey(wiki.owner, wiki.name, name));
}

/** None where the path is too long for that address. */
function feedNames(path: string): string[] {
  return isAddress(`${path}.xml`) ? [`feed/${path}.xml`] : [];
}

/** A page's state, and what is made from it alone: its history, its blame, its feed. */
export function stateArtifacts(context: WikiContext, state: PageState): Artifact[] {
  const { wiki } = context;
  const { path, generation, count, changes, version } = state;
  const common = { ...MUTABLE, generation };
  const key = (name: string) => dashKey(wiki.owner, wiki.name, name);
  const older = olderPage(count, KEPT_CHANGES);
  const history = { wiki, path, changes, isGone: version === undefined, ...(older !== undefined && { older }) };
  return [
    { ...common, key: pageStateKey(context, path), body: () => encodePageState(state), contentType: JSON_TYPE },
    { ...common, key: key(`history/${path}`), body: () => historyHtml(history), contentType: HTML },
    blameArtifact(context, path, generation, async () => state),
    ...feedNames(path).map((name) => ({
      ...common,
      key: key(name),
      body: () => pageFeedXml({ wiki, path, changes }),
      contentType: FEED,
    })),
  ];
}

/** @param readState gives the page's state of that generation */
export function blameArtifact(
  context: WikiContext,
  path: string,
  generation: number,
  readState: () => Promise<PageState | undefined>,
): Artifact {
  const { wiki } = context;
  const body = async () => {
    const state = await readState();
    const version = state?.version;
    if (state === undefined || version === undefined) return blameHtml({ wiki, path, blocks: [] });
    return blameHtml({ wiki, path, blocks: blocksOf(state, await readText(context, version)), version });
  };
  const key = dashKey(wiki.owner, wiki.name, `blame/${path}`);
  return { ...MUTABLE, key, body, contentType: HTML, generation };
}

function blocksOf({ blame }: PageState, text: string): BlameBlock[] {
  const lines = linesOf(text);
  let line = 1;
  return blame.map(([count, change]) => {
    const block = {
      change,
      line,
      text: lines
        .slice(line - 1, line - 1 + count)
        .join('')
        .replace(/\n$/, ''),
    };
    line += count;
    return block;
  });
}

/** A page as a commit left it; none where its path is too long for that address. */
export function revisionArtifacts(
  { wiki }: WikiContext,
  path: string,
  { summary, generation }: PublishedCommit,
  rendered: () => Promise<RenderedPage>,
): Artifact[] {
  const name = `${summary.oid}/${path}`;
  if (!isAddress(name)) return [];
  const body = async () => revisionHtml({ wiki, path, rendered: await rendered(), change: summary });
  return [{ ...IMMUTABLE, key: dashKey(wiki.owner, wiki.name, `at/${name}`), body, contentType: HTML, generation }];
}

/** A hundred older changes of a page, when the state's newest change made the hundred full. */
export function olderArtifacts({ wiki }: WikiContext, { path, count, changes, generation }: PageState): Artifact[] {
  const number = count / KEPT_CHANGES;
  const name = `${number}/${path}`;
  if (!Number.isInteger(number) || !isAddress(name)) return [];
  const body = () => olderHistoryHtml({ wiki, path, number, changes });
  return [{ ...IMMUTABLE, key: dashKey(wiki.owner, wiki.name, `older/${name}`), body, contentType: HTML, generation }];
}

/** What follows the first segment of such an address must be a path that the edge takes. */
export function isAddress(rest: string): boolean {
  return checkFilePath(rest) === '';
}

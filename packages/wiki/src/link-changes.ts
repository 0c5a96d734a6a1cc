import type { Oid } from '@holt/git';
import { estimateWorkUs } from '@holt/markdown';
import type { PublishedCommit } from './commit-summary.ts';
import { createLinkLedger, type LinkLedger } from './link-ledger.ts';
import { type PageTouch, pageTouches } from './page-touches.ts';
import { readText, renderVersion } from './render-version.ts';
import type { WikiContext } from './wiki-context.ts';

/** So much one look renders, by estimate: of more, only the newest commits are looked at. */
const MAX_WORK_US = 1_500_000;

/** Every link is written with one of these. */
const LINK_SIGN = /[[\]<]/;

/**
 * The links and pages that came and went in some commits, from git alone. A text is rendered only where lines with links changed, once;
 * where that would take more than a second or so, the links that only the oldest of these commits changed are left out.
 *
 * @param commits oldest first
 * @throws as reading blobs
 */
export async function linkChanges(context: WikiContext, commits: readonly LinkingCommit[]): Promise<LinkLedger> {
  const ledger = createLinkLedger();
  const known = new Map<string, Promise<readonly string[]>>();
  const linksOf = (path: string, version: Oid | undefined) => {
    if (version === undefined) return [];
    const key = `${version} ${path}`;
    const links = known.get(key) ?? renderVersion(context, path, version).then((rendered) => rendered.links);
    known.set(key, links);
    return links;
  };
  const changed = await withinBudget(context, commits);
  for (const { commit, touches } of changed) {
    for (const { touch, isAlike } of touches) {
      const links = isAlike ? [] : [linksOf(touch.path, touch.old), linksOf(touch.path, touch.now)];
      const [before = [], after = []] = await Promise.all(links);
      ledger.note(touch, before, after, commit.generation);
    }
  }
  return ledger;
}

type LinkingCommit = Pick<PublishedCommit, 'changes' | 'moves' | 'generation'>;

interface LookedAt {
  commit: LinkingCommit;
  /** With whether the lines with links stayed the same. */
  touches: { touch: PageTouch; isAlike: boolean }[];
}

/** The newest of the commits whose texts there is time for, oldest first. */
async function withinBudget(context: WikiContext, commits: readonly LinkingCommit[]): Promise<LookedAt[]> {
  const texts = new Set<Oid>();
  const lookedAt: LookedAt[] = [];
  let workUs = 0;
  for (const commit of commits.toReversed()) {
    const touches: LookedAt['touches'] = [];
    for (const touch of pageTouches(commit).values()) {
      const versions = [touch.old, touch.now].filter((oid) => oid !== undefined);
      const isAlike = await isLinkingAlike(context, touch);
      for (const oid of isAlike ? [] : versions.filter((version) => !texts.has(version))) {
        texts.add(oid);
        workUs += estimateWorkUs(await readText(context, oid));
      }
      if (workUs > MAX_WORK_US) return lookedAt;
      touches.push({ touch, isAlike });
    }
    lookedAt.unshift({ commit, touches });
  }
  return lookedAt;
}

async function isLinkingAlike(context: WikiContext, { old, now }: PageTouch): Promise<boolean> {
  const [before, after] = await Promise.all(
    [old, now].map((oid) => (oid === undefined ? '' : linkLines(context, oid))),
  );
  return before === after;
}

async function linkLines(context: WikiContext, version: Oid): Promise<string> {
  const lines = (await readText(context, version)).split('\n');
  return lines.filter((line) => LINK_SIGN.test(line)).join('\n');
}

import type { Oid } from '@holt/git';
import type { PublishedCommit } from './commit-summary.ts';
import { createLinkLedger, type LinkLedger } from './link-ledger.ts';
import { type PageTouch, pageTouches } from './page-touches.ts';
import { readText, renderVersion } from './render-version.ts';
import type { WikiContext } from './wiki-context.ts';

/** Every link is written with one of these. */
const LINK_SIGN = /[[\]<]/;

/**
 * The links and pages that came and went in some commits, from git alone. A text is rendered only where lines with links changed, once.
 *
 * @param commits oldest first
 * @throws as reading blobs
 */
export async function linkChanges(
  context: WikiContext,
  commits: readonly Pick<PublishedCommit, 'changes' | 'moves' | 'generation'>[],
): Promise<LinkLedger> {
  const ledger = createLinkLedger();
  const known = new Map<string, Promise<readonly string[]>>();
  const linksOf = (path: string, version: Oid | undefined) => {
    if (version === undefined) return [];
    const key = `${version} ${path}`;
    const links = known.get(key) ?? renderVersion(context, path, version).then((rendered) => rendered.links);
    known.set(key, links);
    return links;
  };
  const isLinkingAlike = async ({ old, now }: PageTouch) => {
    const [before, after] = await Promise.all(
      [old, now].map((oid) => (oid === undefined ? '' : linkLines(context, oid))),
    );
    return before === after;
  };
  for (const commit of commits) {
    for (const touch of pageTouches(commit).values()) {
      const isAlike = await isLinkingAlike(touch);
      const links = isAlike ? [] : [linksOf(touch.path, touch.old), linksOf(touch.path, touch.now)];
      const [before = [], after = []] = await Promise.all(links);
      ledger.note(touch, before, after, commit.generation);
    }
  }
  return ledger;
}

async function linkLines(context: WikiContext, version: Oid): Promise<string> {
  const lines = (await readText(context, version)).split('\n');
  return lines.filter((line) => LINK_SIGN.test(line)).join('\n');
}

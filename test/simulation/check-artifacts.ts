import { fragmentsPrefix } from '@holt/edge';
import type { VerifyReport } from '@holt/wiki';
import { openWikisSafely } from './begin-wiki.ts';
import type { Bucket } from './bucket.ts';
import { checkIndex } from './check-index.ts';
import { WIKI } from './machine.ts';

const [OWNER, NAME] = WIKI.split('/') as [string, string];

/**
 * Heals the wiki by a process without faults, twice at most, and compares what is served with a publication of the same history into
 * an empty store, and so the search index. After the first heal, a publication, all artifacts must be right that carry their commit; after the second all.
 *
 * @param verify have `verify` say the same, too
 * @returns what differs
 */
export async function checkArtifacts(
  bucket: Bucket,
  nowMs: number,
  { verify }: { verify: boolean },
): Promise<string[]> {
  const open = async (target: Bucket) => await openWikisSafely(target.directly(), nowMs).open(WIKI);
  const fresh = bucket.copy('git/', 'control/');
  const freshWiki = await open(fresh);
  await freshWiki.publish();
  const expected = readArtifacts(fresh);

  const wiki = await open(bucket);
  await wiki.publish();
  const afterFirst = differences(readArtifacts(bucket), expected).filter((key) => namesCommit(key, fresh));
  await wiki.reconcile();
  const afterSecond = differences(readArtifacts(bucket), expected);
  const ofIndex = await checkIndex(bucket, wiki, fresh, freshWiki);
  const report = verify ? await wiki.verify() : undefined;
  return [
    ...afterFirst.map((key) => `${key} differs after a publication`),
    ...afterSecond.filter((key) => !afterFirst.includes(key)).map((key) => `${key} differs`),
    ...ofIndex,
    ...(report === undefined || isClean(report) ? [] : [`verify says ${JSON.stringify(report)}`]),
  ];
}

function isClean({ complete, differences, damage }: VerifyReport): boolean {
  return complete && differences.length === 0 && damage.length === 0;
}

/**
 * Whether the bytes under a key name the commit that they stem from, so that the same never come twice: commits' pages, changes,
 * and pages, but for what stands at the root where no page is.
 */
function namesCommit(key: string, fresh: Bucket): boolean {
  if (/\/-\/(commit\/|changes)/.test(key)) return true;
  return (
    /\/pages\/.*\.html$/.test(key) && (/\/pages\/.*\//.test(key) || fresh.head(key)?.metadata.version !== undefined)
  );
}

/** What is served: every artifact that is no tombstone. The search index depends on when it was folded. */
function readArtifacts(bucket: Bucket): Map<string, Uint8Array> {
  const artifacts = new Map<string, Uint8Array>();
  for (const { key, body, metadata } of bucket.below(fragmentsPrefix(OWNER, NAME))) {
    if (metadata.state !== 'deleted' && !/\/-\/search\/(main\/|recent\.json)/.test(key)) artifacts.set(key, body);
  }
  return artifacts;
}

function differences(a: ReadonlyMap<string, Uint8Array>, b: ReadonlyMap<string, Uint8Array>): string[] {
  const keys = new Set([...a.keys(), ...b.keys()]);
  return [...keys].filter((key) => {
    const [one, other] = [a.get(key), b.get(key)];
    return one === undefined || other === undefined || Buffer.compare(one, other) !== 0;
  });
}

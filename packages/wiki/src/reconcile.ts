import type { Commit, Ref } from '@holt/git';
import { type Artifact, putArtifact } from './artifact.ts';
import { latestChanges, namelessArtifacts } from './file-artifacts.ts';
import { publishLinks } from './link-artifacts.ts';
import { linkChanges } from './link-changes.ts';
import { mapLimit } from './map-limit.ts';
import { namesInFolders, publishedPaths } from './names-in-folders.ts';
import { type PublishOptions, publish } from './publish.ts';
import { publishStructure } from './publish-structure.ts';
import { readCommits } from './read-commits.ts';
import { readRecentChanges } from './recent-changes.ts';
import { publishRedirects } from './redirect-artifacts.ts';
import type { WikiContext } from './wiki-context.ts';

const PARALLEL = 16;
/** Far longer than a request can be under way, and than the time between two runs of the schedule. */
const WINDOW_MS = 24 * 60 * 60 * 1000;
const MAX_COMMITS = 1000;

/**
 * Brings the artifacts up to HEAD, as {@link publish} does, and looks again at those that the last day's commits (of these, the last
 * 1,000) changed and whose bytes don't name the commit that made them: sources, attachments, sidebar, index, stand-ins, redirects and
 * the lists of what links to a page.
 *
 * Where an ETag is the hash of the body, as on Amazon S3, one of these that goes from A to B and back to A makes an old condition true
 * again, so that a request for B which was long under way may yet be applied. Here that is found, by its generation, and put right.
 * Costs one request for each such artifact; sources that are as they should be are not read. What it renders to know of links is
 * bounded, the newest commits first: of many costly texts the older are left to verifying.
 *
 * @throws as {@link publish}
 */
export async function reconcile(context: WikiContext, options?: Pick<PublishOptions, 'onPublished'>): Promise<void> {
  await publish(context, options);
  const head = await context.repository.readRef();
  if (head === undefined) return;
  const commits = await recentCommits(context, head);
  const put = (artifact: Artifact) => putArtifact(context.store, artifact);
  const [first] = commits;
  if (first === undefined) return;
  await mapLimit(latestChanges(commits), PARALLEL, (change) =>
    mapLimit(namelessArtifacts(context, change), PARALLEL, put),
  );
  const structure = await publishStructure(context, head, commits, { structure: first.generation - 1 });
  const names = async () => {
    const pages = structure?.pages.map(({ path }) => path);
    if (pages !== undefined) return namesInFolders(pages);
    const mark = await readRecentChanges(context);
    return namesInFolders(await publishedPaths(context, head, mark?.structure ?? 0));
  };
  await publishRedirects(context, head, commits, false, put);
  const ledger = await linkChanges(context, commits);
  await publishLinks(context, { head, changes: ledger.links(), pages: ledger.pages(), isFull: false, names, put });
}

async function recentCommits(context: WikiContext, head: Ref) {
  const since = (context.clock.now() - WINDOW_MS) / 1000;
  let count = 0;
  const isOld = ({ committer }: Commit) => committer.timestampSeconds < since;
  return readCommits(
    context,
    head,
    async (oid) => ++count > MAX_COMMITS || isOld(await context.repository.readCommit(oid)),
  );
}

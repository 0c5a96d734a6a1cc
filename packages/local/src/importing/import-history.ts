import { gitPrefix } from '@holt/edge';
import { openGitFolder, openRepository } from '@holt/git';
import type { FoldedMain } from '@holt/wiki';
import { CommandError } from '../errors.ts';
import { print } from '../print.ts';
import { progressCount } from '../progress-count.ts';
import { findDeadLinks, findRemarks } from './check-links.ts';
import { describeIndex, foldImported } from './fold-imported.ts';
import type { ImportTarget } from './import-target.ts';
import { type Findings, listFindings } from './list-findings.ts';
import { scanCommit } from './scan-commit.ts';

const LINK_REMARK = 'It is a symbolic link: readers get the path that it holds, as text.';

export interface ImportHistoryOptions {
  directory: string;
  /** Default: what the repository's HEAD names. */
  branch?: string | undefined;
  json: boolean;
}

interface Report extends Findings {
  wiki: string;
  /** HEAD: the source's commit, or one that the wiki has on top of it. */
  revision: string;
  /** How many the source has, over all parents. */
  commits: number;
  /** How many were stored by this import. */
  objects: number;
  pages: number;
  attachments: number;
  /** The main part of the search index that was made; absent when the import was too small for one. */
  index?: FoldedMain;
}

/**
 * A git repository's commits are kept as they are. A second run takes what was committed since.
 * @throws CommandError when there is no commit; GitError `source-unusable`; WikiError when the wiki has commits that the source lacks
 */
export async function importHistory(
  target: ImportTarget,
  { directory, branch, json }: ImportHistoryOptions,
): Promise<void> {
  const source = await openGitFolder(directory);
  const from = await source.resolve(branch);
  if (from === undefined) {
    throw new CommandError(
      branch === undefined
        ? `${directory} has no commit on its current branch. Name another with --branch.`
        : `${directory} has no branch ${branch}. Name another with --branch.`,
    );
  }
  const { holt, wiki } = await target.open();
  const progress = progressCount('Importing');
  const imported = await wiki.importHistory({ source, from, onProgress: progress.show }).finally(progress.end);
  const index = imported.published ? await foldImported(wiki) : undefined;

  const repository = openRepository({ store: holt.store, prefix: gitPrefix(wiki.owner, wiki.name) });
  const { files, refused, links } = await scanCommit(repository, imported.revision);
  const pages = files.filter(({ isPage }) => isPage).length;
  const report: Report = {
    wiki: target.id,
    revision: imported.revision,
    commits: imported.commits,
    objects: imported.objects,
    pages,
    attachments: files.length - pages,
    ...(index && { index }),
    deadLinks: findDeadLinks(files, new Set(files.map(({ path }) => path))),
    remarks: [...findRemarks(files), ...links.map((source) => ({ source, remark: LINK_REMARK }))],
    refused,
  };
  print(json, report, describe(report, from));
  if (!imported.published) {
    throw new CommandError(
      `The commits are in, but their pages are not all published: ${imported.publishError}. Run holt reconcile --wiki ${target.id}.`,
    );
  }
}

function describe(report: Report, from: string): string {
  const { wiki, revision, objects } = report;
  const line = (what: string, count: number) => `${what.padEnd(12)} ${count}\n`;
  const head = objects === 0 ? 'Nothing new is in the source.\n' : `Imported into ${wiki}\n`;
  const position = revision === from ? 'as the source' : `on top of the source's ${from}`;
  return (
    `${head}${wiki} is at commit ${revision}, ${position}\n` +
    line('Commits', report.commits) +
    line('New objects', objects) +
    line('Pages', report.pages) +
    line('Attachments', report.attachments) +
    describeIndex(report.index) +
    listFindings(report, ['file that is in git only', 'files that are in git only'])
  );
}

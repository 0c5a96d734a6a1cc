import type { FoldedMain, PageChange, Wiki } from '@holt/wiki';
import { counted } from '../counted.ts';
import { CommandError } from '../errors.ts';
import { print } from '../print.ts';
import { progressBar } from '../progress-bar.ts';
import { findDeadLinks, findRemarks } from './check-links.ts';
import { chooseFiles } from './choose-files.ts';
import { describeIndex, foldImported } from './fold-imported.ts';
import type { ImportTarget } from './import-target.ts';
import { IMPORTER, readLastImported } from './last-imported.ts';
import { type Findings, listFindings } from './list-findings.ts';
import { type ScannedFile, scanFolder } from './scan-folder.ts';

/**
 * A folder's pages and attachments become one commit. A second run takes only what changed.
 * @throws CommandError when there is nothing to import, or the commit is in and not all of it published
 */
export async function importFiles(
  target: ImportTarget,
  { directory, json }: { directory: string; json: boolean },
): Promise<void> {
  const scanned = scanFolder(directory);
  if (scanned.files.length === 0)
    throw new CommandError(`${directory} holds no Markdown page and no attachment. Nothing was imported.`);

  const { holt, wiki } = await target.open();
  const before = await wiki.listFiles();
  const { changed, unchanged, refused } = chooseFiles(scanned.files, before, await readLastImported(holt.store, wiki));
  const files = [...changed, ...unchanged];
  const written = changed.length === 0 ? undefined : await writeFiles(wiki, changed, before, directory);
  const index = written?.published === false ? undefined : await foldImported(wiki);

  const report: Report = {
    wiki: target.id,
    pages: count(files, changed, before, true),
    attachments: count(files, changed, before, false),
    ...(written === undefined ? {} : { revision: written.revision }),
    ...(index && { index }),
    deadLinks: findDeadLinks(files, new Set([...before.keys(), ...files.map(({ path }) => path)])),
    remarks: findRemarks(files),
    refused: [...scanned.refused, ...refused].sort((a, b) => (a.source < b.source ? -1 : 1)),
  };
  print(json, report, describe(report));
  if (written?.published === false) {
    throw new CommandError(
      `The commit ${written.revision} is in, but its pages are not all published: ${written.publishError}. Run the same import again.`,
    );
  }
}

interface Count {
  /** Pages or attachments in the folder. */
  total: number;
  added: number;
  changed: number;
  unchanged: number;
}

interface Report extends Findings {
  wiki: string;
  pages: Count;
  attachments: Count;
  /** The commit; absent when nothing had changed. */
  revision?: string;
  /** The main part of the search index that was made; absent when the import was too small for one. */
  index?: FoldedMain;
}

async function writeFiles(
  wiki: Wiki,
  files: readonly ScannedFile[],
  before: ReadonlyMap<string, string>,
  directory: string,
) {
  const changes = files.map(
    ({ path, content }): PageChange => ({ op: 'store', path, content, ifVersion: before.get(path) ?? 'none' }),
  );
  const name = directory.slice(directory.lastIndexOf('/') + 1);
  return wiki.write(
    {
      changes,
      author: IMPORTER,
      message: `Import ${counted(files.length, 'file')} from ${name}`,
    },
    { onProgress: progressBar('Importing') },
  );
}

function count(
  files: readonly ScannedFile[],
  changed: readonly ScannedFile[],
  before: ReadonlyMap<string, string>,
  isPage: boolean,
): Count {
  const ofKind = (list: readonly ScannedFile[]) => list.filter((file) => file.isPage === isPage);
  const total = ofKind(files).length;
  const added = ofKind(changed).filter(({ path }) => !before.has(path)).length;
  const modified = ofKind(changed).length - added;
  return { total, added, changed: modified, unchanged: total - added - modified };
}

function describe(report: Report): string {
  const { pages, attachments } = report;
  const line = (what: string, { total, added, changed, unchanged }: Count) =>
    `${what.padEnd(12)} ${total}  (${added} new, ${changed} changed, ${unchanged} as they were)\n`;
  const head =
    report.revision === undefined
      ? 'Nothing has changed since the last import.\n'
      : `Imported into ${report.wiki} as commit ${report.revision}\n`;
  return (
    head +
    line('Pages', pages) +
    line('Attachments', attachments) +
    describeIndex(report.index) +
    listFindings(report, ['file not taken', 'files not taken'])
  );
}

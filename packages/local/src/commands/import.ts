import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type PageChange, type Wiki, WikiError } from '@holt/wiki';
import { CommandError, UsageError } from '../errors.ts';
import { type DeadLink, findDeadLinks, findRemarks, type PageRemark } from '../importing/check-links.ts';
import { chooseFiles } from '../importing/choose-files.ts';
import { IMPORTER, readLastImported } from '../importing/last-imported.ts';
import { type RefusedFile, type ScannedFile, scanFolder } from '../importing/scan-folder.ts';
import { type LocalHolt, openLocalHolt } from '../local-holt.ts';
import { requireWikiId } from '../options.ts';
import { progressBar } from '../progress-bar.ts';

const SHOWN = 20;

/** `holt import`: a folder's pages and attachments become one commit. A second run takes only what changed. */
export async function importFolder(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      wiki: { type: 'string' },
      private: { type: 'boolean', default: false },
      data: { type: 'string', default: '.holt' },
      json: { type: 'boolean', default: false },
    },
  });
  const [source, ...others] = positionals;
  if (source === undefined || others.length > 0)
    throw new UsageError('Name one folder to import: holt import DIR --wiki owner/name.');
  const id = requireWikiId('--wiki', values.wiki);
  const scanned = scanFolder(resolve(source));
  if (scanned.files.length === 0)
    throw new CommandError(`${resolve(source)} holds no Markdown page and no attachment. Nothing was imported.`);

  const holt = await openLocalHolt(values.data, 'create');
  const wiki = await openOrCreate(holt, id, !values.private);
  const before = await wiki.listFiles();
  const { changed, unchanged, refused } = chooseFiles(scanned.files, before, await readLastImported(holt.store, wiki));
  const files = [...changed, ...unchanged];
  const written = changed.length === 0 ? undefined : await writeFiles(wiki, changed, before, resolve(source));

  const report: Report = {
    wiki: id,
    pages: count(files, changed, before, true),
    attachments: count(files, changed, before, false),
    ...(written === undefined ? {} : { revision: written.revision }),
    deadLinks: findDeadLinks(files, new Set([...before.keys(), ...files.map(({ path }) => path)])),
    remarks: findRemarks(files),
    refused: [...scanned.refused, ...refused].sort((a, b) => (a.source < b.source ? -1 : 1)),
  };
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : describe(report));
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

interface Report {
  wiki: string;
  pages: Count;
  attachments: Count;
  /** The commit; absent when nothing had changed. */
  revision?: string;
  deadLinks: DeadLink[];
  remarks: PageRemark[];
  refused: RefusedFile[];
}

/** A wiki of this machine is readable in its browsers unless asked otherwise: the local edge listens on loopback only. */
async function openOrCreate(holt: LocalHolt, id: string, isPublic: boolean): Promise<Wiki> {
  try {
    return await holt.wikis.create(id, { public: isPublic });
  } catch (error) {
    if (error instanceof WikiError && error.code === 'wiki-exists') return holt.wikis.open(id);
    throw error;
  }
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
      message: `Import ${files.length} ${files.length === 1 ? 'file' : 'files'} from ${name}`,
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
  const { pages, attachments, deadLinks, remarks, refused } = report;
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
    listed('links lead nowhere', deadLinks, ({ source, line, target }) => `${source}:${line}  ${target}`) +
    listed('remarks', remarks, ({ source, remark }) => `${source}  ${remark}`) +
    listed('files not taken', refused, ({ source, reason }) => `${source}  ${reason}`)
  );
}

function listed<T>(title: string, items: readonly T[], show: (item: T) => string): string {
  const shown = items.slice(0, SHOWN).map((item) => `  ${show(item)}\n`);
  const more = items.length > SHOWN ? `  … and ${items.length - SHOWN} more (--json lists all)\n` : '';
  return `${items.length} ${title}${items.length === 0 ? '' : ':'}\n${shown.join('')}${more}`;
}

import { parseArgs } from 'node:util';
import { type BackupReport, backupPlace } from '../backup/backup-place.ts';
import { counted } from '../counted.ts';
import { DATA_OPTIONS, type DataPlace, openDataPlace, readDataPlace } from '../data-place.ts';
import { CommandError, UsageError } from '../errors.ts';
import { print } from '../print.ts';
import { progressCount } from '../progress-count.ts';
import { warn } from '../warn.ts';

const STEP_BYTES = 1000;
const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** `holt backup`: copies what can't be rebuilt to another place, while others read and write. */
export async function backup(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      ...DATA_OPTIONS,
      to: { type: 'string' },
      'to-endpoint': { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const from = readDataPlace(values);
  const to = readTarget(values.to, values['to-endpoint']);
  const source = await openDataPlace(from, 'read', warn);
  const target = await openDataPlace(to, 'create', warn);
  const progress = progressCount('Copying');
  const report = await backupPlace(source, target, progress.show).finally(progress.end);
  print(values.json, report, describe(report, to));
  const damaged = report.wikis.filter(({ problems }) => problems.length > 0).map(({ wiki }) => wiki);
  if (report.problems.length > 0) damaged.push('the records of tokens');
  if (damaged.length > 0) {
    throw new CommandError(
      `The backup is as damaged as what it was made from: ${damaged.join(', ')}. Run holt verify there, and keep older backups.`,
    );
  }
}

function readTarget(to: string | undefined, endpoint: string | undefined): DataPlace {
  if (to === undefined) throw new UsageError('Name an empty place: --to DIR or --to s3://bucket[/folder].');
  if (to.startsWith('s3:')) return readDataPlace({ store: to, endpoint });
  if (endpoint !== undefined) throw new UsageError('--to-endpoint goes with --to s3://bucket only.');
  return { folder: to };
}

function describe(report: BackupReport, to: DataPlace): string {
  const { from, wikis, tokens, keyValues, objects, sizeBytes } = report;
  const there = 'folder' in to ? `--data ${report.to}` : `--store ${report.to}`;
  return [
    `Backed up ${from} to ${report.to}: ${counted(wikis.length, 'wiki')}, ${counted(objects, 'object')}, ${formatBytes(sizeBytes)}; ` +
      `${counted(tokens, 'record of a token', 'records of tokens')}, ${counted(keyValues, 'key value')}`,
    ...wikis.flatMap(({ wiki, revision, objects, sizeBytes, problems }) => [
      `  ${wiki} ${revision === undefined ? 'without pages' : `at ${revision}`}: ${counted(objects, 'object')}, ${formatBytes(sizeBytes)}`,
      ...problems.map((problem) => `    damaged: ${problem}`),
    ]),
    ...report.problems.map((problem) => `  damaged: ${problem}`),
    `Its pages are made by: holt rebuild ${there}`,
    '',
  ].join('\n');
}

function formatBytes(bytes: number): string {
  const unit = Math.min(UNITS.length - 1, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(STEP_BYTES)));
  const value = bytes / STEP_BYTES ** unit;
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`;
}

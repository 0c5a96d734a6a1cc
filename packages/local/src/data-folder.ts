import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type ObjectStore, openFileObjectStore, systemRandom } from '@holt/storage';
import type { OpenMode } from './data-place.ts';
import { CommandError } from './errors.ts';

const MARKER = 'holt.json';
const FORMAT = 1;

/**
 * Opens the folder that holds everything Holt keeps on this machine.
 * @throws CommandError when it is missing, not a Holt data folder, made by a newer Holt, damaged, or may not be written
 */
export function openDataFolder(path: string, mode: OpenMode): { location: string; store: ObjectStore } {
  const directory = resolve(path);
  const isNew = !existsSync(directory) || isEmptyFolder(directory);
  if (isNew && mode !== 'create') {
    throw new CommandError(
      `There is no data at ${directory}. Run \`pnpm dev\` once to make it, or name another folder with --data.`,
    );
  }
  if (!isNew) checkMarker(directory);
  if (mode !== 'read') checkWritable(directory);
  if (isNew) makeFolder(directory);
  return {
    location: directory,
    store: openFileObjectStore({ directory: join(directory, 'store'), random: systemRandom }),
  };
}

function isEmptyFolder(directory: string): boolean {
  if (!statSync(directory).isDirectory()) {
    throw new CommandError(`${directory} is a file, so it can't hold data. Name a folder with --data.`);
  }
  return readdirSync(directory).length === 0;
}

function checkMarker(directory: string): void {
  const file = join(directory, MARKER);
  if (!existsSync(file)) {
    throw new CommandError(
      `${directory} holds other things and no ${MARKER}, so it is no Holt data folder. Name another with --data.`,
    );
  }
  let format: unknown;
  try {
    format = (JSON.parse(readFileSync(file, 'utf8')) as { format?: unknown }).format;
  } catch {
    format = undefined;
  }
  if (typeof format !== 'number') {
    throw new CommandError(
      `The data folder is damaged: ${file} can't be read. Restore the folder from a backup, or name another with --data.`,
    );
  }
  if (format > FORMAT) {
    throw new CommandError(
      `${directory} was made by a newer Holt (format ${format}; this one knows ${FORMAT}). Update Holt.`,
    );
  }
}

function checkWritable(directory: string): void {
  let existing = directory;
  while (!existsSync(existing)) existing = dirname(existing);
  try {
    if (!statSync(existing).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
    accessSync(existing, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw notWritable(directory, cause);
  }
}

function makeFolder(directory: string): void {
  try {
    makeFolders(directory);
    writeFileSync(join(directory, MARKER), `${JSON.stringify({ format: FORMAT })}\n`);
  } catch (cause) {
    throw notWritable(directory, cause);
  }
}

/** One by one: a recursive mkdir never returns below a folder that takes no entries, such as /proc. */
function makeFolders(directory: string): void {
  if (existsSync(directory)) return;
  makeFolders(dirname(directory));
  mkdirSync(directory);
}

function notWritable(directory: string, cause: unknown): CommandError {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
  return new CommandError(
    `The data folder ${directory} can't be written (${code}). Change its permissions, or name another with --data.`,
    {
      cause,
    },
  );
}

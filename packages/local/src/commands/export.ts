import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gitPrefix } from '@holt/edge';
import { openRepository } from '@holt/git';
import { counted } from '../counted.ts';
import { DATA_OPTIONS, readDataPlace } from '../data-place.ts';
import { CommandError, UsageError } from '../errors.ts';
import { writeRepository } from '../exporting/write-repository.ts';
import { openLocalHolt } from '../local-holt.ts';
import { requireWikiId } from '../options.ts';
import { print } from '../print.ts';

/** `holt export`: a wiki as a git repository with its files checked out, there whole or not at all. */
export async function exportWiki(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      ...DATA_OPTIONS,
      wiki: { type: 'string' },
      to: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const id = requireWikiId('--wiki', values.wiki);
  const place = readDataPlace(values);
  if (values.to === undefined) throw new UsageError('Name the folder to write: --to DIR.');
  const directory = resolve(values.to);
  checkTarget(directory);

  const holt = await openLocalHolt(place, 'read');
  const { owner, name } = await holt.wikis.info(id);
  const repository = openRepository({ store: holt.store, prefix: gitPrefix(owner, name) });
  const head = await repository.readRef();
  if (head === undefined) throw new CommandError(`The wiki ${id} has no pages yet, so there is nothing to export.`);

  const partial = makePartial(directory);
  try {
    const { commits, objects, files } = await writeRepository(repository, head, partial);
    if (existsSync(directory)) rmSync(directory, { recursive: true });
    renameSync(partial, directory);
    print(
      values.json,
      { wiki: id, directory, revision: head.oid, commits, objects, files },
      `Exported ${id} to ${directory}: ${counted(commits, 'commit')}, ${counted(files, 'file')}, at ${head.oid}\n`,
    );
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
}

function checkTarget(directory: string): void {
  if (!existsSync(directory)) return;
  if (!statSync(directory).isDirectory() || readdirSync(directory).length > 0) {
    throw new CommandError(`${directory} exists and is not empty. Name a new folder with --to.`);
  }
}

/** Beside the target, so that the last step is one rename. */
function makePartial(directory: string): string {
  try {
    mkdirSync(dirname(directory), { recursive: true });
    return mkdtempSync(join(dirname(directory), `.${basename(directory)}-partial-`));
  } catch (cause) {
    throw new CommandError(
      `${dirname(directory)} can't be written (${(cause as NodeJS.ErrnoException).code}). Name another folder with --to.`,
      {
        cause,
      },
    );
  }
}

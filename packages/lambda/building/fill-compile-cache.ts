import { execFile } from 'node:child_process';
import { chmod, cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const FOLDER = 'compile-cache';

/** Enough for a handler to start; it is sent no event. */
const ENVIRONMENT = {
  HOLT_BUCKET: 'building',
  HOLT_ORIGIN_SECRET: 'building-building-building-building',
  AWS_REGION: 'us-east-1',
};

/** What the functions are deployed for. */
const ARCHITECTURE = 'arm64';
/** As which Lambda runs functions. */
const USER = 993;

/**
 * Loads every module of a bundle once, so that Node leaves its compiled code in the bundle's `compile-cache`. Whatever can't be loaded fails here.
 *
 * The code is good for the same version of Node only, on a processor with the same abilities; and Node looks for it under the number of its user, so
 * it is put under that of Lambda's, too.
 *
 * @param modules names of files in the folder
 * @throws Error with what the process printed
 */
export async function fillCompileCache(folder: string, modules: readonly string[]): Promise<void> {
  const inOrder = ['index.mjs', ...modules.filter((name) => name !== 'index.mjs')];
  const imports = inOrder.flatMap((name) => ['--import', pathToFileURL(join(folder, name)).href]);
  await promisify(execFile)(process.execPath, [...imports, '--eval', ''], {
    env: ENVIRONMENT,
    timeout: 120_000,
  });
  const [made] = await ofThisNode(folder);
  if (made === undefined) return;
  await makeReadable(made);
  const ofLambda = made.replace(/-\d+$/, `-${USER}`);
  if (process.arch === ARCHITECTURE && ofLambda !== made) await cp(made, ofLambda, { recursive: true });
}

/** Whether this Node has left something there. */
export async function hasCompileCache(folder: string): Promise<boolean> {
  return (await ofThisNode(folder)).length > 0;
}

/** The folders are named `v24.1.2-arm64-<abilities>-<user>`. */
async function ofThisNode(folder: string): Promise<string[]> {
  const cache = join(folder, FOLDER);
  const names = await readdir(cache).catch(() => []);
  return names
    .filter((name) => name.startsWith(`${process.version}-${process.arch}-`))
    .map((name) => join(cache, name));
}

/** Node keeps it from other users, and an archive keeps that. */
async function makeReadable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const name of await readdir(folder)) await chmod(join(folder, name), 0o644);
}

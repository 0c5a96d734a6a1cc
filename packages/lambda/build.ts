import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { type BundleOptions, bundleHandler } from './building/bundle-handler.ts';
import { fillCompileCache, hasCompileCache } from './building/fill-compile-cache.ts';

/** A handler as it is deployed: a folder that is zipped as it is. */
export interface HandlerBundle {
  /** Absolute. */
  folder: string;
  /** What Lambda calls: the file and its export. */
  handler: 'index.handler';
  /** SHA-256 of the code, in hex: the same for the same sources. The compile cache is not part of it. */
  hash: string;
  /** Of all files. */
  bytes: number;
  /** Of an archive of all files. */
  zipBytes: number;
}

export interface BuildHandlersOptions {
  /** Ship what Node has compiled: of use where the machine that builds is like the one that runs, else only size. Default true. */
  compileCache?: boolean;
}

const HANDLERS: Record<HandlerName, BundleOptions> = {
  write: { renders: true },
  auth: { renders: false },
  maintenance: { renders: true },
};
export type HandlerName = 'write' | 'auth' | 'maintenance';

/** A local header, an entry of the directory and twice the name, for each file; and the end of the directory. */
const ZIP_FILE_BYTES = 30 + 46;
const ZIP_END_BYTES = 22;

/**
 * Writes the bundles of all handlers, each into a folder of its name. What the tests run and what is deployed are these files. A folder whose files are
 * already what they should be stays as it is, with its compile cache: so it is not deployed again.
 *
 * @throws esbuild's BuildFailure; Error for a bundle that can't be loaded
 */
export async function buildHandlers(
  directory: string,
  { compileCache = true }: BuildHandlersOptions = {},
): Promise<Record<HandlerName, HandlerBundle>> {
  const bundles = await Promise.all(
    (Object.keys(HANDLERS) as HandlerName[]).map(
      async (name) => [name, await buildHandler(resolve(directory, name), name, compileCache)] as const,
    ),
  );
  return Object.fromEntries(bundles) as Record<HandlerName, HandlerBundle>;
}

async function buildHandler(folder: string, name: HandlerName, compileCache: boolean): Promise<HandlerBundle> {
  const files = await bundleHandler(fileURLToPath(new URL(`src/deployed/${name}.ts`, import.meta.url)), HANDLERS[name]);
  if (!(await isWritten(folder, files)) || (await hasCompileCache(folder)) !== compileCache) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    for (const [file, content] of files) await writeFile(join(folder, file), content);
    const modules = [...files.keys()].filter((file) => /\.[cm]js$/.test(file));
    if (compileCache) await fillCompileCache(folder, modules);
  }
  return { folder, handler: 'index.handler', hash: hashOf(files), ...(await measure(folder)) };
}

/** Whether the folder has these files, as they are. */
async function isWritten(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<boolean> {
  for (const [file, content] of files) {
    const found = await readFile(join(folder, file)).catch(() => undefined);
    if (found?.equals(content) !== true) return false;
  }
  return true;
}

function hashOf(files: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash('sha256');
  for (const [file, content] of files) hash.update(`${file} ${content.length}\n`).update(content);
  return hash.digest('hex');
}

async function measure(folder: string): Promise<Pick<HandlerBundle, 'bytes' | 'zipBytes'>> {
  let bytes = 0;
  let zipBytes = ZIP_END_BYTES;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const content = await readFile(path);
    bytes += content.length;
    zipBytes += ZIP_FILE_BYTES + 2 * (path.length - folder.length - 1) + deflateRawSync(content, { level: 9 }).length;
  }
  return { bytes, zipBytes };
}

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Lg2, Lg2FileSystem, Lg2Options, MemoryFileSystem } from 'wasm-git/lg2.js';
import { createLimiter } from './limiter.ts';

/** libgit2's command line with a file system of its own, in memory. */
export interface Libgit2 {
  readonly files: MemoryFileSystem;
  /** An empty folder for the job's files; the current one at the start. */
  readonly folder: string;
  /** Runs one command (`diff`, `merge`, …) in the current folder of {@link Libgit2.files}. */
  run(...argv: string[]): CommandResult;
}

export interface CommandResult {
  /** 0 when libgit2 reports success, which some commands do for failures too. */
  readonly exitCode: number;
  readonly stdout: Uint8Array;
  readonly stderr: string;
}

/** An instance that does several jobs, one after the other. */
interface Instance {
  readonly git: Libgit2;
  /** Removes the job's files. @returns whether the instance is as good as new. */
  clear(): boolean;
}

interface LoadedLibgit2 {
  module: WebAssembly.Module;
  init: (options: Lg2Options) => Promise<Lg2>;
}

const FOLDER = '/job';
/** Where libgit2 writes of its own accord, if ever. */
const WATCHED_FOLDERS = ['/', '/tmp', '/home', '/home/web_user'];
/**
 * An instance that has run this many commands takes no further job: each command leaves its arguments on the stack, 48 to 192 bytes,
 * and needs 22 KiB of it. The stack has 64 KiB, and nothing watches its end.
 */
const MAX_COMMANDS = 64;

// Each instance takes 17 MB and its commands block the thread: a second one at a time would only cost memory.
const oneAtATime = createLimiter(1);
let loaded: Promise<LoadedLibgit2> | undefined;
let kept: Instance | undefined;

/**
 * Runs a job in an instance of libgit2 that has no files of other jobs. The instance is used for some more jobs, unless this one
 * throws, makes its memory grow or leaves files elsewhere. Nothing is loaded before the first job; once libgit2 is, a job waits for
 * nothing but the jobs before it: no timer, no thread, no file.
 *
 * @throws WebAssembly.RuntimeError when a command crashes; whatever the job throws.
 */
export async function withLibgit2<T>(job: (git: Libgit2) => T): Promise<T> {
  return await oneAtATime(async () => {
    const instance = kept ?? (await instantiate());
    kept = undefined;
    const result = job(instance.git);
    if (instance.clear()) kept = instance;
    return result;
  });
}

async function instantiate(): Promise<Instance> {
  loaded ??= load();
  const { module, init } = await loaded.catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  let stdout: number[] = [];
  let stderr: number[] = [];
  let memory: WebAssembly.Memory | undefined;
  const { FS: files, callMain } = await init({
    thisProgram: 'lg2',
    noInitialRun: true,
    // Bytes, not lines: `print` would decode them and lose what is not UTF-8, and NUL.
    stdout: (byte) => byte !== null && stdout.push(byte),
    stderr: (byte) => byte !== null && stderr.push(byte),
    print: () => {},
    printErr: (line) => stderr.push(...Buffer.from(`${line}\n`)),
    instantiateWasm(imports, receive) {
      const instance = new WebAssembly.Instance(module, imports);
      memory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
      receive(instance);
      return {};
    },
  });
  // libgit2 looks for it before each look at a setting, and a file that is there is found faster than one that is missing.
  files.writeFile('/home/web_user/.gitconfig', '');
  files.mkdir(FOLDER);
  const initialBytes = memory?.buffer.byteLength;
  const initialNames = namesIn(files, WATCHED_FOLDERS);
  let commands = 0;
  enterEmptyFolder(files);

  const run = (...argv: string[]): CommandResult => {
    commands += 1;
    stdout = [];
    stderr = [];
    // A command that fails sets the exit status of the whole process.
    const processExitCode = process.exitCode;
    try {
      const exitCode = callMain(argv);
      return { exitCode, stdout: Buffer.from(stdout), stderr: Buffer.from(stderr).toString() };
    } finally {
      process.exitCode = processExitCode;
    }
  };
  return {
    git: { files, folder: FOLDER, run },
    clear() {
      if (commands >= MAX_COMMANDS || memory?.buffer.byteLength !== initialBytes) return false;
      files.chdir('/');
      files.unmount(FOLDER);
      if (namesIn(files, WATCHED_FOLDERS) !== initialNames) return false;
      enterEmptyFolder(files);
      return true;
    },
  };
}

/** A file system mounted for the job alone goes at once; removing its files one by one takes as long as a small diff. */
function enterEmptyFolder(files: Lg2FileSystem): void {
  files.mount(files.filesystems.MEMFS, {}, FOLDER);
  files.chdir(FOLDER);
}

function namesIn(files: MemoryFileSystem, folders: readonly string[]): string {
  return JSON.stringify(folders.map((folder) => files.readdir(folder)));
}

async function load(): Promise<LoadedLibgit2> {
  const [bytes, { default: init }] = await Promise.all([readWasm(), import('wasm-git/lg2.js')]);
  return { module: await WebAssembly.compile(bytes), init };
}

/** A bundle carries `lg2.wasm` beside itself; unbundled, it lies in its package. */
async function readWasm(): Promise<Uint8Array> {
  try {
    return await readFile(new URL('./lg2.wasm', import.meta.url));
  } catch {
    return await readFile(createRequire(import.meta.url).resolve('wasm-git/lg2.wasm'));
  }
}

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Lg2, Lg2Options, MemoryFileSystem } from 'wasm-git/lg2.js';
import { createLimiter } from './limiter.ts';

/** libgit2's command line with a file system of its own, in memory. */
export interface Libgit2 {
  readonly files: MemoryFileSystem;
  /** Runs one command (`diff`, `merge`, …) in the current folder of {@link Libgit2.files}. */
  run(...argv: string[]): CommandResult;
}

export interface CommandResult {
  /** 0 when libgit2 reports success, which some commands do for failures too. */
  readonly exitCode: number;
  readonly stdout: Uint8Array;
  readonly stderr: string;
}

interface LoadedLibgit2 {
  module: WebAssembly.Module;
  init: (options: Lg2Options) => Promise<Lg2>;
}

// Each instance takes 17 MB and its commands block the thread: a second one at a time would only cost memory.
const oneAtATime = createLimiter(1);
let loaded: Promise<LoadedLibgit2> | undefined;

/**
 * Runs a job in a fresh instance of libgit2, as an instance loses some of its stack with every command. The compiled module is
 * kept; nothing is loaded before the first job.
 *
 * @throws WebAssembly.RuntimeError when a command crashes; whatever the job throws.
 */
export async function withLibgit2<T>(job: (git: Libgit2) => T): Promise<T> {
  return await oneAtATime(async () => job(await instantiate()));
}

async function instantiate(): Promise<Libgit2> {
  loaded ??= load();
  const { module, init } = await loaded.catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  let stdout: number[] = [];
  let stderr: number[] = [];
  const lg2 = await new Promise<Lg2>((resolve, reject) => {
    init({
      thisProgram: 'lg2',
      noInitialRun: true,
      // Bytes, not lines: `print` would decode them and lose what is not UTF-8, and NUL.
      stdout: (byte) => byte !== null && stdout.push(byte),
      stderr: (byte) => byte !== null && stderr.push(byte),
      print: () => {},
      printErr: (line) => stderr.push(...Buffer.from(`${line}\n`)),
      instantiateWasm(imports, receive) {
        WebAssembly.instantiate(module, imports).then(receive, reject);
        return {};
      },
    }).then(resolve, reject);
  });
  return {
    files: lg2.FS,
    run(...argv) {
      stdout = [];
      stderr = [];
      // A command that fails sets the exit status of the whole process.
      const processExitCode = process.exitCode;
      try {
        const exitCode = lg2.callMain(argv);
        return { exitCode, stdout: Buffer.from(stdout), stderr: Buffer.from(stderr).toString() };
      } finally {
        process.exitCode = processExitCode;
      }
    },
  };
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

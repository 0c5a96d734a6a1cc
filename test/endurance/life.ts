import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('./writer-child.ts', import.meta.url));

/** What a process of writers says when an edit is committed. */
export interface Acknowledgement {
  writer: number;
  edit: number;
  revision: string;
  generation: number;
  published: boolean;
}

export interface LifeOptions {
  /** The store's folder. */
  directory: string;
  /** Which writers live in it, and the first edit each of them makes. */
  writers: readonly { writer: number; firstEdit: number }[];
  /** See {@link fillCompileCache}. */
  compileCache: string;
  onAcknowledged(acknowledgement: Acknowledgement): void;
}

/** Compiles what the processes of writers run, for all that are started later. */
export function fillCompileCache(folder: string): void {
  const { status, stderr } = spawnSync(process.execPath, [CHILD], {
    env: { ...process.env, NODE_COMPILE_CACHE: folder },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`A process without writers ended with status ${status}: ${stderr}`);
}

/** A process of writers, from its start until it is killed. */
export interface Life {
  /** Kills it by SIGKILL once it has said so many lines, counted from now. Settles when all that it said is read. */
  killAfter(lines: number): Promise<void>;
  /** Kills it at once, if it is still there. */
  end(): void;
}

/** @throws Error, from `killAfter`, when the process ends by itself */
export function startLife({ directory, writers, compileCache, onAcknowledged }: LifeOptions): Life {
  const args = [CHILD, directory, ...writers.map(({ writer, firstEdit }) => `${writer}:${firstEdit}`)];
  const child: ChildProcess = spawn(process.execPath, args, {
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let left = Number.POSITIVE_INFINITY;
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  createInterface({ input: child.stdout as NonNullable<typeof child.stdout> }).on('line', (line) => {
    left -= 1;
    if (left <= 0) child.kill('SIGKILL');
    if (line.startsWith('{')) onAcknowledged(JSON.parse(line));
  });
  const closed = once(child, 'close');
  return {
    end: () => child.kill('SIGKILL'),
    async killAfter(lines) {
      left = lines;
      await closed;
      if (child.signalCode !== 'SIGKILL')
        throw new Error(`The writers ${args.slice(2)} ended by themselves: ${stderr}`);
    },
  };
}

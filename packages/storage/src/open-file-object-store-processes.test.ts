import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ObjectStore } from './object-store.ts';
import { openFileObjectStore } from './open-file-object-store.ts';
import { seededRandom } from './seeded-random.ts';
import { countOf } from './testing/outcomes.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

const child = fileURLToPath(new URL('./testing/file-store-child.ts', import.meta.url));
const openStore = (directory: string) => openFileObjectStore({ directory, random: seededRandom(1) });

interface Child {
  process: ChildProcess;
  /** What it has said on stderr. */
  stderr: () => string;
  /** Has it do one turn of its job. */
  turn(number: number): Promise<string[]>;
}

/** Starts processes with this job; they are ready when it answers. */
async function startChildren(count: number, job: string, directory: string): Promise<Child[]> {
  return await Promise.all(Array.from({ length: count }, () => startChild(job, directory)));
}

async function startChild(job: string, directory: string): Promise<Child> {
  const process = fork(child, [job, directory], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  onTestFinished(() => {
    process.kill('SIGKILL');
  });
  let stderr = '';
  process.stderr?.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const exited = once(process, 'exit').then(() => {
    throw new Error(`The process ended early: ${stderr}`);
  });
  // Most children end when nobody is waiting for them any more.
  exited.catch(() => undefined);
  const answer = async () => {
    const [message] = await Promise.race([once(process, 'message'), exited]);
    return message;
  };
  await answer();
  return {
    process,
    stderr: () => stderr,
    turn(number) {
      const answered = answer();
      process.send(number);
      return answered;
    },
  };
}

async function readText(store: ObjectStore, key: string): Promise<string> {
  return new TextDecoder().decode((await store.get(key))?.body);
}

describe('processes that use one directory at once', () => {
  it('have exactly one winner of 50 creates, from the very first on', { timeout: 60_000 }, async () => {
    const directory = join(temporaryDirectory(), 'data');
    const children = await startChildren(5, 'create', directory);
    for (let turn = 0; turn < 20; turn += 1) {
      const outcomes = await Promise.all(children.map((each) => each.turn(turn)));
      expect(countOf(outcomes.flat(), 'done')).toBe(1);
      expect(countOf(outcomes.flat(), 'precondition-failed')).toBe(49);
      const winner = children[outcomes.findIndex((each) => each.includes('done'))];
      expect(await readText(openStore(directory), `turn/${turn}`)).toBe(`by ${winner?.process.pid}`);
    }
    expect(children.map((each) => each.stderr())).toEqual(['', '', '', '', '']);
  });

  it('lose no increment of 8 processes by ifMatch', { timeout: 60_000 }, async () => {
    const directory = temporaryDirectory();
    const store = openStore(directory);
    await store.put('counter', '0');
    const children = await startChildren(8, 'increment', directory);
    await Promise.all(children.map((each) => each.turn(40)));
    expect(await readText(store, 'counter')).toBe('320');
  });
});

describe('a process that is killed in the middle of puts', () => {
  it.each([1, 4, 9, 22])('after %i of them leaves every object whole and holds nobody up', async (puts) => {
    const directory = temporaryDirectory();
    const { process } = await startChild('putForEver', directory);
    await new Promise<void>((resolve) => {
      let reported = 0;
      process.on('exit', resolve);
      process.on('message', () => {
        reported += 1;
        if (reported === puts) process.kill('SIGKILL');
      });
      process.send(0);
    });
    expect(process.signalCode).toBe('SIGKILL');

    const store = openStore(directory);
    const { objects } = await store.list({ prefix: '' });
    expect(objects.length).toBeGreaterThan(0);
    for (const { key } of objects) {
      const object = await store.get(key);
      const { letter = '', size = '' } = object?.metadata ?? {};
      expect(new TextDecoder().decode(object?.body) === letter.repeat(Number(size))).toBe(true);
    }

    const [dead = ''] = readdirSync(join(directory, 'tmp'));
    writeFileSync(join(directory, 'tmp', dead, 'leftover'), 'half of an obj');
    for (const key of ['a', 'b', 'c', 'c/d']) await store.put(key, 'new');
    expect(existsSync(join(directory, 'tmp', dead))).toBe(false);
    expect(readdirSync(join(directory, 'tmp'))).toHaveLength(1);
  });

  it('leaves alone the temporary files of those that live', async () => {
    const directory = temporaryDirectory();
    const [living] = await startChildren(1, 'create', directory);
    await living?.turn(0);
    const [folder = ''] = readdirSync(join(directory, 'tmp'));
    await openStore(directory).put('a', 'x');
    await openStore(directory).put('a', 'x');
    expect(readdirSync(join(directory, 'tmp'))).toHaveLength(3);
    expect(readdirSync(join(directory, 'tmp', folder))).toEqual(['owner.lock']);
    expect(countOf((await living?.turn(1)) ?? [], 'done')).toBe(1);
  });
});

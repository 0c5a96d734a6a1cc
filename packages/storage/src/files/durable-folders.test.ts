import { open } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { DurableFolders } from './durable-folders.ts';

/** Holds every sync of a handle until it is let go, in order. */
async function holdSyncs(): Promise<(() => void)[]> {
  const begun: (() => void)[] = [];
  const handle = await open('/');
  const prototype = Object.getPrototypeOf(handle);
  await handle.close();
  const spy = vi.spyOn(prototype, 'sync').mockImplementation(() => new Promise<void>((done) => begun.push(done)));
  onTestFinished(() => spy.mockRestore());
  return begun;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await nextTurn();
}

it('a sync that is under way is not enough for a change made meanwhile; one more is, for all such changes', async () => {
  const begun = await holdSyncs();
  const directory = temporaryDirectory();
  const folders = new DurableFolders(directory);
  const answered: string[] = [];
  const sync = (name: string) => folders.sync(directory).then(() => answered.push(name));

  const first = sync('first');
  await until(() => begun.length === 1);
  const others = [sync('second'), sync('third'), sync('fourth')];
  begun[0]?.();
  await first;
  await until(() => begun.length === 2);
  await nextTurn();
  expect(answered).toEqual(['first']);

  const fifth = sync('fifth');
  begun[1]?.();
  await Promise.all(others);
  expect(answered).toEqual(['first', 'second', 'third', 'fourth']);
  await until(() => begun.length === 3);
  begun[2]?.();
  await fifth;
  expect(begun).toHaveLength(3);
});

it('a sync that fails is told to those who waited for it, and not to those who come later', async () => {
  const directory = temporaryDirectory();
  const folders = new DurableFolders(directory);
  const missing = `${directory}/missing`;
  await expect(Promise.all([folders.sync(missing), folders.sync(missing)])).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(folders.ensure(`${directory}/missing/below`)).resolves.toBeUndefined();
  await folders.sync(missing);
});

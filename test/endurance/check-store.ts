import { openFileObjectStore, openKeyValueStore, systemClock, systemRandom } from '@holt/storage';
import { openWikis, type Wikis } from '@holt/wiki';
import { expect } from 'vitest';
import type { Acknowledgement } from './life.ts';
import { messageOf, pagesAfter, WIKI } from './script.ts';

/** As a process that has just started sees a store. */
export function openView(directory: string): Wikis {
  const store = openFileObjectStore({ directory, random: systemRandom });
  const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  return openWikis({ store, keyValues, clock: systemClock, random: systemRandom });
}

/**
 * Expects every acknowledged edit in the history, as the commit and of the generation that it was acknowledged with; and each edit of
 * a writer once, in order. Others may write meanwhile.
 *
 * @returns how many edits of each writer are in
 */
export async function checkHistory(
  directory: string,
  acknowledged: readonly Acknowledgement[],
  writers: number,
): Promise<number[]> {
  const known = [...acknowledged];
  const wiki = await openView(directory).open(WIKI);
  const history = (await wiki.history({ limit: 1000 })).reverse();
  const [first, ...commits] = history;
  expect(first?.message).toBe('Begin');
  const found = known.map(({ generation, writer, edit }) => ({
    generation,
    writer,
    edit,
    revision: history[generation - 1]?.revision,
  }));
  expect(found).toEqual(known.map(({ published: _, ...edit }) => edit));
  const made = Array.from({ length: writers }, (_, writer) =>
    commits.filter(({ author }) => author.name === `Writer ${writer}`).map(({ message }) => message),
  );
  for (const [writer, messages] of made.entries()) {
    expect(messages).toEqual(messages.map((_, i) => messageOf({ writer, edit: i + 1 })));
  }
  return made.map((messages) => messages.length);
}

/**
 * With no process alive: expects of each writer at most one edit more than were acknowledged, heals the wiki once, and expects that
 * everything in it and everything served of it is as these edits make it.
 */
export async function checkHealed(
  directory: string,
  acknowledged: readonly Acknowledgement[],
  edits: readonly number[],
): Promise<void> {
  for (const [writer, count] of edits.entries()) {
    expect(count - acknowledged.filter((each) => each.writer === writer).length).toBeOneOf([0, 1]);
  }
  const wiki = await openView(directory).open(WIKI);
  await wiki.reconcile();
  expect(await wiki.verify()).toMatchObject({ differences: [], damage: [], complete: true });
  const { pages } = await wiki.listPages({ limit: 1000 });
  const texts = await Promise.all(pages.map(async ({ path }) => [path, (await wiki.readPage(path)).content] as const));
  expect(new Map(texts)).toEqual(pagesAfter(edits));
}

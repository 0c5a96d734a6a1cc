import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openKeyValueStore, seededRandom, systemClock } from '@holt/storage';
import { openTestBucket } from '@holt/storage/testing/s3';
import { openWikis } from '@holt/wiki';
import { expect, inject, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../support/holt-process.ts';
import { beginSharedPage, messageOf, pagesAfter, runManyWriters } from '../support/many-writers.ts';
import { runGit } from '../support/run-git.ts';
import { serveObjects } from '../support/serve-objects.ts';

const WRITERS = 20;
const EDITS = 50;
const SEED = 'many writers';
const WIKI = 'me/team';

const address = inject('radosGateway');

it(`${WRITERS} writers make ${EDITS} edits each to one wiki: all in, none twice, in order`, {
  timeout: 300_000,
}, async () => {
  const bucket = `writers-${randomUUID()}`;
  const openStore = (name: number | string) =>
    openTestBucket(address, { bucket, clock: systemClock, random: seededRandom(`${SEED}/store/${name}`) });
  const store = await openStore('first');
  const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  const wiki = await openWikis({ store, keyValues, clock: systemClock, random: seededRandom(SEED) }).create(WIKI);
  await beginSharedPage(wiki, WRITERS);

  const { acknowledged } = await runManyWriters({ wiki: WIKI, writers: WRITERS, edits: EDITS, seed: SEED, openStore });

  const { url, stop } = await serveObjects(store);
  onTestFinished(stop);
  const folder = temporaryFolder(onTestFinished);
  await runGit(folder, 'clone', '--quiet', `${url}git/${WIKI}`, 'clone');
  const clone = join(folder, 'clone');
  await runGit(clone, 'fsck', '--strict');
  const log = await runGit(clone, 'log', '--reverse', '--format=%H%x09%P%x09%s');
  const [first, ...commits] = log
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t') as [oid: string, parents: string, subject: string]);

  expect(commits).toHaveLength(WRITERS * EDITS);
  expect(commits.map(([, parents]) => parents)).toEqual([first, ...commits].slice(0, -1).map((commit) => commit?.[0]));
  // The first commit is of generation 1. No commit is acknowledged twice, and there are as many as acknowledged writes: so all are in, once.
  const expected = acknowledged.map(({ writer, edit, result }) => [
    result.generation,
    result.revision,
    messageOf(writer, edit),
  ]);
  expected.sort(([a], [b]) => Number(a) - Number(b));
  expect(commits.map(([oid, , subject], i) => [i + 2, oid, subject])).toEqual(expected);
  for (let writer = 0; writer < WRITERS; writer++) {
    const own = acknowledged.filter((each) => each.writer === writer);
    const generations = own.sort((a, b) => a.edit - b.edit).map(({ result }) => result.generation);
    expect(generations).toEqual(generations.toSorted((a, b) => a - b));
  }
  const pages = pagesAfter(EDITS, WRITERS);
  for (const [path, content] of pages) expect((await wiki.readPage(path)).content).toBe(content);

  expect(acknowledged.filter(({ result }) => !result.published)).toEqual([]);
  expect(await wiki.verify()).toMatchObject({
    revision: commits.at(-1)?.[0],
    differences: [],
    damage: [],
    complete: true,
  });
});

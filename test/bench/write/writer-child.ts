/*
 * A process that edits one wiki, for the bench of writes. Its argument is a WriterJob as JSON. It says `ready`; then, for each
 * EditCommand that it is sent, it edits once and sends an EditReport. The first edit is a cold one: nothing of the wiki is in memory.
 */
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { type ObjectStore, openFileObjectStore, systemRandom } from '@holt/storage';
import { type CountedRequest, chainStore, countingStore } from '@holt/storage/testing';
import type { Wiki } from '@holt/wiki';
import { openBenchWikis } from './build-wiki.ts';
import { parentStore } from './store-channel.ts';
import { edit, inFolders, inOneFolder } from './wiki-shape.ts';

export interface WriterJob {
  /** The folder of a file store; without it, the parent's store is used. */
  directory?: string;
  pages: number;
  flat: boolean;
  /** With it, every call of the store takes so long, and times mean nothing. */
  latencyMs?: number;
}

export interface EditCommand {
  /** Edits of one wiki have different numbers, so that each changes something. */
  edit: number;
}

export interface EditReport {
  edited: number;
  /** Until the answer; of the first edit, from opening the wiki on. */
  ms: number;
  /** The longest chain of store calls that can have waited on each other. Only with a latency. */
  chain: number;
  requests: number;
  puts: number;
  /** Of all bodies put; of them, git's trees. */
  bytes: number;
  treeBytes: number;
  /** The most memory that this process ever had in RAM, bytes: by now, and before its first edit. */
  peakBytes: number;
  startBytes: number;
}

const job = JSON.parse(process.argv[2] ?? '') as WriterJob;
const shape = (job.flat ? inOneFolder : inFolders)(job.pages);
const base =
  job.directory === undefined ? parentStore() : openFileObjectStore({ directory: job.directory, random: systemRandom });
const chain = job.latencyMs === undefined ? undefined : chainStore(base, { latencyMs: job.latencyMs });
const counting = countingStore(chain ?? base);

const wikis = openBenchWikis(counting);
const startBytes = readPeakBytes();
let opened: Wiki | undefined;

async function editOnce(number: number): Promise<EditReport> {
  counting.reset();
  chain?.reset();
  const from = performance.now();
  const wiki = opened ?? (await wikis.open(shape.id));
  const { published, publishError } = await wiki.write(edit(shape, number));
  const ms = performance.now() - from;
  if (!published) throw new Error(`An edit was not published: ${publishError}`);
  opened = wiki;
  const peakBytes = readPeakBytes();
  const requests = [...counting.requests];
  return {
    edited: number,
    ms,
    chain: chain?.longest ?? 0,
    requests: requests.length,
    ...(await sumPuts(requests)),
    peakBytes,
    startBytes,
  };
}

process.on('message', async (command: Partial<EditCommand>) => {
  if (command.edit !== undefined) process.send?.(await editOnce(command.edit));
});
process.send?.('ready');

async function sumPuts(requests: readonly CountedRequest[]) {
  const puts = requests.filter(({ method }) => method === 'put');
  const bytes = puts.reduce((sum, put) => sum + put.bytes, 0);
  let treeBytes = 0;
  for (const put of puts) if (await isTree(base, put.key)) treeBytes += put.bytes;
  return { puts: puts.length, bytes, treeBytes };
}

async function isTree(store: ObjectStore, key: string): Promise<boolean> {
  if (!/\/objects\/[0-9a-f]{2}\/[0-9a-f]{38}$/.test(key)) return false;
  const object = await store.get(key);
  return object !== undefined && inflateSync(object.body).subarray(0, 5).toString('latin1') === 'tree ';
}

/** Not of `process.resourceUsage()`, which begins at what the parent had when it forked. */
function readPeakBytes(): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}

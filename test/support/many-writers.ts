import { type ObjectStore, openKeyValueStore, seededRandom, systemClock } from '@holt/storage';
import { countingStore } from '@holt/storage/testing';
import { openWikis, type PageChange, type Wiki, WikiError, type WriteResult } from '@holt/wiki';

/** How often a writer sends a write again that the wiki was too busy for, or whose outcome it could not tell. */
const MAX_SENDS = 200;
/** Every so many edits, a writer changes its line of the page that all share. */
const SHARED_EVERY = 5;
const SHARED_PAGE = 'Team/Log';

export interface ManyWritersOptions {
  wiki: string;
  writers: number;
  edits: number;
  seed: number | string;
  /** Each writer has a store of its own. */
  openStore(writer: number): Promise<ObjectStore>;
}

/** A write that was answered with "committed". */
export interface Acknowledged {
  writer: number;
  edit: number;
  result: WriteResult;
  /** Until the answer, with all that was sent again. */
  ms: number;
}

export interface ManyWritersRun {
  /** In the order of their answers. */
  acknowledged: Acknowledged[];
  /** How often a write was answered with "busy" or "unknown-outcome", and was sent again with the same idempotency key. */
  sentAgain: number;
  /** How often the ref was tried to be moved; all but one a commit lost the race for it. */
  attempts: number;
  requests: number;
  /** From the first write's beginning to the last one's answer. */
  ms: number;
}

/** Makes the page that all writers share, with a line for each. */
export async function beginSharedPage(wiki: Wiki, writers: number): Promise<void> {
  const content = sharedPageAfter(0, writers);
  await wiki.write({ changes: [{ op: 'put', path: SHARED_PAGE, content }], author: authorOf(0), message: 'Begin' });
}

/** The text of the page that all writers share, after so many edits of each. */
function sharedPageAfter(edits: number, writers: number): string {
  const lines = Array.from({ length: writers }, (_, writer) => `${lineOf(writer, edits)}\n\n`);
  return `# Log\n\n${lines.join('')}`;
}

/**
 * Writers that know nothing of each other edit one wiki at the same time: each a page of its own, and now and then its line of a
 * page that all share.
 */
export async function runManyWriters(options: ManyWritersOptions): Promise<ManyWritersRun> {
  const { writers, openStore } = options;
  const run: ManyWritersRun = { acknowledged: [], sentAgain: 0, attempts: 0, requests: 0, ms: 0 };
  const stores = await Promise.all(
    Array.from({ length: writers }, async (_, writer) => countingStore(await openStore(writer))),
  );
  const from = performance.now();
  await Promise.all(stores.map((store, writer) => runWriter(store, writer, options, run)));
  run.ms = performance.now() - from;
  for (const { requests } of stores) {
    run.requests += requests.length;
    run.attempts += requests.filter(({ method, key }) => method === 'put' && key.endsWith('/info/refs')).length;
  }
  return run;
}

async function runWriter(store: ObjectStore, writer: number, options: ManyWritersOptions, run: ManyWritersRun) {
  const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  const random = seededRandom(`${options.seed}/${writer}`);
  const wiki = await openWikis({ store, keyValues, clock: systemClock, random }).open(options.wiki);
  for (let edit = 1; edit <= options.edits; edit++) {
    const from = performance.now();
    const result = await sendUntilCommitted(wiki, writer, edit, run);
    run.acknowledged.push({ writer, edit, result, ms: performance.now() - from });
  }
}

async function sendUntilCommitted(wiki: Wiki, writer: number, edit: number, run: ManyWritersRun): Promise<WriteResult> {
  for (let send = 1; ; send++) {
    try {
      return await wiki.write({
        changes: [changeOf(writer, edit)],
        author: authorOf(writer),
        message: messageOf(writer, edit),
        idempotencyKey: `${writer}-${edit}`,
      });
    } catch (error) {
      const mayBeSentAgain = error instanceof WikiError && ['busy', 'unknown-outcome'].includes(error.code);
      if (!mayBeSentAgain || send === MAX_SENDS) throw error;
      run.sentAgain++;
    }
  }
}

/** The line of a message that names an edit. */
export function messageOf(writer: number, edit: number): string {
  return `Writer ${writer}, edit ${edit}`;
}

/** What the shared page says of a writer after so many edits. */
function lineOf(writer: number, edit: number): string {
  return `Writer ${writer} was here at edit ${edit - (edit % SHARED_EVERY)}.`;
}

/** Every page, by its path, as it is when each writer has made so many edits. */
export function pagesAfter(edits: number, writers: number): Map<string, string> {
  const pages = new Map([[SHARED_PAGE, sharedPageAfter(edits, writers)]]);
  for (let writer = 0; writer < writers; writer++) {
    for (let edit = 1; edit <= edits; edit++) {
      const change = changeOf(writer, edit);
      if (change.op === 'put') pages.set(change.path, change.content);
    }
  }
  return pages;
}

function changeOf(writer: number, edit: number): PageChange {
  if (edit % SHARED_EVERY !== 0)
    return { op: 'put', path: `Team/Writer_${writer}`, content: `# Writer ${writer}\n\nEdit ${edit}.\n` };
  return { op: 'edit', path: SHARED_PAGE, oldText: lineOf(writer, edit - 1), newText: lineOf(writer, edit) };
}

function authorOf(writer: number) {
  return { name: `Writer ${writer}`, email: `writer-${writer}@example.org` };
}

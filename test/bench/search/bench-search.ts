import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { MemoryObjectStore, openKeyValueStore } from '@holt/storage';
import { type CountingStore, countingStore } from '@holt/storage/testing';
import { publishAssets } from '@holt/wiki';
import { startLocalEdge } from '../../../packages/local/src/local-edge.ts';
import { launchBrowser } from '../../support/browser.ts';
import { KB, MB, median, p99, round } from '../figures.ts';
import type { Row, Table } from '../table.ts';
import { serveStore } from '../write/store-channel.ts';
import { askInChromium } from './ask-in-chromium.ts';
import { askInNode } from './ask-in-node.ts';
import { buildSearchWiki, EDITED_PAGES, type SearchedWiki } from './build-search-wiki.ts';
import { countSecondLoads, type LoadedKind } from './count-loads.ts';
import type { FoldReport } from './fold-child.ts';
import { type Loads, measureLoads } from './measure-loads.ts';
import { measureWrites, settle, type WriteCost, writeRatios, writeRow } from './measure-writes.ts';
import { questionsOf, SHOWN, SHOWN_EXCERPTS } from './questions.ts';

const CHILD = fileURLToPath(new URL('./fold-child.ts', import.meta.url));
const SIZES = [20, 2000, 20_000];
const QUESTIONS = 300;
/** Pairs of them, each in a browser that has nothing. */
const LOADS = 8;
/** Pairs of questions whose objects are counted without a browser. */
const COUNTED = 120;

interface Measured {
  searched: SearchedWiki;
  fold: FoldReport;
  indexBytes: { main: number; entries: number };
  writes: WriteCost[];
  times: { what: string; ms: number[] }[];
  loads: { typed: boolean; loads: Loads[] }[];
  seconds: Partial<Record<LoadedKind, number>>[];
}

/** What searching costs in wikis of several sizes: a write, a reader's first questions, time, the fold, and room. */
export async function benchSearch({ sizes = SIZES }: { sizes?: readonly number[] } = {}): Promise<Table[]> {
  const measured: Measured[] = [];
  for (const size of sizes) measured.push(await measure(size));
  const [small] = measured as [Measured];
  const note =
    process.env.HOLT_CORPORA === undefined
      ? ['HOLT_CORPORA names no folder of vaults: the pages are made of made-up words.']
      : ["Pages that are not of the vaults are generated from the vaults' words."];
  return [
    {
      title: 'Searching: a page write',
      rows: measured.map((one) => writeRow(one.searched.name, one.writes)),
      notes: note,
    },
    {
      title: `The same, against ${small.searched.name}`,
      rows: measured.slice(1).map((one) => writeRatios(one.searched.name, small.writes, one.writes)),
    },
    {
      title: 'Searching: what a browser loads',
      rows: measured.flatMap(loadRows),
      notes: [`Of ${LOADS} pairs of questions, each pair in a browser that has nothing: the median and the most.`],
    },
    {
      title: 'Searching: what a second question loads, by kind of object',
      rows: measured.map(secondRow),
      notes: [
        `KB over the wire without headers, for ${SHOWN} answers, ${SHOWN_EXCERPTS} of them with excerpts; the median of ${COUNTED} questions.`,
      ],
    },
    {
      title: 'Searching: time',
      rows: measured.map(timeRow),
      notes: [
        `Of ${QUESTIONS} questions, until the answers with their excerpts are there. With the edge: what is missing is fetched from the edge of this machine, on the same cores; without: asked once more at once.`,
      ],
    },
    { title: 'Searching: the fold and the index', rows: measured.map(foldRow) },
  ];
}

async function measure(size: number): Promise<Measured> {
  const store = countingStore(new MemoryObjectStore());
  const searched = await buildSearchWiki(store, size);
  await settle(searched);
  const fold = await foldInChild(store, searched.id);
  const indexBytes = await sumIndex(store, searched.id);
  const writes = await measureWrites(searched.wiki, store);
  const questions = questionsOf(searched.pages, QUESTIONS);
  const edge = await startLocalEdge({
    store,
    keyValues: openKeyValueStore({ store, key: 'control/key-values.json' }),
    port: 0,
  });
  await publishAssets(store);
  const browser = await launchBrowser();
  try {
    const wikiUrl = `${edge.url}/${searched.id}/`;
    const inChromium = await askInChromium(browser, wikiUrl, questions);
    const times = [
      { what: 'Node', ms: (await askInNode(store, searched.id, questions)).ms },
      { what: 'Node, nothing loaded', ms: (await askInNode(store, searched.id, questions, { isCold: true })).ms },
      { what: 'Chromium with the edge', ms: inChromium.fetched },
      { what: 'Chromium', ms: inChromium.again },
    ];
    const loads: Measured['loads'] = [];
    for (const typed of [false, true]) {
      const all: Loads[] = [];
      for (let i = 0; i < LOADS; i++) {
        const pair = [questions[2 * i] ?? '', questions[2 * i + 1] ?? ''] as const;
        all.push(await measureLoads(browser, `${wikiUrl}Edited/Page_00`, pair, typed));
      }
      loads.push({ typed, loads: all });
    }
    const seconds: Measured['seconds'] = [];
    for (let i = 0; i < COUNTED; i++) {
      const pair = [questions[2 * i] ?? '', questions[2 * i + 1] ?? ''] as const;
      seconds.push(await countSecondLoads(store, searched.id, pair));
    }
    return { searched, fold, indexBytes, writes, times, loads, seconds };
  } finally {
    await browser.close();
    await edge.close();
  }
}

async function foldInChild(store: CountingStore, id: string): Promise<FoldReport> {
  const child = fork(CHILD, [id], { serialization: 'advanced', execArgv: [] });
  serveStore(store, child);
  const { promise, resolve } = Promise.withResolvers<FoldReport>();
  child.on('message', (message: Partial<FoldReport>) => {
    if (message.folded) resolve(message as FoldReport);
  });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('The fold ended early.')));
  return await Promise.race([promise, ended]);
}

async function sumIndex(store: CountingStore, id: string): Promise<Measured['indexBytes']> {
  const sum = async (prefix: string) => {
    let bytes = 0;
    let startAfter: string | undefined;
    do {
      const page = await store.list({ prefix, ...(startAfter !== undefined && { startAfter }) });
      for (const { sizeBytes } of page.objects) bytes += sizeBytes;
      startAfter = page.next;
    } while (startAfter !== undefined);
    return bytes;
  };
  const folder = `fragments/${id}/-/search`;
  return { main: await sum(`${folder}/main/`), entries: await sum(`${folder}/page/`) };
}

function loadRows({ searched, loads }: Measured): Row[] {
  return loads.map(({ typed, loads: all }) => {
    const kb = (figure: keyof Loads) => {
      const values = all.map((one) => one[figure]);
      return { median: round(median(values) / KB, 1), most: round(Math.max(...values) / KB, 1) };
    };
    const [first, second] = [kb('first'), kb('second')];
    return {
      what: `${searched.name}, ${typed ? 'typed letter by letter' : 'put in at once'}`,
      'first question, KB': first.median,
      'its most': first.most,
      'of it script, KB': kb('script').median,
      files: median(all.map(({ files }) => files)),
      'second question, KB': second.median,
      'the most of it': second.most,
    };
  });
}

function secondRow({ searched, seconds }: Measured): Row {
  const kinds: LoadedKind[] = ['all', 'terms', 'lists', 'typos', 'pages', 'entries'];
  const kb = (kind: LoadedKind) => round(median(seconds.map((bytes) => bytes[kind] ?? 0)) / KB, 1);
  const all = seconds.map((bytes) => (bytes.all ?? 0) / KB).sort((a, b) => a - b);
  return {
    what: searched.name,
    ...Object.fromEntries(kinds.map((kind) => [kind, kb(kind)])),
    'all, 9 of 10': round(all[Math.ceil(all.length * 0.9) - 1] ?? 0, 1),
    'all, most': round(all.at(-1) ?? 0, 1),
    'the root, if it has changed': kb('root'),
  };
}

function timeRow({ searched, times }: Measured): Row {
  const figures = times.flatMap(({ what, ms }) => [
    [`${what}: median ms`, round(median(ms), 1)],
    [`${what}: p99`, round(p99(ms), 1)],
  ]);
  return { what: searched.name, ...Object.fromEntries(figures) };
}

function foldRow({ searched, fold, indexBytes }: Measured): Row {
  const pages = searched.pages.length + EDITED_PAGES;
  return {
    what: searched.name,
    'fold, s': round(fold.ms / 1000, 1),
    'its memory, MB': Math.round((fold.peakBytes - fold.startBytes) / MB),
    'peak MB': Math.round(fold.peakBytes / MB),
    'main part, KB a page': round(indexBytes.main / KB / pages),
    'entries, KB a page': round(indexBytes.entries / KB / pages),
    'pages written a second': Math.round(pages / (searched.buildMs / 1000)),
  };
}

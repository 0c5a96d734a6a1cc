import type { Browser } from 'playwright-core';
import { SCRIPT } from '../../../packages/site/src/assets.generated.ts';
import { launchBrowser } from '../../support/browser.ts';
import type { SourcePage } from '../../support/search/corpus-pages.ts';
import { KB, median, round } from '../figures.ts';
import { samplePages } from '../search/build-search-wiki.ts';
import type { Row, Table } from '../table.ts';
import type { Architecture, CommittedPage } from './architecture.ts';
import { openAssembly } from './assembly.ts';
import { PAGE_SCRIPT_URL, respondAsset } from './assets.ts';
import { type BenchWiki, openBenchWiki } from './bench-wiki.ts';
import { checkSameContent } from './check-same-content.ts';
import { measureInChromium } from './measure-in-chromium.ts';
import { measureViews, onTheWire, viewRow } from './measure-views.ts';
import { measureAssembly, measureRendering } from './measure-work.ts';
import { measureWrites, writeRows } from './measure-writes.ts';
import { buildSpa } from './spa/build-spa.ts';

const SIZES = [520, 2000];
/** As many as one commit takes without a pause that would be felt. */
const PAGES_A_COMMIT = 1000;
/** So many that the object with the recent changes is as long as it gets. */
const SETTLING_EDITS = 100;
const EDITS = 9;
const ADDITIONS = 9;
/** Pages that are looked at, evenly drawn. */
const VIEWED = 200;
/** Of them, in a browser. */
const VIEWED_IN_CHROMIUM = 9;

const HOME: SourcePage = { path: 'Home', markdown: '# Home\n\nWhat this wiki is about.\n' };

/** The ways to bring pages to readers that were weighed, side by side on the same wikis. */
export async function benchArchitectures({ sizes = SIZES }: { sizes?: readonly number[] } = {}): Promise<Table[]> {
  const writes: Row[] = [];
  const views: Row[] = [];
  const work: Row[] = [];
  const spa = await buildSpa();
  const browser = await launchBrowser().catch(() => undefined);
  try {
    for (const size of sizes) {
      const sample = [HOME, ...samplePages(size - 1 + ADDITIONS).pages];
      const [first, added] = [sample.slice(0, size), sample.slice(size)];
      const wiki = await openBenchWiki(spa);
      for (let at = 0; at < size; at += PAGES_A_COMMIT)
        await wiki.commit(first.slice(at, at + PAGES_A_COMMIT), 'Begin');
      for (let i = 0; i < SETTLING_EDITS; i++) {
        await wiki.commit([{ ...HOME, markdown: `${HOME.markdown}\nEdit ${i}.\n` }], 'Edit a page');
      }
      const what = `${size.toLocaleString('en')} pages`;
      writes.push(...writeRows(what, await measureWrites(wiki, evenly(first, EDITS), added)));
      const viewed = evenly([...wiki.pages.values()], VIEWED);
      const paths = viewed.map(({ path }) => path);
      await checkSameContent(wiki.architectures, viewed);
      for (const architecture of wiki.architectures) {
        const row = `${architecture.name}, ${what}`;
        views.push(viewRow(row, await measureViews(architecture, paths)));
        work.push({ what: row, ...(await workOf(architecture, wiki, viewed, browser)) });
      }
      const [{ store }] = wiki.architectures as [Architecture];
      views.push(
        viewRow(`A, but open folders only, ${what}`, await measureViews(openAssembly(store, 'open folders'), paths)),
      );
    }
  } finally {
    await browser?.close();
  }
  const deferred = kb(await wireSize(respondAsset(PAGE_SCRIPT_URL)?.body ?? ''));
  return [
    {
      title: 'A write: what is put for those who read',
      rows: writes,
      notes: [
        ...(process.env.HOLT_CORPORA === undefined
          ? ['HOLT_CORPORA names no folder of vaults: the pages are made of made-up words.']
          : [
              "Pages of the vaults that HOLT_CORPORA names come first; the others are generated from the vaults' words.",
            ]),
        `Medians of ${EDITS} edits, which leave the title, and of ${ADDITIONS} pages that are added to folders that are there. Bytes as they are stored.`,
        'A puts the page, the sidebar as HTML, and the list that the next sidebar is made from. B puts the page, and when one is added the sidebar, the index, and a stand-in at its bare name. C puts each page with the whole sidebar, and the list; no Markdown is rendered again for it. D puts the Markdown with its last change as JSON, and the list. Besides: git, Markdown, history, feeds, the search.',
        "CPU: beyond rendering the page itself, with a store in memory; in the row of what is the same for all, Holt's whole write.",
      ],
    },
    {
      title: 'A page view: what a browser asks for and gets',
      rows: views,
      notes: [
        `Medians of ${VIEWED} pages, bodies without headers, compressed as the edge does (Brotli, quality 5). B is all of Holt, its deferred script of ${deferred} KB (search, marks, the filter) with it; the others have none of that. The next page is one that has not been seen, in the same wiki; what never changes is kept, and B asks for its sidebar once more with the ETag. D's next page is one that its application brings, with all parts of the renderer loaded.`,
        "A's and C's sidebar is all of the tree, folded by the browser without a script. With the folders around the page only, a function sends less, and the others are reached by the index.",
      ],
    },
    {
      title: 'A cache miss, and the browser',
      rows: work,
      notes: [
        "CPU of A: what its function does for one page, warm, medians of the same pages; without what the S3 client and Lambda take for a request, without a cold start, with a store in memory. Of D in the browser: rendering one page, warm, in the engine that Chromium has. The others' misses run no code: the edge asks the store.",
        'Main thread: of Chromium, for a first page until nothing more comes, the median of pages that each come to a browser with nothing.',
        ...(browser === undefined ? ['Chromium was skipped: there is none here.'] : []),
      ],
    },
  ];
}

async function workOf(
  architecture: Architecture,
  wiki: BenchWiki,
  viewed: readonly CommittedPage[],
  browser: Browser | undefined,
): Promise<Omit<Row, 'what'>> {
  const { store, traits } = architecture;
  const paths = viewed.map(({ path }) => path);
  const rendersInBrowser = traits.withoutScript === 'nothing';
  const inChromium = browser && (await measureInChromium(browser, architecture, evenly(paths, VIEWED_IN_CHROMIUM)));
  return {
    'miss: requests to the store': traits.requestsAMiss,
    'miss: functions run': traits.functionsAMiss,
    'miss: CPU ms': traits.functionsAMiss > 0 ? round(await measureAssembly(store, paths)) : 0,
    'browser: CPU ms to render': rendersInBrowser ? round(await measureRendering(viewed)) : 0,
    ...(inChromium !== undefined && { 'browser: main thread, ms': round(inChromium, 0) }),
    'script to read, KB': rendersInBrowser ? kb(await scriptBytes(architecture, paths)) : 0,
    'script for the sidebar, KB': architecture === wiki.holt ? kb(await wireSize(SCRIPT)) : 0,
    'requests in a row to the text': traits.requestsInARow,
    'without JavaScript': traits.withoutScript,
  };
}

/** Of the scripts that a page loads at first: the median. */
async function scriptBytes({ view, respond }: Architecture, paths: readonly string[]): Promise<number> {
  const sizes = new Map<string, number>();
  const sums: number[] = [];
  for (const path of paths) {
    let sum = 0;
    for (const url of (await view(path)).first.filter((one) => one.endsWith('.js'))) {
      if (!sizes.has(url)) sizes.set(url, await wireSize((await respond(url))?.body ?? ''));
      sum += sizes.get(url) as number;
    }
    sums.push(sum);
  }
  return median(sums);
}

const wireSize = async (script: Uint8Array | string) =>
  (await onTheWire({ contentType: 'text/javascript', body: Buffer.from(script) })).length;

const kb = (bytes: number) => round(bytes / KB, 1);

/** So many of them, evenly drawn; all where there are fewer. */
function evenly<Item>(items: readonly Item[], count: number): Item[] {
  const drawn = Math.min(count, items.length);
  return Array.from({ length: drawn }, (_, i) => items[Math.floor((i * items.length) / drawn)] as Item);
}

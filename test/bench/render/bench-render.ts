import { MemoryObjectStore } from '@holt/storage';
import { renderPage } from '../../../packages/markdown/src/render-page.ts';
import { renderBare } from '../../../packages/markdown/src/testing/bare-pipeline.ts';
import { median, p99, round } from '../figures.ts';
import type { Row, Table } from '../table.ts';
import { openBenchWikis } from '../write/build-wiki.ts';
import { AUTHOR } from '../write/wiki-shape.ts';
import { corporaPages, generatedPages, type SamplePages } from './sample-pages.ts';

const WIKI = { owner: 'me', name: 'bench' };
/** Each page is rendered so often by each, in turn; the least counts, since nothing but other work makes one longer. */
const ROUNDS = 5;
const WIKI_PAGES = 2000;

/** What it takes to render a page, and a whole wiki. */
export async function benchRender(): Promise<Table[]> {
  const corpora = corporaPages();
  const samples = corpora === undefined ? [generatedPages(300)] : [corpora];
  const wikis = [generatedPages(WIKI_PAGES), ...(corpora === undefined ? [] : [corpora])];
  const rows: Row[] = [];
  for (const sample of wikis) rows.push(await measureWiki(sample));
  return [
    {
      title: 'Rendering a page',
      rows: samples.map(measurePages),
      notes: [
        'Bare: remark-parse, remark-gfm, remark-rehype, rehype-sanitize, ids of headings, HTML. One thread, in turn, the least of five.',
      ],
    },
    {
      title: 'Rendering a wiki',
      rows,
      notes: [
        'In memory, one process. Import: one commit of all pages. Rebuild: everything is rendered anew and compared.',
      ],
    },
  ];
}

function measurePages({ what, pages }: SamplePages): Row {
  const ours: number[] = [];
  const bare: number[] = [];
  for (const { path, markdown } of pages) {
    const times: [number, number][] = Array.from({ length: ROUNDS }, () => [
      timed(() => renderPage(markdown, { wiki: WIKI, path })),
      timed(() => renderBare(markdown)),
    ]);
    ours.push(Math.min(...times.map(([first]) => first)));
    bare.push(Math.min(...times.map(([, second]) => second)));
  }
  const [middle, high] = [median, p99].map((figure) => [figure(ours), figure(bare)] as const) as [
    readonly [number, number],
    readonly [number, number],
  ];
  return {
    what,
    'median, ms': round(middle[0]),
    'bare, ms': round(middle[1]),
    ratio: round(middle[0] / middle[1]),
    'p99, ms': round(high[0]),
    'bare p99, ms': round(high[1]),
    'ratio at p99': round(high[0] / high[1]),
    'pages/s, one thread': Math.round((pages.length / sum(ours)) * 1000),
  };
}

async function measureWiki({ what, pages }: SamplePages): Promise<Row> {
  const wiki = await openBenchWikis(new MemoryObjectStore()).create('me/bench');
  const changes = pages.map(({ path, markdown }) => ({ op: 'put' as const, path, content: markdown }));
  const importMs = await timedAsync(() => wiki.write({ changes, author: AUTHOR }));
  const rebuildMs = await timedAsync(() => wiki.rebuild());
  const perSecond = (ms: number) => Math.round((pages.length / ms) * 1000);
  return { what, 'import, pages/s': perSecond(importMs), 'rebuild, pages/s': perSecond(rebuildMs) };
}

function timed(work: () => unknown): number {
  const begin = performance.now();
  work();
  return performance.now() - begin;
}

async function timedAsync(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

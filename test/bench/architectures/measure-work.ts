import { pageUrl } from '@holt/edge';
import type { CountingStore } from '@holt/storage/testing';
import { median } from '../figures.ts';
import { type CommittedPage, WIKI } from './architecture.ts';
import { createAssemblyHandler } from './assembly.ts';
import { cpuMsSince } from './cpu-ms-since.ts';
import { viewPage } from './spa/view.ts';

/** A page's work is done so often, as the processor's time is counted in coarse steps. */
const REPETITIONS = 10;

/** Milliseconds of CPU that a function takes to assemble a page, its answer's JSON included: the median of these pages. */
export async function measureAssembly(store: CountingStore, paths: readonly string[]): Promise<number> {
  const handler = createAssemblyHandler(store);
  const assemble = async (path: string) =>
    JSON.stringify(await handler({ rawPath: pageUrl(WIKI.owner, WIKI.name, path) }));
  return await medianCpuMs(paths, assemble);
}

/** Milliseconds of CPU that a browser's engine takes to render a page from its Markdown, warm: the median of these pages. */
export async function measureRendering(pages: readonly CommittedPage[]): Promise<number> {
  return await medianCpuMs(pages, async ({ path, ...page }) => viewPage(WIKI, path, page));
}

async function medianCpuMs<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<number> {
  for (const item of items) await work(item);
  const times: number[] = [];
  for (const item of items) {
    const before = process.cpuUsage();
    for (let i = 0; i < REPETITIONS; i++) await work(item);
    times.push(cpuMsSince(before) / REPETITIONS);
  }
  return median(times);
}

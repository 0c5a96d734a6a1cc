import { createServer } from 'node:net';
import { join } from 'node:path';
import lighthouse, { type Config, desktopConfig, type Flags, type Result } from 'lighthouse';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { temporaryFolder } from '../support/holt-process.ts';
import { type SampleWiki, startSampleWiki } from '../support/sample-wiki.ts';

const RUNS = 3;
/** What Lighthouse measures of a machine of today, for which it takes a phone to be four times slower. */
const USUAL_BENCHMARK = 1500;
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];

let wiki: SampleWiki;
let browser: Browser;
let port: number;
const removals: (() => void)[] = [];

beforeAll(async () => {
  const folder = temporaryFolder((remove) => removals.push(remove));
  port = await freePort();
  [wiki, browser] = await Promise.all([
    startSampleWiki(join(folder, 'data')),
    launchBrowser([`--remote-debugging-port=${port}`]),
  ]);
});
afterAll(async () => {
  await browser.close();
  await wiki.edge.stop();
  for (const remove of removals) remove();
});

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** On a busy machine the browser's record of a page may lack its beginning. */
async function audit(url: string, flags: Flags, config: Config | undefined): Promise<Result> {
  for (let tries = 0; tries < 3; tries++) {
    const { lhr } = (await lighthouse(url, { ...flags, port, logLevel: 'error' }, config)) ?? {};
    if (lhr !== undefined && lhr.runtimeError === undefined) return lhr;
  }
  throw new Error(`Lighthouse can't measure ${url}.`);
}

/** The network is simulated; so is the processor, from what this machine's can do now. */
async function throttlingFor(url: string, config: Config | undefined): Promise<NonNullable<Flags['throttling']>> {
  const { environment, configSettings } = await audit(url, { onlyAudits: ['first-contentful-paint'] }, config);
  const { throttling } = configSettings;
  const slowdown = throttling.cpuSlowdownMultiplier * (environment.benchmarkIndex / USUAL_BENCHMARK);
  return { ...throttling, cpuSlowdownMultiplier: Math.max(1, Math.min(throttling.cpuSlowdownMultiplier, slowdown)) };
}

/** Scores of 0 to 100 in the order of the categories, and what was found. */
async function measure(url: string, throttling: NonNullable<Flags['throttling']>, config: Config | undefined) {
  const flags = { onlyCategories: CATEGORIES, throttlingMethod: 'simulate' as const, throttling };
  const { categories, audits } = await audit(url, flags, config);
  const scores = CATEGORIES.map((category) => Math.round((categories[category]?.score ?? 0) * 100));
  const failed = Object.values(audits).filter(({ score }) => score !== null && score < 0.9);
  return { scores, failed: failed.map(({ id, displayValue = '' }) => `${id} ${displayValue}`) };
}

describe.each(['page', 'index'] as const)('the %s', (kind) => {
  it.each([
    ['a phone', undefined],
    ['a desktop', desktopConfig],
  ])(
    'has 98 / 100 / 100 / 100 in Lighthouse at least, on %s',
    async (_screen, config) => {
      const runs: Awaited<ReturnType<typeof measure>>[] = [];
      const throttling = await throttlingFor(wiki.urls[kind], config);
      for (let run = 0; run < RUNS; run++) runs.push(await measure(wiki.urls[kind], throttling, config));
      // Performance is measured, so the median counts; the others are the same in every run.
      const median = runs.sort((a, b) => (a.scores[0] ?? 0) - (b.scores[0] ?? 0))[Math.floor(RUNS / 2)];
      const [performance, ...others] = median?.scores ?? [];
      expect(others, median?.failed.join('\n')).toEqual([100, 100, 100]);
      expect(performance, median?.failed.join('\n')).toBeGreaterThanOrEqual(98);
    },
    600_000,
  );
});

import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, type WatchedPage } from '../support/browser.ts';
import { temporaryFolder } from '../support/holt-process.ts';
import { KINDS, type SampleWiki, startSampleWiki, withoutRefresh } from '../support/sample-wiki.ts';
import { openIn } from './browse-wiki.ts';

const SCREENS: [screen: string, viewport: { width: number; height: number }][] = [
  ['a phone', { width: 390, height: 844 }],
  ['a desktop', { width: 1280, height: 800 }],
];

let wiki: SampleWiki;
let browser: Browser;
const removals: (() => void)[] = [];

beforeAll(async () => {
  const folder = temporaryFolder((remove) => removals.push(remove));
  [wiki, browser] = await Promise.all([startSampleWiki(join(folder, 'data')), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await wiki.edge.stop();
  for (const remove of removals) remove();
});

async function open(kind: keyof typeof KINDS, options: BrowserContextOptions): Promise<WatchedPage> {
  const watched = await openIn(browser, wiki.urls[kind], options, withoutRefresh);
  // What is not there would pass as its notice does.
  const isNotice = (await watched.page.locator('h1').textContent()) === 'No such page';
  expect(isNotice).toBe(kind === 'not-found');
  return watched;
}

const findViolations = async ({ page }: WatchedPage) => {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: Pick<typeof axe, 'run'> }).axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`),
    );
  });
};

describe.each(Object.keys(KINDS) as (keyof typeof KINDS)[])('the kind of page "%s"', (kind) => {
  describe.each(SCREENS)('on %s', (_screen, viewport) => {
    it.each(['light', 'dark'] as const)('has no violation that axe finds, in %s', async (colorScheme) => {
      const watched = await open(kind, { viewport, colorScheme, bypassCSP: true });
      for (const summary of await watched.page.locator('summary:visible').all()) await summary.click();
      const opener = watched.page.locator('.opener');
      if ((await opener.count()) > 0) {
        await opener.click();
        await watched.page.locator('.linking [role=status]').waitFor();
      }
      expect(await findViolations(watched)).toEqual([]);
    });

    it('shifts nothing, is no wider than the window, and has no problem', async () => {
      const { page, layoutShift, problems } = await open(kind, { viewport });
      expect(await layoutShift()).toBe(0);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      ).toBeLessThanOrEqual(0);
      // What is not there is told so by its status, which the browser tells as an error.
      expect(problems.filter((problem) => !problem.includes('status of 404'))).toEqual([]);
    });
  });
});

it('the shortcuts have no violation that axe finds', async () => {
  const watched = await open('page', { bypassCSP: true });
  await watched.page.keyboard.press('?');
  expect(await findViolations(watched)).toEqual([]);
});

it('the headings of the index have no violation that axe finds', async () => {
  const watched = await open('index', { bypassCSP: true });
  await watched.page.getByRole('button', { name: 'Headings' }).click();
  await watched.page.getByRole('status').filter({ hasText: 'Headings are shown.' }).waitFor({ state: 'attached' });
  expect(await findViolations(watched)).toEqual([]);
});

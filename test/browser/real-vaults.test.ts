import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { launchBrowser, openPage } from '../support/browser.ts';
import { runHolt, startDev, temporaryFolder } from '../support/holt-process.ts';

const corpora = process.env.HOLT_CORPORA;
const vaults =
  corpora === undefined
    ? []
    : readdirSync(corpora, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name);

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

interface Entry {
  url: string;
  title: string;
}

describe.skipIf(vaults.length === 0)('real vaults (skipped unless HOLT_CORPORA names a folder of them)', () => {
  it.each(vaults)(
    'of %s every page opens without an error of the console, and none falls back to text',
    async (name) => {
      const data = join(temporaryFolder(onTestFinished), 'data');
      const vault = join(corpora as string, name);
      const imported = await runHolt(['import', vault, '--wiki', 'me/vault', '--data', data]);
      expect(imported).toMatchObject({ status: 0 });
      // Nothing that writes is behind these pages.
      const edge = await startDev(['--data', data, '--read-only']);
      onTestFinished(async () => {
        await edge.stop();
      });
      const wiki = new URL('/me/vault/', edge.url).href;
      const { context, page, problems } = await openPage(browser);
      onTestFinished(() => context.close());
      // Pictures that the vault does not have are no flaws of ours; the console does not say which they are.
      const missing: string[] = [];
      page.on('response', (response) => {
        if (response.status() === 404) missing.push(response.url());
      });
      const isInVault = (url: string) =>
        existsSync(join(vault, decodeURIComponent(url).replace(`${wiki}-/files/`, '')));
      await page.goto(`${wiki}-/`, { waitUntil: 'networkidle' });
      const entries: Entry[] = await page
        .locator('.letter li > a:first-child')
        .evaluateAll((links) =>
          links.map((link) => ({ url: (link as HTMLAnchorElement).href, title: link.textContent ?? '' })),
        );
      expect(entries.length).toBeGreaterThan(50);

      const flaws: [url: string, flaw: string][] = [];
      for (const { url, title } of entries) {
        await page.goto(url, { waitUntil: 'load' });
        const seen = await page.evaluate(async () => ({
          // Once the sidebar is there, all scripts have run.
          sidebar: await (globalThis as unknown as { holt: { answer: Promise<unknown> } }).holt.answer,
          heading: document.querySelector('h1')?.textContent ?? '',
          fallback: document.querySelector('.note')?.textContent ?? '',
          overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
          shift: (globalThis as unknown as { layoutShift: number }).layoutShift,
        }));
        // What is aborted is what the next page did not wait for.
        const told = problems.splice(0).filter((problem) => !/status of 404|ERR_ABORTED/.test(problem));
        for (const problem of told) flaws.push([url, problem]);
        for (const address of missing.splice(0)) if (isInVault(address)) flaws.push([url, `is not served ${address}`]);
        if (/plain text/.test(seen.fallback)) flaws.push([url, seen.fallback]);
        if (seen.heading === '') flaws.push([url, `no heading; its title is ${title}`]);
        if (seen.overflow > 0) flaws.push([url, `is ${seen.overflow} px wider than the window`]);
        if (seen.shift > 0) flaws.push([url, `shifts by ${seen.shift}`]);
      }
      expect(flaws).toEqual([]);
    },
  );
});

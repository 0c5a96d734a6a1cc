import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import type { BrowserJob, BrowserTimes } from './browser-search.ts';
import { SHOWN, SHOWN_EXCERPTS } from './questions.ts';

const ENTRY = fileURLToPath(new URL('./browser-search.ts', import.meta.url));

/** Asks in a page of the wiki, one question after the other. */
export async function askInChromium(browser: Browser, wikiUrl: string, questions: string[]): Promise<BrowserTimes> {
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    format: 'iife',
    minify: true,
    write: false,
  });
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(wikiUrl, { waitUntil: 'networkidle' });
    // Not as a script of the page, which its policy forbids.
    await page.evaluate(outputFiles[0]?.text ?? '');
    const job: BrowserJob = { base: `${wikiUrl}-/`, questions, shown: SHOWN, excerpts: SHOWN_EXCERPTS };
    return await page.evaluate(
      (asked) => (globalThis as unknown as { askAll(job: BrowserJob): Promise<BrowserTimes> }).askAll(asked),
      job,
    );
  } finally {
    await context.close();
  }
}

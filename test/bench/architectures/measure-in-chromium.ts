import { pageUrl } from '@holt/edge';
import type { Browser } from 'playwright-core';
import { median } from '../figures.ts';
import { type Architecture, WIKI } from './architecture.ts';
import { serve } from './serve.ts';

const SECOND_MS = 1000;

/**
 * Milliseconds of a browser's main thread for a reader's first page, until nothing more comes: parsing, scripts, layout. The median of these
 * pages, each in a browser that has nothing.
 */
export async function measureInChromium(
  browser: Browser,
  architecture: Architecture,
  paths: readonly string[],
): Promise<number> {
  const served = await serve(architecture);
  const times: number[] = [];
  try {
    for (const path of paths) {
      const context = await browser.newContext();
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      await session.send('Performance.enable', { timeDomain: 'threadTicks' });
      await page.goto(served.origin + pageUrl(WIKI.owner, WIKI.name, path), { waitUntil: 'networkidle' });
      const { metrics } = await session.send('Performance.getMetrics');
      const seconds = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
      times.push(seconds * SECOND_MS);
      await context.close();
    }
  } finally {
    await served.close();
  }
  return median(times);
}

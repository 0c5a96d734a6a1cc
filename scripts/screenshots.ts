// Writes docs/images/: every kind of page, on a desktop in light and in dark, and on a phone. `pnpm screenshots [kind …]`.
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser, openPage } from '../test/support/browser.ts';
import { KINDS, startSampleWiki, withoutRefresh } from '../test/support/sample-wiki.ts';

const FOLDER = new URL('../docs/images/', import.meta.url).pathname;
const MAX_BYTES = 200_000;
const DESKTOP = { width: 1280, height: 800 };
const LOOKS = {
  '': { viewport: DESKTOP, colorScheme: 'light' },
  '-dark': { viewport: DESKTOP, colorScheme: 'dark' },
  '-phone': { viewport: { width: 390, height: 844 }, colorScheme: 'light', isMobile: true },
} as const;

const wanted = process.argv.slice(2);
const kinds = (Object.keys(KINDS) as (keyof typeof KINDS)[]).filter(
  (kind) => wanted.length === 0 || wanted.includes(kind),
);
const data = await mkdtemp(join(tmpdir(), 'holt-screenshots-'));
const [wiki, browser] = await Promise.all([startSampleWiki(join(data, 'data')), launchBrowser()]);
try {
  await mkdir(FOLDER, { recursive: true });
  for (const [look, options] of Object.entries(LOOKS)) {
    const { page, context } = await openPage(browser, { ...options, reducedMotion: 'reduce' });
    for (const kind of kinds) {
      await page.route(wiki.urls[kind], async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: withoutRefresh(await response.text()) });
      });
      await page.goto(wiki.urls[kind], { waitUntil: 'networkidle' });
      const path = join(FOLDER, `${kind}${look}.png`);
      await page.screenshot({ path });
      const { size } = await stat(path);
      if (size > MAX_BYTES) throw new Error(`${path} has ${size} bytes, and may have ${MAX_BYTES}.`);
      process.stdout.write(`${path} ${size} bytes\n`);
    }
    await context.close();
  }
} finally {
  await browser.close();
  await wiki.edge.stop();
  await rm(data, { recursive: true, force: true });
}

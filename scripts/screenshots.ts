// Writes docs/images/: the pictures that the documents show. `pnpm screenshots`.
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser, openPage } from '../test/support/browser.ts';
import { type KINDS, startSampleWiki } from '../test/support/sample-wiki.ts';

const FOLDER = new URL('../docs/images/', import.meta.url).pathname;
const MAX_BYTES = 200_000;
const DESKTOP = { width: 1280, height: 800 };
const LOOKS = {
  '': { viewport: DESKTOP, colorScheme: 'light' },
  '-dark': { viewport: DESKTOP, colorScheme: 'dark' },
  '-phone': { viewport: { width: 390, height: 844 }, colorScheme: 'light', isMobile: true },
} as const;

/** By look, which kinds of page. */
const PICTURES: Record<keyof typeof LOOKS, (keyof typeof KINDS)[]> = {
  '': ['page', 'index', 'history', 'blame', 'commit'],
  '-dark': ['page'],
  '-phone': ['page'],
};

const data = await mkdtemp(join(tmpdir(), 'holt-screenshots-'));
const [wiki, browser] = await Promise.all([startSampleWiki(join(data, 'data')), launchBrowser()]);
try {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  for (const look of Object.keys(PICTURES) as (keyof typeof LOOKS)[]) {
    const { page, context } = await openPage(browser, { ...LOOKS[look], reducedMotion: 'reduce' });
    for (const kind of PICTURES[look]) {
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

import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOSTILE_DIAGRAMS, SAMPLE_DIAGRAMS } from '../../packages/markdown/src/testing/sample-diagrams.ts';
import { type BrowsedWiki, browseWiki } from './browse-wiki.ts';

const fenced = (source: string) => `\`\`\`mermaid\n${source}\n\`\`\`\n`;
const PAGES = {
  All: `# All\n\n${Object.entries(SAMPLE_DIAGRAMS)
    .map(([kind, source]) => `## ${kind}\n\nText before.\n\n${fenced(source)}\nText after.\n`)
    .join('\n')}`,
  // Text with NUL or half a character can't be written; what becomes of it is a test of the renderer.
  Hostile: `# Hostile\n\n${HOSTILE_DIAGRAMS.map((source) => fenced(source.toWellFormed().replaceAll('\0', ''))).join('\n')}`,
  Colours: `# Colours\n\n${fenced('flowchart TD\n  a[Start] --> b[End]')}`,
};

let wiki: BrowsedWiki;
beforeAll(async () => {
  wiki = await browseWiki(PAGES);
});
afterAll(() => wiki.stop());

describe.each([
  ['a phone', { width: 390, height: 844 }],
  ['a desktop', { width: 1280, height: 800 }],
])('diagrams, on %s', (_screen, viewport) => {
  it('are pictures that load, shift nothing, and make the page no wider than the window', async () => {
    const watched = await wiki.open('All', { viewport });
    const { page } = watched;
    const images = page.locator('.diagram img');
    expect(await images.count()).toBe(Object.keys(SAMPLE_DIAGRAMS).length);
    for (const image of await images.all()) {
      await image.scrollIntoViewIfNeeded();
      const sizes = await image.evaluate(async (element) => {
        const picture = element as HTMLImageElement;
        await picture.decode();
        const { width, height } = picture.getBoundingClientRect();
        return { natural: [picture.naturalWidth, picture.naturalHeight], shown: [width, height] };
      });
      expect(sizes.natural[0]).toBeGreaterThan(50);
      expect(sizes.shown).toEqual(sizes.natural);
    }
    expect(await watched.layoutShift()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width);
    expect(watched.problems).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('have no violation that axe finds, in %s', async (colorScheme) => {
    const { page } = await wiki.open('All', { viewport, colorScheme, bypassCSP: true });
    for (const summary of await page.locator('.diagram summary').all()) await summary.click();
    await page.evaluate(axe.source);
    const violations = await page.evaluate(async () => {
      const result = await (globalThis as unknown as { axe: Pick<typeof axe, 'run'> }).axe.run();
      return result.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
    });
    expect(violations).toEqual([]);
  });
});

describe('a diagram', () => {
  it.each([
    ['light', undefined, 'light'],
    ['dark', undefined, 'dark'],
    ['light', 'dark', 'dark'],
    ['dark', 'light', 'light'],
  ] as const)('in a system in %s and a page in %s has the colours of %s', async (colorScheme, theme, expected) => {
    const { page } = await wiki.open('Colours', { colorScheme });
    if (theme) await page.evaluate((name) => document.documentElement.setAttribute('data-theme', name), theme);
    const image = page.locator('.diagram img');
    await image.evaluate((element) => (element as HTMLImageElement).decode());
    const shot = (await image.screenshot()).toString('base64');
    // Another page reads the pixels: this one's policy lets no script see them.
    const reader = await page.context().newPage();
    const darkest = await reader.evaluate(async (png) => {
      const picture = new Image();
      picture.src = `data:image/png;base64,${png}`;
      await picture.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [picture.width, picture.height];
      const drawing = canvas.getContext('2d') as CanvasRenderingContext2D;
      drawing.drawImage(picture, 0, 0);
      // Within the upper box, left of its text.
      return [...drawing.getImageData(14, 14, 1, 1).data.slice(0, 3)];
    }, shot);
    expect(darkest).toEqual(expected === 'light' ? [0xe6, 0xf0, 0xf0] : [0x1c, 0x2d, 0x32]);
  });

  it('shows its text without a script', async () => {
    const { page } = await wiki.open('Colours', { javaScriptEnabled: false });
    await page.locator('.diagram summary').click();
    expect(await page.locator('.diagram pre').textContent()).toContain('a[Start] --> b[End]');
  });
});

describe('hostile diagrams', () => {
  it('run nothing and ask no other host, in the page and opened by themselves', async () => {
    const { page, context, problems } = await wiki.open('Colours');
    const harm: string[] = [];
    await context.exposeBinding('tellHarm', (_source, what: string) => {
      harm.push(what);
    });
    await context.addInitScript(() => {
      const global = globalThis as unknown as Record<string, unknown>;
      const tell = global.tellHarm as (what: string) => void;
      for (const call of ['alert', 'confirm', 'prompt', 'open']) global[call] = () => tell(`${call} was called`);
      document.addEventListener('securitypolicyviolation', ({ blockedURI }) => tell(`blocked: ${blockedURI}`));
    });
    page.on('dialog', (dialog) => {
      harm.push(dialog.message());
      void dialog.dismiss();
    });
    const { host } = new URL(wiki.edge.url);
    context.on('request', (request) => {
      const url = new URL(request.url());
      if (/^https?:$/.test(url.protocol) && url.host !== host) harm.push(`a request: ${request.url()}`);
    });
    await page.goto(`${wiki.edge.url}Hostile`, { waitUntil: 'networkidle' });
    const sources: string[] = [];
    for (const image of await page.locator('.diagram img').all()) {
      await image.scrollIntoViewIfNeeded();
      await image.evaluate((element) => (element as HTMLImageElement).decode());
      sources.push((await image.getAttribute('src')) as string);
    }
    expect(sources.length).toBeGreaterThan(5);
    expect(await page.locator('main svg, main script, main style').count()).toBe(0);
    for (const source of sources) {
      await page.goto(source);
      await page.locator('svg').first().click({ force: true });
    }
    expect(harm).toEqual([]);
    expect(problems).toEqual([]);
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicPayloads } from '../../packages/markdown/src/testing/public-payloads.ts';
import { launchBrowser } from '../support/browser.ts';
import { type RunningEdge, runHolt, startDev, temporaryFolder } from '../support/holt-process.ts';
import { ATTACHMENTS } from './hostile-attachments.ts';
import { PAYLOADS } from './hostile-payloads.ts';

/** So many stand together on a page; those that could hide what follows, alone. */
const TOGETHER = 10;
const HIDES_THE_REST =
  /^---|<!|<\?|<\/?(?:script|style|textarea|pre|title|xmp|plaintext|iframe|noscript)|```|~~~|^\$\$|^> > /i;
const FAMILIES: Readonly<Record<string, string[]>> = Object.fromEntries(
  Object.entries({ ...PAYLOADS, 'a public list': publicPayloads() }).map(([family, payloads]) => [
    family,
    pagesOf(payloads),
  ]),
);

const removals: (() => void)[] = [];
let edge: RunningEdge;
let browser: Browser;
let wiki: string;

beforeAll(async () => {
  const folder = temporaryFolder((remove) => removals.push(remove));
  const source = join(folder, 'source');
  mkdirSync(source);
  for (const [family, pages] of Object.entries(FAMILIES)) {
    for (const [index, markdown] of pages.entries()) writeFileSync(join(source, `${name(family, index)}.md`), markdown);
  }
  for (const [file, content] of Object.entries(ATTACHMENTS)) writeFileSync(join(source, file), content);
  writeFileSync(join(source, 'Attachments.md'), attachmentsPage());
  writeFileSync(join(source, 'Embeds.md'), embedsPage());
  const data = join(folder, 'data');
  expect(await runHolt(['import', source, '--wiki', 'me/hostile', '--data', data])).toMatchObject({ status: 0 });
  [edge, browser] = await Promise.all([startDev(['--data', data, '--read-only']), launchBrowser()]);
  wiki = new URL('/me/hostile/', edge.url).href;
}, 180_000);
afterAll(async () => {
  await browser.close();
  await edge.stop();
  for (const remove of removals) remove();
});

/** What an attack would have done. */
interface Watched {
  page: Page;
  context: BrowserContext;
  /** Calls of `alert` and the like in any frame, dialogs, violations of the policy, requests to other hosts, errors. */
  harm: string[];
}

async function watch(): Promise<Watched> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const harm: string[] = [];
  await context.exposeBinding('tellHarm', (_source, what: string) => {
    harm.push(what);
  });
  await context.addInitScript(() => {
    const global = globalThis as unknown as Record<string, unknown>;
    const tell = global.tellHarm as (what: string) => void;
    for (const call of ['alert', 'confirm', 'prompt', 'print', 'open', 'msgbox'])
      global[call] = () => tell(`${call} was called`);
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      tell(`${violatedDirective} was violated by ${blockedURI}`),
    );
  });
  page.on('dialog', (dialog) => {
    harm.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    // An image that is no image, and one that is missing, are no harm.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) harm.push(message.text());
  });
  page.on('pageerror', (error) => harm.push(String(error)));
  context.on('page', (opened) => opened !== page && harm.push(`a window: ${opened.url()}`));
  const { host } = new URL(edge.url);
  await context.route(
    (url) => /^https?:$/.test(url.protocol) && url.host !== host,
    (route) => {
      harm.push(`a request: ${route.request().url()}`);
      return route.abort();
    },
  );
  return { page, context, harm };
}

/** Does to everything in the page's text what a reader could, and some more; tells what should not be there. */
function provoke(): string[] {
  const found: string[] = [];
  const events =
    'click auxclick contextmenu mouseover mouseenter mousemove pointerover pointerenter pointerdown focus focusin blur keydown keypress keyup input change select copy cut paste wheel drag dragstart drop toggle beforetoggle error load animationstart animationend transitionend begin end submit invalid';
  for (const element of document.querySelectorAll('main *, title, meta, link, base, form, iframe, object, embed')) {
    if (element.closest('main')) {
      for (const { name, value } of element.attributes) {
        if (/^on|^style$|^srcdoc$|action$|^ping$/i.test(name)) found.push(`${element.tagName} has ${name}`);
        if (/^(?:href|src|cite|xlink:href|data)$/i.test(name)) {
          const { protocol } = new URL(value, document.baseURI);
          if (!/^(?:https?|mailto|tel|data):$/.test(protocol)) found.push(`${element.tagName} leads to ${value}`);
          // Diagrams are images that were drawn from their text: diagrams.test.ts.
          const isDiagram = value.startsWith(
            'data:image/svg+xml,%3Csvg%20xmlns=%27http://www.w3.org/2000/svg%27%20viewBox=',
          );
          if (protocol === 'data:' && !isDiagram && !/^data:image\/(?:png|gif|jpeg|webp|avif);base64,/.test(value))
            found.push(value);
        }
      }
      // Following links is not meant: where they lead was looked at.
      element.addEventListener('click', (event) => event.preventDefault(), { once: true });
      for (const type of events.split(' ')) element.dispatchEvent(new Event(type, { cancelable: true }));
      if ('focus' in element) (element as HTMLElement).focus({ preventScroll: true });
    } else if (/^(?:BASE|IFRAME|OBJECT|EMBED)$/.test(element.tagName)) found.push(element.tagName);
  }
  const forms = [...document.forms].filter((form) => form.closest('main') !== null);
  if (forms.length > 0 || document.querySelectorAll('main script, main style, main svg').length > 0)
    found.push('an element that no text may make');
  for (const clobbered of ['getElementById', 'querySelector', 'cookie', 'body', 'forms', 'location'] as const)
    if (document[clobbered] instanceof HTMLAnchorElement || document[clobbered] instanceof HTMLImageElement)
      found.push(`document.${clobbered} is an element`);
  if (({} as Record<string, unknown>).a !== undefined) found.push('a prototype was changed');
  return found;
}

async function harmOf(watched: Watched, url: string): Promise<string[]> {
  const { page, harm } = watched;
  harm.length = 0;
  const response = await page.goto(url, { waitUntil: 'load' });
  expect(response?.status(), url).toBe(200);
  const found = await page.evaluate(provoke);
  // A task later, what the provocations began has ended.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  if (page.url() !== url) found.push(`the page went to ${page.url()}`);
  return [...found, ...harm];
}

describe('hostile pages do nothing', () => {
  it.each(Object.keys(FAMILIES))('%s', async (family) => {
    const pages = FAMILIES[family] ?? [];
    const watched = await watch();
    const harms: [markdown: string, harm: string[]][] = [];
    for (const [index, markdown] of pages.entries()) {
      const harm = await harmOf(watched, wiki + encodeURIComponent(name(family, index)));
      if (harm.length > 0) harms.push([markdown, harm]);
    }
    await watched.context.close();
    expect(harms).toEqual([]);
  });

  it('brought into another page, in the lists of pages and of changes, and with attachments as images', async () => {
    const watched = await watch();
    for (const path of ['Embeds', '-/', '-/changes', 'Attachments']) {
      await watched.page.goto(wiki + path, { waitUntil: 'networkidle' });
      expect(await harmOf(watched, wiki + path), path).toEqual([]);
    }
    await watched.context.close();
  });
});

describe('hostile attachments do nothing', () => {
  it.each(Object.keys(ATTACHMENTS))('%s, opened by itself', async (file) => {
    const watched = await watch();
    const { page, harm, context } = watched;
    const url = `${wiki}-/files/${file}`;
    const response = await context.request.get(url);
    const type = response.headers()['content-type'] ?? '';
    if (response.status() === 200) {
      expect(response.headers()['x-content-type-options']).toBe('nosniff');
      expect(type, 'a type that a browser runs').not.toMatch(/text\/html|xhtml|javascript|css/);
    }
    if (response.status() === 200 && /xml|svg/.test(type)) {
      expect(response.headers()).toMatchObject({
        'content-security-policy': 'sandbox',
        'content-disposition': 'attachment',
      });
    }
    // A download ends the navigation.
    await page.goto(url).catch(() => undefined);
    expect(harm).toEqual([]);
    await context.close();
  });
});

function pagesOf(payloads: readonly string[]): string[] {
  const pages = payloads.filter((payload) => HIDES_THE_REST.test(payload));
  const others = payloads.filter((payload) => !HIDES_THE_REST.test(payload));
  for (let index = 0; index < others.length; index += TOGETHER)
    pages.push(others.slice(index, index + TOGETHER).join('\n\n'));
  return pages;
}

function name(family: string, index: number): string {
  return `${family.replaceAll(' ', '_')}_${index}`;
}

function attachmentsPage(): string {
  const files = Object.keys(ATTACHMENTS);
  return files.map((file) => `![${file}](${file}) ![[${file}]] [${file}](${file}) <img src="${file}">`).join('\n\n');
}

function embedsPage(): string {
  const names = Object.entries(FAMILIES).flatMap(([family, pages]) => pages.map((_page, index) => name(family, index)));
  return names
    .filter((_name, index) => index % 8 === 0)
    .map((page) => `![[${page}]]`)
    .join('\n\n');
}

import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { pageUrl, wikiUrl } from '@holt/edge';
import { readJson } from './call-tool.ts';
import {
  asReader,
  BROWSER,
  type Check,
  CheckFailure,
  expectHeader,
  expectStatus,
  expectThat,
  NotMade,
  type Scene,
  wikiOf,
} from './check.ts';
import { describeAnswer, type SmokeAnswer, textOf } from './http.ts';
import { openFirstPage } from './open-first-page.ts';

/** CloudFront leaves a body as it is when it is busy. */
const COMPRESSION_ATTEMPTS = 3;
const DECODERS = { br: brotliDecompressSync, gzip: gunzipSync } as const;

/** What a wiki has beside its pages: its address after `/-/`, and its type. */
const LISTS: readonly (readonly [name: string, type: RegExp])[] = [
  ['', /^text\/html; charset=utf-8$/],
  ['changes', /^text\/html; charset=utf-8$/],
  ['changes.json', /^application\/json\b/],
  ['search/recent.json', /^application\/json\b/],
  ['llms.txt', /^text\/plain; charset=utf-8$/],
  ['feed.xml', /^application\/atom\+xml\b/],
];

export const READING_CHECKS: readonly Check[] = [
  {
    name: 'page',
    title: "The wiki's first page opens in a browser",
    async run(scene) {
      const { path, answer } = await openFirstPage(scene);
      expectStatus(answer, path, 200);
      expectHeader(answer, path, 'content-type', 'text/html; charset=utf-8');
      expectThat(/^<!doctype html>/i.test(textOf(answer)), `${path}: an HTML document`, describeAnswer(answer));
    },
  },
  {
    name: 'page-cache',
    title: 'Nobody on the way keeps a page, and browsers ask again by its ETag',
    needs: ['page'],
    async run(scene) {
      const { path, answer } = await openFirstPage(scene);
      expectHeader(answer, path, 'cache-control', 'private, no-cache');
      expectHeader(answer, path, 'etag', /^(W\/)?"[^"]+"$/);
    },
  },
  {
    name: 'not-modified',
    title: 'A page that has not changed is not sent again',
    needs: ['page', 'page-cache'],
    async run(scene) {
      const { answer: first } = await openFirstPage(scene);
      const { path, answer } = await openFirstPage(scene, { 'if-none-match': first.headers.etag ?? '' });
      expectStatus(answer, `${path} with If-None-Match`, 304);
      expectThat(answer.body.length === 0, `${path} with If-None-Match: no body`, `${answer.body.length} bytes`);
    },
  },
  {
    name: 'compression',
    title: 'Pages are sent compressed to who takes that',
    needs: ['page'],
    async run(scene) {
      const { answer: plain } = await openFirstPage(scene);
      for (const coding of ['br', 'gzip'] as const) await checkCoding(scene, coding, plain);
    },
  },
  {
    name: 'head',
    title: 'HEAD tells of a page without sending it',
    needs: ['page'],
    async run(scene) {
      const { path, answer } = await openFirstPage(scene, {}, 'HEAD');
      expectStatus(answer, `HEAD ${path}`, 200);
      expectHeader(answer, `HEAD ${path}`, 'content-type', 'text/html; charset=utf-8');
      expectThat(answer.body.length === 0, `HEAD ${path}: no body`, `${answer.body.length} bytes`);
    },
  },
  {
    name: 'markdown',
    title: 'A page leads to its Markdown, whose ETag is its version',
    needs: ['page'],
    async run(scene) {
      const { answer: page } = await openFirstPage(scene);
      const link = textOf(page).match(/<link\b[^>]*\btype="text\/markdown"[^>]*>/)?.[0];
      const path = link?.match(/\bhref="(\/[^"]+)"/)?.[1];
      if (path === undefined) throw new NotMade('the wiki has no page Home');
      const answer = await scene.send({ path, headers: asReader(scene) });
      expectStatus(answer, path, 200);
      expectHeader(answer, path, 'content-type', 'text/markdown; charset=utf-8');
      expectHeader(answer, path, 'etag', /^"[0-9a-f]{40}"$/);
    },
  },
  {
    name: 'sidebar',
    title: 'The tree of pages is there',
    async run(scene) {
      const { owner, name } = wikiOf(scene);
      const path = `${wikiUrl(owner, name)}-/sidebar.json`;
      const answer = await scene.send({ path, headers: asReader(scene) });
      expectStatus(answer, path, 200);
      expectHeader(answer, path, 'content-type', /^application\/json\b/);
      expectThat(Object.keys(readJson(answer)).length > 0, `${path}: JSON`, describeAnswer(answer));
    },
  },
  {
    name: 'lists',
    title: 'The index, the changes, the feed, the search and llms.txt are there',
    async run(scene) {
      const { owner, name } = wikiOf(scene);
      for (const [list, type] of LISTS) {
        const path = `${wikiUrl(owner, name)}-/${list}`;
        const answer = await scene.send({ path, headers: asReader(scene) });
        expectStatus(answer, path, 200);
        expectHeader(answer, path, 'content-type', type);
      }
    },
  },
  {
    name: 'assets',
    title: 'Styles, scripts and icon of a page are there for everybody, and kept for a year',
    needs: ['page'],
    async run(scene) {
      const { path: pagePath, answer: page } = await openFirstPage(scene);
      const names = [...textOf(page).matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((match) => match[1] as string);
      expectThat(names.length > 0, `${pagePath}: styles and a script`, 'no link to /assets/');
      for (const path of new Set(names)) {
        const answer = await scene.send({ path });
        expectStatus(answer, path, 200);
        expectHeader(answer, path, 'content-type', /^(text\/(css|javascript); charset=utf-8|image\/svg\+xml)$/);
        expectHeader(answer, path, 'cache-control', 'public, max-age=31536000, immutable');
      }
    },
  },
  {
    name: 'missing-page',
    title: 'What is not there is not found, and says so to people',
    async run(scene) {
      const { owner, name } = wikiOf(scene);
      // Not that of the page to be written: that it is missing is kept for some seconds.
      const path = pageUrl(owner, name, `${scene.page.path}_missing`);
      const answer = await scene.send({ path, headers: { ...BROWSER, ...asReader(scene) } });
      expectStatus(answer, path, 404);
      expectHeader(answer, path, 'content-type', /^text\/html\b/);
    },
  },
];

async function checkCoding(scene: Scene, coding: 'br' | 'gzip', plain: SmokeAnswer): Promise<void> {
  let path = '';
  let answer = plain;
  for (let attempt = 1; attempt <= COMPRESSION_ATTEMPTS; attempt++) {
    ({ path, answer } = await openFirstPage(scene, { 'accept-encoding': coding }));
    if (answer.headers['content-encoding'] !== undefined) break;
  }
  const where = `${path} with Accept-Encoding: ${coding}`;
  expectStatus(answer, where, 200);
  expectHeader(answer, where, 'content-encoding', coding);
  expectHeader(answer, where, 'vary', /\baccept-encoding\b/i);
  expectThat(decode(coding, answer).equals(plain.body), `${where}: the same page`, 'another text');
}

function decode(coding: 'br' | 'gzip', { body }: SmokeAnswer): Buffer {
  try {
    return DECODERS[coding](body);
  } catch {
    throw new CheckFailure(`a body in ${coding}`, 'a body that is not');
  }
}

import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { SearchEntry } from '@holt/search';
import * as pagefindIndexer from 'pagefind';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../../support/browser.ts';
import type { Library } from './library.ts';

const PARALLEL = 64;
const ADDRESS = 'http://localhost/';

interface PagefindClient {
  search(question: string): Promise<{ results: { data(): Promise<{ url: string }> }[] }>;
}

/** Files in shards, some of them loaded by a question; its client runs in a browser, so this one asks in Chromium. */
export const pagefind: Library = {
  name: 'Pagefind',
  async build(entries) {
    const pages = new Map(entries.map((entry) => [entry.path, entry]));
    let files = await indexAll([...pages.values()]);
    const outsideBytes = peakOfChildren('pagefind');
    const served = await serve(() => files);
    const browser = await launchBrowser();
    const openClient = async (): Promise<Page> => {
      const page = await (await browser.newContext()).newPage();
      await page.goto(`${served.url}`);
      await page.evaluate(async () => {
        const script = '/pagefind/pagefind.js';
        const client = await import(script);
        await client.init();
        Object.assign(globalThis, { client });
      });
      return page;
    };
    let client: Page | undefined;
    const ask = (page: Page, question: string, texts: number) =>
      page.evaluate(
        async ([words, count]) => {
          const { client: pagefindClient } = globalThis as unknown as { client: PagefindClient };
          const { results } = await pagefindClient.search(words as string);
          const shown = await Promise.all(results.slice(0, count as number).map((result) => result.data()));
          return shown.map(({ url }) => url);
        },
        [question, texts] as const,
      );
    return {
      files: async () => files,
      async loadedBy(question) {
        served.names.length = 0;
        const page = await openClient();
        await ask(page, question, 5);
        await page.context().close();
        // Scripts are left out of the others' bytes, too; the WebAssembly that reads the index is not.
        const loaded = [...new Set(served.names)]
          .filter((name) => !name.endsWith('.js'))
          .map((name) => files.get(name));
        const sum = (lengthOf: (body: Uint8Array) => number) =>
          loaded.reduce((total, body) => total + (body === undefined ? 0 : lengthOf(body)), 0);
        // Most are compressed already.
        return {
          bytes: sum(({ length }) => length),
          gzipBytes: sum((body) => Math.min(body.length, gzipSync(body).length)),
        };
      },
      async replace(entry) {
        pages.set(entry.path, entry);
        files = await indexAll([...pages.values()]);
        await client?.context().close();
        client = undefined;
      },
      async find(question) {
        client ??= await openClient();
        return (await ask(client, question, 5)).map((url) => decodeURIComponent(url.replace(/^\//, '')));
      },
      outsideBytes: () => outsideBytes,
      async close() {
        await browser.close();
        served.stop();
      },
    };
  },
};

async function indexAll(entries: readonly SearchEntry[]): Promise<Map<string, Uint8Array>> {
  const { index, errors } = await pagefindIndexer.createIndex();
  if (index === undefined) throw new Error(errors.join(' '));
  for (let from = 0; from < entries.length; from += PARALLEL) {
    await Promise.all(
      entries.slice(from, from + PARALLEL).map(async (entry) => {
        await index.addHTMLFile({ url: `/${entry.path}`, content: htmlOf(entry) });
      }),
    );
  }
  const { files } = await index.getFiles();
  peak = Math.max(peak, peakOfChildren('pagefind'));
  await index.deleteIndex();
  return new Map(files.map(({ path, content }) => [path, content]));
}

let peak = 0;

function htmlOf({ title, headings, text }: SearchEntry): string {
  let html = `<!doctype html><html lang="en"><head><title>${escapeText(title)}</title></head><body><h1>${escapeText(title)}</h1>`;
  let from = 0;
  for (const { slug, text: heading, offset } of headings) {
    html += paragraphs(text.slice(from, offset));
    if (heading !== title) html += `<h2 id="${escapeText(slug)}">${escapeText(heading)}</h2>`;
    from = offset;
  }
  return `${html}${paragraphs(text.slice(from))}</body></html>`;
}

const paragraphs = (text: string) =>
  text
    .split('\n')
    .map((line) => `<p>${escapeText(line)}</p>`)
    .join('');

const escapeText = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** The most memory that a program begun by this process ever had, by now; Linux only, 0 elsewhere. */
function peakOfChildren(name: string): number {
  let most = peak;
  try {
    for (const id of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
      const status = readStatus(id);
      if (!status.startsWith(`Name:\t${name}`) || Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]) !== process.pid) continue;
      most = Math.max(most, Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024);
    }
  } catch {
    return 0;
  }
  return most;
}

function readStatus(id: string): string {
  try {
    return readFileSync(`/proc/${id}/status`, 'utf8');
  } catch {
    return '';
  }
}

async function serve(files: () => ReadonlyMap<string, Uint8Array>) {
  const names: string[] = [];
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '/', ADDRESS).pathname.replace(/^\/(pagefind\/)?/, '');
    if (name === '') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>');
    const body = files().get(name);
    if (body === undefined) return void response.writeHead(404).end();
    names.push(name);
    const contentType = name.endsWith('.js') ? 'text/javascript' : 'application/octet-stream';
    response.writeHead(200, { 'content-type': contentType }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, names, stop: () => server.close().closeAllConnections() };
}

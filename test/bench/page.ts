import { brotliCompressSync } from 'node:zlib';
import { siteAssets } from '@holt/site';
import { MemoryObjectStore, openKeyValueStore, systemClock, systemRandom } from '@holt/storage';
import { openWikis } from '@holt/wiki';
import { KB, round } from './figures.ts';
import type { Row, Table } from './table.ts';

const SIZES = [20, 2000, 20_000];
/** As many as one commit takes without a pause that would be felt. */
const PAGES_A_COMMIT = 2000;

/** What a reader's browser loads for one short page, compressed as the edge does, in wikis of several sizes. */
export async function benchPage(): Promise<Table[]> {
  const rows: Row[] = [];
  for (const pages of SIZES) rows.push(await weigh(pages));
  const [first, last] = [rows[0], rows.at(-1)].map((row) => Number(row?.['all, bytes']));
  rows.push({
    what: `${SIZES.at(-1)} pages against ${SIZES[0]} (at most ±2 %)`,
    'all, bytes': `${round((100 * ((last ?? 0) - (first ?? 0))) / (first ?? 1))} %`,
  });
  return [
    {
      title: 'What a browser loads for one page',
      rows,
      notes: [
        'The script is loaded after the page is shown, and with the styles once for all pages. `sidebar.json` is loaded once, too, and asked again with its ETag.',
      ],
    },
  ];
}

async function weigh(pages: number): Promise<Row> {
  const store = new MemoryObjectStore();
  const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  const wiki = await openWikis({ store, keyValues, clock: systemClock, random: systemRandom }).create('me/bench');
  const path = (i: number) =>
    `Folder_${String(Math.floor(i / 100)).padStart(3, '0')}/Page_${String(i).padStart(5, '0')}`;
  for (let from = 0; from < pages; from += PAGES_A_COMMIT) {
    await wiki.write({
      changes: Array.from({ length: Math.min(PAGES_A_COMMIT, pages - from) }, (_, i) => ({
        op: 'put',
        path: path(from + i),
        content: '# Page\n\nA short text.\n',
      })),
      author: { name: 'Bench', email: 'bench@example.org' },
    });
  }
  const bytesOf = async (name: string) => brotli((await store.get(`fragments/me/bench/${name}`))?.body ?? '');
  const html = await bytesOf(`pages/${path(3)}.html`);
  const assets = Object.fromEntries(
    siteAssets()
      .filter(({ name }) => !name.startsWith('search.'))
      .map(({ contentType, body }) => [contentType.split(';')[0], brotli(body)]),
  );
  const { 'text/css': styles = 0, 'text/javascript': script = 0, 'image/svg+xml': icon = 0 } = assets;
  return {
    what: `one short page of ${pages}`,
    'HTML with its script, KB': kb(html),
    'styles and icon, KB': kb(styles + icon),
    'script, KB': kb(script),
    'all, KB': kb(html + styles + icon + script),
    'all, bytes': html + styles + icon + script,
    'sidebar.json, KB': kb(await bytesOf('sidebar.json')),
  };
}

const brotli = (body: Uint8Array | string) => brotliCompressSync(body).byteLength;
const kb = (bytes: number) => round(bytes / KB);

import { brotliCompressSync } from 'node:zlib';
import { siteAssets } from '@holt/site';
import { MemoryObjectStore, openKeyValueStore, systemClock, systemRandom } from '@holt/storage';
import { openWikis } from '@holt/wiki';
import { KB, round } from './figures.ts';
import type { Row, Table } from './table.ts';

/** What a reader's browser loads for one short page, compressed as the edge does, in wikis of several sizes. */
export async function benchPage(): Promise<Table[]> {
  const assets = siteAssets().map(({ name, body }) => ({ name, bytes: brotli(body) }));
  const rows: Row[] = [];
  for (const pages of [20, 2000]) {
    const store = new MemoryObjectStore();
    const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
    const wiki = await openWikis({ store, keyValues, clock: systemClock, random: systemRandom }).create('me/bench');
    const path = (i: number) =>
      `Folder_${String(Math.floor(i / 100)).padStart(3, '0')}/Page_${String(i).padStart(5, '0')}`;
    await wiki.write({
      changes: Array.from({ length: pages }, (_, i) => ({
        op: 'put',
        path: path(i),
        content: '# Page\n\nA short text.\n',
      })),
      author: { name: 'Bench', email: 'bench@example.org' },
    });
    const html = brotli((await store.get(`fragments/me/bench/pages/${path(3)}.html`))?.body ?? '');
    const sidebar = brotli((await store.get('fragments/me/bench/sidebar.json'))?.body ?? '');
    const total = html + assets.reduce((sum, { bytes }) => sum + bytes, 0);
    rows.push({
      what: `one short page of ${pages}`,
      'HTML with script, KB': kb(html),
      'CSS, KB': kb(total - html),
      'all, KB': kb(total),
      'sidebar.json, KB': kb(sidebar),
    });
  }
  return [{ title: 'What a browser loads for one page', rows }];
}

const brotli = (body: Uint8Array | string) => brotliCompressSync(body).byteLength;
const kb = (bytes: number) => round(bytes / KB);

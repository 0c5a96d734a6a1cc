import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  MemoryObjectStore,
  type ObjectStore,
  openFileObjectStore,
  openKeyValueStore,
  systemClock,
  systemRandom,
} from '@holt/storage';
import { countingStore } from '@holt/storage/testing';
import { openWikis, type PageChange } from '@holt/wiki';
import type { Row } from './run.ts';

const SIZES = [20, 500, 5000];
const EDITS = 40;
const AUTHOR = { name: 'Bench', email: 'bench@example.org' };

/** One content edit of one page, in wikis of several sizes, pages in folders of 100. */
export async function benchWrite(): Promise<Row[]> {
  const rows: Row[] = [];
  const directory = mkdtempSync(join(tmpdir(), 'holt-bench-'));
  try {
    for (const [name, make] of Object.entries({
      memory: () => new MemoryObjectStore(),
      files: (size: number) => openFileObjectStore({ directory: join(directory, String(size)), random: systemRandom }),
    })) {
      let smallest: number | undefined;
      for (const size of SIZES) {
        const measured = await measure(make(size), size);
        smallest ??= measured.medianMs;
        rows.push({
          what: `edit, ${name}, ${size} pages`,
          ...measured,
          [`time / ${SIZES[0]} pages`]: round(measured.medianMs / smallest),
        });
      }
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
  return rows;
}

async function measure(inner: ObjectStore, pages: number) {
  const store = countingStore(inner);
  const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  const wiki = await openWikis({ store, keyValues, clock: systemClock, random: systemRandom }).create('me/bench');
  const path = (i: number) =>
    `Folder_${String(Math.floor(i / 100)).padStart(3, '0')}/Page_${String(i).padStart(5, '0')}`;
  const changes = Array.from(
    { length: pages },
    (_, i): PageChange => ({ op: 'put', path: path(i), content: `# Page\n\nText of ${String(i).padStart(5, '0')}.\n` }),
  );
  const begin = performance.now();
  await wiki.write({ changes, author: AUTHOR, message: 'Begin' });
  const importSeconds = (performance.now() - begin) / 1000;

  const times: number[] = [];
  for (let i = 0; i < EDITS; i++) {
    store.reset();
    const from = performance.now();
    await wiki.write({
      changes: [{ op: 'put', path: path(3), content: `# Page\n\nEdit ${String(i).padStart(5, '0')}.\n` }],
      author: AUTHOR,
    });
    times.push(performance.now() - from);
  }
  const puts = store.requests.filter(({ method }) => method === 'put');
  return {
    medianMs: round(times.sort((a, b) => a - b)[EDITS / 2] as number),
    requests: store.requests.length,
    puts: puts.length,
    'KB put': round(puts.reduce((sum, { bytes }) => sum + bytes, 0) / 1024),
    'pages/s imported': Math.round(pages / importSeconds),
  };
}

const round = (value: number) => Math.round(value * 100) / 100;

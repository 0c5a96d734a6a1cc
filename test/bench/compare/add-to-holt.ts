import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileObjectStore, openKeyValueStore, systemClock, systemRandom } from '@holt/storage';
import { countingStore } from '@holt/storage/testing';
import { openWikis, type PageChange } from '@holt/wiki';
import { type GeneratedPage, generatePage, generatePages } from './generated-page.ts';
import type { Upload } from './upload.ts';

const AUTHOR = { name: 'Bench', email: 'bench@example.org' };
/** So many that the object with the recent changes is as long as it gets. */
const SETTLING_EDITS = 100;

const put = ({ path, title, body }: GeneratedPage): PageChange => ({
  op: 'put',
  path,
  content: `# ${title}\n\n${body}`,
});

export interface HoltUpload extends Upload {
  /** Of the objects that list all pages: sidebar, index and llms.txt. */
  structureBytes: number;
}

/** Adds pages one by one to a wiki of so many, in a file store: git objects and everything that readers are served. */
export async function addToHolt(pages: number, additions: number): Promise<HoltUpload[]> {
  const directory = mkdtempSync(join(tmpdir(), 'holt-bench-'));
  try {
    const store = countingStore(openFileObjectStore({ directory, random: systemRandom }));
    const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
    const wiki = await openWikis({ store, keyValues, clock: systemClock, random: systemRandom }).create('me/bench');
    const home = { ...generatePage(0), path: 'Home' };
    await wiki.write({ changes: [home, ...generatePages(pages)].map(put), author: AUTHOR, message: 'Begin' });
    for (let i = 0; i < SETTLING_EDITS; i++) {
      const { path, title, body } = generatePage(0);
      await wiki.write({ changes: [{ op: 'put', path, content: `# ${title}\n\nEdit ${i}. ${body}` }], author: AUTHOR });
    }
    const uploads: HoltUpload[] = [];
    for (let i = 0; i < additions; i++) {
      store.reset();
      const from = performance.now();
      await wiki.write({ changes: [put(generatePage(pages + i))], author: AUTHOR });
      const ms = performance.now() - from;
      const puts = store.requests.filter(({ method }) => method === 'put');
      const bytesOf = (some: typeof puts) => some.reduce((sum, { bytes }) => sum + bytes, 0);
      const structure = puts.filter(({ key }) => /\/(sidebar\.json|-\/index\.html|-\/llms\.txt)$/.test(key));
      uploads.push({ objects: puts.length, bytes: bytesOf(puts), structureBytes: bytesOf(structure), ms });
    }
    return uploads;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/*
 * A process that measures one library on one sample. Its argument is a LibraryJob as JSON; it prints a LibraryReport as JSON.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { htmlEntry } from '../../support/search/html-entry.ts';
import { type KnownItem, knownItems, recall } from '../../support/search/known-items.ts';
import { corpusSample, generatedSample, plainEntry } from '../../support/search/sample-entries.ts';
import { flexSearch } from './flexsearch.ts';
import { holt } from './holt.ts';
import { bytesOf, type Library } from './library.ts';
import { miniSearch } from './minisearch.ts';
import { orama } from './orama.ts';
import { pagefind } from './pagefind.ts';

export interface LibraryJob {
  library: string;
  /** 0: the corpus. */
  pages: number;
  seed: string;
}

export interface LibraryReport {
  sample: string;
  pages: number;
  buildMs: number;
  /** Beyond what the process had before; with the library's own programs. */
  peakBytes: number;
  indexBytes: number;
  indexGzipBytes: number;
  loadedBytes: number;
  loadedGzipBytes: number;
  /** Of files that are new or other after one page was edited. */
  rewrittenBytes: number;
  writeMs: number;
  /** Of each question. */
  ms: number[];
  recall: number;
  recallMisspelt: number;
}

const QUESTIONS = 300;
const LIBRARIES: Library[] = [holt, miniSearch, flexSearch, orama, pagefind];

const job = JSON.parse(process.argv[2] ?? '') as LibraryJob;
const library = LIBRARIES.find(({ name }) => name === job.library);
if (library === undefined) throw new Error(`There is no library "${job.library}".`);
process.stdout.write(JSON.stringify(await measure(library)));

async function measure({ build }: Library): Promise<LibraryReport> {
  const sample = job.pages > 0 ? generatedSample(job.pages) : corpusSample();
  if (sample === undefined) throw new Error('HOLT_CORPORA names no folder.');
  const entries = sample.pages.map((page) => (job.pages > 0 ? plainEntry(page) : htmlEntry(page.path, page.markdown)));
  const items = knownItems(entries, QUESTIONS, job.seed);
  global.gc?.();
  forgetPeak();
  const before = process.memoryUsage.rss();
  const from = performance.now();
  const index = await build(entries);
  const files = await index.files();
  const buildMs = performance.now() - from;
  const peakBytes = Math.max(0, peakRss() - before) + (index.outsideBytes?.() ?? 0);
  const indexBytes = bytesOf(files);
  const gzip = (bodies: Iterable<Uint8Array>) => [...bodies].reduce((sum, body) => sum + gzipSync(body).length, 0);
  const indexGzipBytes = gzip(files.values());
  const loaded = (await index.loadedBy?.((items[0] as KnownItem).query)) ?? {
    bytes: indexBytes,
    gzipBytes: indexGzipBytes,
  };

  const ms: number[] = [];
  const hits = async (questions: readonly { query: string; path: string }[]) => {
    const found: boolean[] = [];
    for (const { query, path } of questions) {
      const begin = performance.now();
      const paths = await index.find(query);
      ms.push(performance.now() - begin);
      found.push(paths.includes(path));
    }
    return recall(found);
  };
  const clean = await hits(items);
  const misspelt = await hits(
    items.flatMap(({ misspelt: query, path }) => (query === undefined ? [] : [{ query, path }])),
  );

  const edited = entries[3] as (typeof entries)[number];
  const writeFrom = performance.now();
  await index.replace({ ...edited, text: `${edited.text}\nOne line more, with a wholly newcoined word.` });
  const after = await index.files();
  const writeMs = performance.now() - writeFrom;
  let rewrittenBytes = 0;
  for (const [name, body] of after) {
    const old = files.get(name);
    if (old === undefined || Buffer.compare(old, body) !== 0) rewrittenBytes += body.length;
  }
  await index.close?.();
  return {
    sample: sample.name,
    pages: entries.length,
    buildMs,
    peakBytes,
    indexBytes,
    indexGzipBytes,
    loadedBytes: loaded.bytes,
    loadedGzipBytes: loaded.gzipBytes,
    rewrittenBytes,
    writeMs,
    ms,
    recall: clean,
    recallMisspelt: misspelt,
  };
}

/** What the process had at most so far, for making the sample, counts no more: https://docs.kernel.org/filesystems/proc.html */
function forgetPeak(): void {
  writeFileSync('/proc/self/clear_refs', '5');
}

/** The most memory that this process had since {@link forgetPeak}. */
function peakRss(): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) * 1024;
}

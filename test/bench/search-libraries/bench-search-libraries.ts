import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { KB, MB, median, p99, round } from '../figures.ts';
import type { Row, Table } from '../table.ts';
import type { LibraryJob, LibraryReport } from './library-child.ts';

const CHILD = fileURLToPath(new URL('./library-child.ts', import.meta.url));
const LIBRARIES = ['Holt', 'Pagefind', 'MiniSearch', 'FlexSearch', 'Orama'];
const SIZES = [2000, 20_000];
const SEED = 'libraries';
const TIMEOUT_MS = 900_000;
const HEAP_MB = 12_000;

/** Holt's index beside libraries for searching, each in a process of its own: on the vaults that HOLT_CORPORA names, and on generated pages. */
export async function benchSearchLibraries({ sizes = SIZES }: { sizes?: readonly number[] } = {}): Promise<Table[]> {
  const samples = [...(process.env.HOLT_CORPORA === undefined ? [] : [0]), ...sizes];
  return samples.map((pages) => {
    const notes = [
      `Known-item questions of titles, headings and rare words, seed "${SEED}"; recall: of the pages wanted, those among the first five.`,
    ];
    if (process.env.HOLT_CORPORA === undefined) {
      notes.push('HOLT_CORPORA names no folder of vaults: the words are made up, so recall tells little.');
    }
    const rows: Row[] = [];
    let title = '';
    for (const library of LIBRARIES) {
      const report = run({ library, pages, seed: SEED });
      if (typeof report === 'string') {
        notes.push(`${library} failed: ${report}`);
        continue;
      }
      title = `Libraries: ${report.sample}`;
      rows.push(rowOf(library, report));
    }
    return { title, rows, notes };
  });
}

function run(job: LibraryJob): LibraryReport | string {
  const { stdout, stderr, error } = spawnSync(
    process.execPath,
    ['--expose-gc', `--max-old-space-size=${HEAP_MB}`, CHILD, JSON.stringify(job)],
    { encoding: 'utf8', timeout: TIMEOUT_MS, maxBuffer: 64 * MB },
  );
  if (error !== undefined) return error.message;
  try {
    return JSON.parse(stdout) as LibraryReport;
  } catch {
    return /^\w*Error.*$/m.exec(stderr)?.[0] ?? stderr.slice(0, 200);
  }
}

function rowOf(what: string, report: LibraryReport): Row {
  return {
    what,
    'build, s': round(report.buildMs / 1000, 1),
    'peak MB': Math.round(report.peakBytes / MB),
    'index, KB a page': round(report.indexBytes / KB / report.pages),
    'first question, KB': round(report.loadedBytes / KB, 0),
    'of it gzipped, KB': round(report.loadedGzipBytes / KB, 0),
    'one page written, KB': round(report.rewrittenBytes / KB, 0),
    'one page written, ms': Math.round(report.writeMs),
    'median ms': round(median(report.ms)),
    'p99 ms': round(p99(report.ms)),
    'recall@5': round(report.recall, 3),
    'one typo': round(report.recallMisspelt, 3),
  };
}

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import type { HostileReport } from './hostile-child.ts';
import { HOSTILE_PAGES } from './hostile-texts.ts';

const CHILD = fileURLToPath(new URL('./hostile-child.ts', import.meta.url));
/** What a function of 512 MB has left for objects. */
const HEAP_MB = 400;
const TIMEOUT_MS = 900_000;
const QUESTION_MS = 2000;
const WRITE_MS = 20_000;
const EXCERPT_LENGTH = 1000;
const HITS = 100;

describe('hostile pages and questions, in a process with little memory', () => {
  let report: HostileReport;
  beforeAll(async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [`--max-old-space-size=${HEAP_MB}`, CHILD], {
      maxBuffer: 64 * 1024 * 1024,
    });
    report = JSON.parse(stdout);
  }, TIMEOUT_MS);

  it('throw nothing', () => {
    expect(report.errors).toEqual([]);
  });

  it('take bounded time of the processor', () => {
    const isWrite = (what: string) => what.startsWith('write') || what === 'fold';
    const slow = report.times.filter(({ what, ms }) => ms > (isWrite(what) ? WRITE_MS : QUESTION_MS));
    expect(slow).toEqual([]);
  });

  it('give bounded answers', () => {
    expect(report.longestExcerpt).toBeGreaterThan(0);
    expect(report.longestExcerpt).toBeLessThanOrEqual(EXCERPT_LENGTH);
    expect(report.mostHits).toBeLessThanOrEqual(HITS);
  });

  it.each(Object.keys(HOSTILE_PAGES))(
    'keep no page of %s from being found by what it is called or ends with',
    (name) => {
      expect(report.found[name]).toEqual({ reader: [name], agent: [name] });
    },
  );
});

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type GeneratedPage, generatePage, generatePages } from './generated-page.ts';
import type { Upload } from './upload.ts';

/** A program that makes a whole site out of a folder of Markdown. */
export interface SiteGenerator {
  name: string;
  /** Files of its own that a site needs, by path: settings and one layout, whose sidebar lists all pages. */
  files: Readonly<Record<string, string>>;
  /** Where pages go and where the site comes, below the site's folder. */
  source: string;
  output: string;
  /** Above a page's body. */
  frontMatter(page: GeneratedPage): string;
  /** Builds the whole site in the folder. */
  build(directory: string): { ms: number };
}

export interface SiteUpload extends Upload {
  /** Of the first build. */
  buildMs: number;
  /** How many files the site has. */
  files: number;
}

/** Builds a site of so many pages, adds one, builds again, and compares every file of the output. */
export function addToSite(generator: SiteGenerator, pages: number): SiteUpload {
  const directory = mkdtempSync(join(tmpdir(), 'holt-bench-'));
  const write = (path: string, text: string) => {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const writePage = (page: GeneratedPage) =>
    write(`${generator.source}/${page.path}.md`, `${generator.frontMatter(page)}\n${page.body}`);
  try {
    for (const [path, text] of Object.entries(generator.files)) write(path, text);
    for (const page of generatePages(pages)) writePage(page);
    const { ms: buildMs } = generator.build(directory);
    const before = snapshot(join(directory, generator.output));
    writePage(generatePage(pages));
    const { ms } = generator.build(directory);
    const after = snapshot(join(directory, generator.output));
    const changed = [...after].filter(([path, { hash }]) => before.get(path)?.hash !== hash);
    const bytes = changed.reduce((sum, [, file]) => sum + file.bytes, 0);
    return { objects: changed.length, bytes, ms, buildMs, files: after.size };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function snapshot(directory: string): Map<string, { hash: string; bytes: number }> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const body = readFileSync(path);
      return [path, { hash: createHash('sha256').update(body).digest('hex'), bytes: body.length }];
    }),
  );
}

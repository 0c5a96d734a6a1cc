import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { renderPage } from './render-page.ts';
import { createSafeRenderer, MAX_INLINE_LENGTH, renderPageSafely } from './render-page-safely.ts';

const OPTIONS = { wiki: { owner: 'me', name: 'notes' }, path: 'Page' };
const LONG = `# Long\n\n${'Some *text* with a [[Link]] and `code`.\n\n'.repeat(300)}\`\`\`ts\nconst a = 1;\n\`\`\`\n`;
const MODULE_RECORDER = new URL('../../../test/support/record-modules.mjs', import.meta.url).pathname;
const STUBBORN = new URL('./testing/stubborn-worker.ts', import.meta.url).href;

/** Text that a worker gets, since it is too long to be rendered inline. */
function long(text: string): string {
  return text.padEnd(MAX_INLINE_LENGTH + 1, ' .');
}

test('a page is the same, wherever it was rendered', async () => {
  for (const markdown of ['# Short', LONG, `---\ntitle: T\na: b\n---\n${LONG}`, `${'> '.repeat(100)}${LONG}`]) {
    expect(await renderPageSafely(markdown, OPTIONS)).toEqual(renderPage(markdown, OPTIONS));
  }
});

test('many pages at once come out each as itself', async () => {
  const texts = Array.from({ length: 20 }, (_, index) => `# Page ${index}\n\n${LONG}`);
  const pages = await Promise.all(texts.map((markdown) => renderPageSafely(markdown, OPTIONS)));
  expect(pages.map(({ title }) => title)).toEqual(texts.map((_, index) => `Page ${index}`));
});

describe('a page whose worker is killed is shown as plain text that says why, and others go on', () => {
  test.each([
    ['never end', 'It took longer than 2 seconds to format.'],
    ['take all memory', 'It took more than 64 MiB of memory to format.'],
    ['throw', 'It could not be formatted.'],
    ['exit', 'It could not be formatted.'],
  ])('%s', async (order, reason) => {
    const render = createSafeRenderer({
      url: STUBBORN,
      count: 1,
      deadlineMs: order === 'never end' ? 2000 : 60_000,
      heapMiB: 64,
    });
    const hostile = long(`${order} <b>`);
    const [killed, ...others] = await Promise.all(
      [hostile, LONG, '# Short', LONG].map((text) => render(text, OPTIONS)),
    );
    expect(killed).toMatchObject({ fallback: reason, title: 'Page', links: [], headings: [] });
    expect(killed?.html).toContain(`${order} &lt;b&gt; .`);
    expect(others).toEqual([LONG, '# Short', LONG].map((text) => renderPage(text, OPTIONS)));
    expect((await render(hostile, OPTIONS)).fallback).toBe(reason);
    expect(await render(LONG, OPTIONS)).toEqual(renderPage(LONG, OPTIONS));
  });
});

test('the process goes on, however many pages take all memory', async () => {
  const render = createSafeRenderer({ url: STUBBORN, count: 2, deadlineMs: 60_000, heapMiB: 64 });
  const hostile = long('take all memory');
  const pages = await Promise.all(Array.from({ length: 16 }, () => render(hostile, OPTIONS)));
  for (const { fallback } of pages) expect(fallback).toBe('It took more than 64 MiB of memory to format.');
});

test('while one worker is stuck, the other goes on', async () => {
  const render = createSafeRenderer({ url: STUBBORN, count: 2, deadlineMs: 3000 });
  await render(LONG, OPTIONS);
  const ended: string[] = [];
  await Promise.all([
    render(long('never end'), OPTIONS).then(({ fallback }) => ended.push(fallback ?? '')),
    render(LONG, OPTIONS).then(({ title }) => ended.push(title)),
  ]);
  expect(ended).toEqual(['Long', 'It took longer than 3 seconds to format.']);
});

test.each(['file:///nowhere/at-all.js', 'not a URL'])(
  'where no worker can be started (%s), pages are rendered all the same',
  async (url) => {
    const render = createSafeRenderer({ url });
    const pages = await Promise.all([LONG, LONG, LONG].map((text) => render(text, OPTIONS)));
    for (const page of [...pages, await render(LONG, OPTIONS)]) expect(page).toEqual(renderPage(LONG, OPTIONS));
  },
);

describe('in a process of its own', () => {
  const DIAGRAM = '```mermaid\nflowchart TD\n  a-->b\n```\n';

  /** Run twice, once by Node's own stripping of types and once bundled: prints what it rendered and where. */
  const PROGRAM = `
    import { isMainThread } from 'node:worker_threads';
    import { renderPageSafely } from ${JSON.stringify(fileURLToPath(new URL('./index.ts', import.meta.url)))};
    export const handler = async (text) => {
      const { html, fallback } = await renderPageSafely(text, { wiki: { owner: 'me', name: 'notes' }, path: 'Page' });
      return { length: html.length, hasColours: html.includes('c-keyword'), hasPicture: html.includes('data:image/svg+xml'), fallback };
    };
    if (isMainThread && process.argv[2] === 'run') {
      for (const text of ${JSON.stringify([LONG, DIAGRAM])}) console.log(JSON.stringify(await handler(text)));
      console.log(process.report.getReport().workers.length);
    }
  `;
  const expected = renderPage(LONG, OPTIONS);
  let output = '';
  beforeAll(async () => {
    const diagram = await renderPageSafely(DIAGRAM, OPTIONS);
    output = [
      JSON.stringify({ length: expected.html.length, hasColours: true, hasPicture: false }),
      JSON.stringify({ length: diagram.html.length, hasColours: false, hasPicture: true }),
      '1\n',
    ].join('\n');
  });

  function run(file: string) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [file, 'run'], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    return { status, stdout, stderr };
  }

  function folder(): string {
    const path = mkdtempSync(join(tmpdir(), 'holt-render-'));
    onTestFinished(() => rmSync(path, { recursive: true }));
    return path;
  }

  test('a worker renders, and does not keep the process from ending', () => {
    const file = join(folder(), 'program.mjs');
    writeFileSync(file, PROGRAM);
    expect(run(file)).toEqual({ status: 0, stdout: output, stderr: '' });
  });

  test('what draws diagrams is loaded by no thread but the one that draws the first', () => {
    const path = folder();
    const [file, modules] = [join(path, 'program.mjs'), join(path, 'modules')];
    writeFileSync(file, PROGRAM.replace(/for \(const text of .*/, ''));
    const { status, stderr } = spawnSync(process.execPath, ['--import', MODULE_RECORDER, file, 'run'], {
      encoding: 'utf8',
      env: { ...process.env, HOLT_TEST_MODULES: modules },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(readFileSync(modules, 'utf8')).toMatch(/render-page-safely/);
    expect(readFileSync(modules, 'utf8')).not.toMatch(/elkjs|beautiful-mermaid|mermaid-drawer/);
  });

  test('the same in one bundled file, as a function in Lambda is', async () => {
    const file = join(folder(), 'bundle.mjs');
    await build({
      stdin: { contents: PROGRAM, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
      outfile: file,
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'esm',
      // As SST does: packages in CommonJS ask for Node's own modules by `require`.
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      logLevel: 'silent',
    });
    expect(run(file)).toEqual({ status: 0, stdout: output, stderr: '' });
  });
});

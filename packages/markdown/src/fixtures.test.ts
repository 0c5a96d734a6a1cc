import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { renderPageSafely } from './render-page-safely.ts';

// One folder a case; `UPDATE=1` writes output.html anew.
const ROOT = new URL('../../../fixtures/markdown/', import.meta.url);
const OPTIONS = { wiki: { owner: 'me', name: 'notes' }, path: 'folder/Page' };

describe('fixtures/markdown', () => {
  test.each(readdirSync(ROOT))('%s', async (name) => {
    const folder = new URL(`${name}/`, ROOT);
    const { html, ...rest } = await renderPageSafely(readFileSync(new URL('input.md', folder), 'utf8'), OPTIONS);
    const output = `<!-- ${JSON.stringify(rest)} -->\n${html}\n`;
    const file = new URL('output.html', folder);
    if (process.env.UPDATE || !existsSync(file)) writeFileSync(file, output);
    expect(output).toBe(readFileSync(file, 'utf8'));
  });
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BINDINGS } from './bindings.ts';
import { STATUS_CODES } from './status-of.ts';

const TEXT = readFileSync(new URL('../../../../docs/api.md', import.meta.url), 'utf8');
/** The cells of all rows of all tables. */
const ROWS = TEXT.split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) => line.split('|').map((cell) => cell.trim()));
/** Met by commands only, which import. */
const NOT_HERE = ['history-diverged'];

test.each(BINDINGS)('docs/api.md says where $tool is', ({ tool, method, path }) => {
  const request = `\`${method} ${path.startsWith('/wikis/{') ? path.replace('/wikis/{owner}/{wiki}', '…') : `/api${path}`}\``;
  expect(ROWS.filter((cells) => cells.includes(`\`${tool}\``)).map((cells) => cells[1])).toEqual([request]);
});

test.each(Object.entries(STATUS_CODES))('docs/api.md says that %s is %i', (code, status) => {
  if (NOT_HERE.includes(code)) return;
  const told = ROWS.filter((cells) => cells[2]?.includes(`\`${code}\``)).map((cells) => cells[1]);
  expect(told.filter((one) => one !== '412')).toEqual([String(status)]);
});

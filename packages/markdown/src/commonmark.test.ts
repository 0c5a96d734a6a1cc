import { readFileSync } from 'node:fs';
import { tests } from 'commonmark-spec';
import { describe, expect, test } from 'vitest';
import { convert } from './testing/convert.ts';
import { normalizeHtml } from './testing/normalize-html.ts';

/** The examples of CommonMark that this dialect reads in another way, by number, with the reason. */
const EXCEPTIONS: Record<string, string> = JSON.parse(
  readFileSync(new URL('../../../fixtures/commonmark-exceptions.json', import.meta.url), 'utf8'),
);

describe('https://spec.commonmark.org', () => {
  test.each(tests.map((example) => [example.number, example.section, example] as const))(
    'example %i (%s)',
    (number, _section, example) => {
      const markdown = example.markdown.replaceAll('→', '\t');
      const html = normalizeHtml(example.html.replaceAll('→', '\t').trimEnd());
      if (String(number) in EXCEPTIONS) expect(convert(markdown), 'an exception that is none').not.toBe(html);
      else expect(convert(markdown)).toBe(html);
    },
  );

  test('every exception is one of the examples, and has a reason', () => {
    const numbers = new Set(tests.map((example) => String(example.number)));
    for (const [number, reason] of Object.entries(EXCEPTIONS)) {
      expect(numbers).toContain(number);
      expect(reason).toMatch(/\w.*\.$/);
    }
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { renderPage } from './render-page.ts';
import { convert } from './testing/convert.ts';
import { normalizeHtml } from './testing/normalize-html.ts';
import { parseElements } from './testing/parse-html.ts';

interface Example {
  number: number;
  section: string;
  markdown: string;
  html: string;
}

/** With the examples that this dialect shows in another way, by number, and the reason. */
const { examples, exceptions }: { examples: Example[]; exceptions: Record<string, string> } = JSON.parse(
  readFileSync(new URL('../../../fixtures/gfm-examples.json', import.meta.url), 'utf8'),
);

/** The class names that tell style sheets of tasks are no matter of the specification. */
function withoutTaskClasses(html: string): string {
  return html.replace(/ class="(?:contains-task-list|task-list-item)"/g, '');
}

describe('https://github.github.com/gfm/', () => {
  test.each(examples.map((example) => [example.number, example.section, example] as const))(
    'example %i (%s)',
    (number, _section, example) => {
      const html = normalizeHtml(example.html.trimEnd());
      const ours = withoutTaskClasses(convert(example.markdown));
      if (String(number) in exceptions) expect(ours, 'an exception that is none').not.toBe(html);
      else expect(ours).toBe(html);
    },
  );

  test('disallowed raw HTML is shown as text', () => {
    const markdown = examples.find(({ section }) => section === 'Disallowed Raw HTML')?.markdown ?? '';
    const { html } = renderPage(markdown, { wiki: { owner: 'me', name: 'notes' }, path: 'Page' });
    const tags = parseElements(html).map(({ name }) => name);
    expect(tags).toEqual(['p', 'strong', 'em', 'blockquote']);
    for (const tag of ['title', 'style', 'xmp', 'XMP']) expect(html).toContain(`&#x3C;${tag}>`);
  });

  test('every exception is one of the examples, and has a reason', () => {
    const numbers = new Set(examples.map((example) => String(example.number)));
    for (const [number, reason] of Object.entries(exceptions)) {
      expect(numbers).toContain(number);
      expect(reason).toMatch(/\w.*\.$/);
    }
  });
});

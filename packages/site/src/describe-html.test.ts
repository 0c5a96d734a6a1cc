import { renderPage } from '@holt/markdown';
import { expect, test } from 'vitest';
import { describeHtml } from './describe-html.ts';

function describeMarkdown(markdown: string): string {
  return describeHtml(renderPage(markdown, { wiki: { owner: 'me', name: 'notes' }, path: 'X' }).html);
}

test.each([
  ['a spoiler', '>! hidden\n\nShown.', 'Shown.'],
  ['a fold in a fold', '::: details A\n\n>! hidden\n\nalso\n:::\n\nShown.', 'Shown.'],
  ['a folded callout', '> [!note]- Title\n> hidden\n\nShown.', 'Shown.'],
  ['a callout that is open', '> [!note]+ Title\n> Shown.\n\nafter', 'Shown.'],
  ['an image alone', '![<p>alt](a.png)\n\nShown.', 'Shown.'],
  ['a sign that looks like a tag, in a title', '[link](https://example.com "a > b <p>") Shown.', 'link Shown.'],
  ['escaped markup', 'Shown `<p>` & "more".', 'Shown <p> & "more".'],
  ['nothing but a heading', '# Heading', ''],
])('after %s, the first paragraph that is read describes the page', (_, markdown, description) => {
  expect(describeMarkdown(markdown)).toBe(description);
});

test('a long paragraph is cut between words', () => {
  const description = describeMarkdown('word '.repeat(100));
  expect(description).toMatch(/^(?:word )+word…$/);
  expect(description.length).toBeLessThanOrEqual(160);
});

test('a paragraph of 1 MB takes little time', () => {
  const html = `<p>${'<b>x</b>'.repeat(125_000)}</p>`;
  const before = process.cpuUsage();
  expect(describeHtml(html)).toMatch(/^x+…$/);
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(500);
});

import { renderPage } from '@holt/markdown';
import { toHtml } from 'hast-util-to-html';
import { expect, test } from 'vitest';
import { tableOfContents } from './table-of-contents.ts';

function contents(markdown: string): string {
  const rendered = renderPage(markdown, { wiki: { owner: 'me', name: 'notes' }, path: 'Page' });
  return toHtml({ type: 'root', children: tableOfContents(rendered) });
}

const link = (id: string, text: string) => `<li><a href="#${id}">${text}</a>`;

test('lists the headings below the title, each under the larger one before it', () => {
  expect(contents('# Title\n\n## One\n\n### One b\n\n## Two\n')).toContain(
    `<ol>${link('one', 'One')}<ol>${link('one-b', 'One b')}</li></ol></li>${link('two', 'Two')}</li></ol>`,
  );
});

test('is not there for a page of fewer than three headings, its title not counted', () => {
  expect(contents('# Title\n\n## One\n\n## Two\n')).toBe('');
  expect(contents('text\n\n## One\n\n## Two\n\n## Three\n')).not.toBe('');
});

test('levels that are left out, or come in any order, make no empty lists', () => {
  const html = contents('text\n\n#### Four\n\n# One\n\n### Three\n\n## Two\n');
  expect(html).toContain(
    `<ol>${link('four', 'Four')}</li>${link('one', 'One')}<ol>${link('three', 'Three')}</li>${link('two', 'Two')}</li></ol></li></ol>`,
  );
});

test('a heading is text here, whatever it holds, and its link leads to its id', () => {
  const html = contents('x\n\n## `a` <b>b</b> &lt;script>\n\n## Ünï 日本\n\n## c [[d]]\n');
  expect(html).toContain('>a b &#x3C;script></a>');
  expect(html).toContain(`href="#${encodeURIComponent('ünï-日本')}"`);
  expect(html.match(/<a /g)).toHaveLength(3);
});

test('a page of nothing but headings gets the first 300', () => {
  const html = contents(`x\n\n${'## a\n\n'.repeat(400)}`);
  expect(html.match(/<li>/g)).toHaveLength(300);
  expect(html).toContain('and 100 more');
});

import { expect, test } from 'vitest';
import { findLinks } from './find-links.ts';
import { readFrontMatter } from './front-matter.ts';
import { readMenuEntries } from './read-menu-entries.ts';
import { readTitle } from './read-title.ts';
import { renderPage } from './render-page.ts';
import { rewriteLinks } from './rewrite-links.ts';
import { parseElements } from './testing/parse-html.ts';
import { SeededDice } from './testing/seeded-dice.ts';

const OPTIONS = { wiki: { owner: 'me', name: 'notes' }, path: 'a/Page' };
const PIECES = [
  ...'*_~`[]()<>!#|\\:&;"\'-+=>1. \t\n\0\ud800\udc00\ufeff',
  ...[
    '[[',
    ']]',
    '![[',
    '](',
    '\n\n',
    '\n- ',
    '\n> ',
    '\n# ',
    '\n| a | b |\n|---|---|\n',
    '\n```\n',
    '---\n',
    'a: b\n',
    '<b>',
    '</b>',
  ],
  ...[
    '<!--',
    '-->',
    '<details>',
    '<td>',
    '[^1]',
    '\n[^1]: ',
    '&amp;',
    'http://a.b',
    '%2e',
    '%',
    '\u2028',
    'é',
    '😀',
    'word',
    '\r\n',
    '[a]: b\n',
    '==',
    '\n::: note\n',
    '\n:::\n',
    '\n>! ',
    '\n>|\n',
    '$',
    '$$',
    '\n$$\n',
    '$a$',
    '\\frac{',
    '```ts= {1}\n',
    '\n>| ',
    '\n> [!tip]- ',
    '\n\n*[A]: b\n\n',
  ],
];

test('any text renders, twice the same, without scripts and under the title that readTitle gives', () => {
  const dice = new SeededDice(42);
  for (let run = 0; run < 600; run++) {
    const markdown = Array.from({ length: dice.below(60) }, () => dice.pick(PIECES)).join('');
    const page = renderPage(markdown, OPTIONS);
    expect(renderPage(markdown, OPTIONS)).toEqual(page);
    expect(page.fallback, markdown).toBeUndefined();
    expect(page.title, JSON.stringify(markdown)).toBe(readTitle(markdown, OPTIONS.path));
    expect(page.title).not.toBe('');
    expect(page.html.isWellFormed()).toBe(true);
    for (const { name } of parseElements(page.html)) expect(name).not.toBe('script');
    findLinks(markdown, OPTIONS.path);
    expect(rewriteLinks(markdown, { path: OPTIONS.path, moved: new Map() })).toBe(markdown);
    readMenuEntries(markdown, OPTIONS.wiki, OPTIONS.path);
    readFrontMatter(markdown);
  }
});

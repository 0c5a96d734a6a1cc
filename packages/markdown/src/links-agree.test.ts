import { readdirSync, readFileSync } from 'node:fs';
import { checkPagePath } from '@holt/edge';
import { describe, expect, test } from 'vitest';
import { findLinks } from './find-links.ts';
import { renderPage } from './render-page.ts';
import { rewriteLinks } from './rewrite-links.ts';
import { PATHS, randomPage } from './testing/random-page.ts';
import { SeededDice } from './testing/seeded-dice.ts';

const WIKI = { owner: 'me', name: 'notes' };
const ROOT = new URL('../../../fixtures/markdown/', import.meta.url);
const RUNS = 300;

/** Paths of the pages that findLinks finds, but for the page itself and for what can be no page. */
function pagesIn(markdown: string, path: string): string[] {
  const targets = findLinks(markdown, path).flatMap(({ kind, target }) => (kind === 'page' ? [target] : []));
  return [...new Set(targets)].filter((target) => target !== path && checkPagePath(target) === '').sort();
}

describe('links are those that findLinks finds, and those of raw HTML', () => {
  test.each(readdirSync(ROOT).filter((name) => !name.startsWith('raw-html')))('%s', (name) => {
    const markdown = readFileSync(new URL(`${name}/input.md`, ROOT), 'utf8');
    expect(renderPage(markdown, { wiki: WIKI, path: 'folder/Page' }).links).toEqual(pagesIn(markdown, 'folder/Page'));
  });

  test('random pages', () => {
    const dice = new SeededDice(5);
    for (let run = 0; run < RUNS; run++) {
      const markdown = randomPage(dice, { withHtml: false });
      const path = dice.pick(PATHS);
      expect(renderPage(markdown, { wiki: WIKI, path }).links, markdown).toEqual(pagesIn(markdown, path));
    }
  });

  test('raw HTML', () => {
    const { links } = renderPage('<a href="B">b</a> <div><a href="../A">a</a> <img src="C"></div> <a name="D">d</a>', {
      wiki: WIKI,
      path: 'folder/Page',
    });
    expect(links).toEqual(['A', 'folder/B', 'folder/C']);
  });
});

test('rewritten links lead to where the pages are now, and nothing else changes', () => {
  const dice = new SeededDice(6);
  for (let run = 0; run < RUNS; run++) {
    const path = dice.pick(PATHS);
    const newPath = dice.below(2) === 0 ? path : dice.pick(PATHS);
    const moved = new Map(PATHS.filter(() => dice.below(3) === 0).map((old) => [old, dice.pick(PATHS)]));
    moved.set(path, newPath);
    const markdown = randomPage(dice, { withHtml: true });
    const rewritten = rewriteLinks(markdown, { path, newPath, moved });
    const context = JSON.stringify({ markdown, rewritten, path, newPath, moved: [...moved] });
    const links = findLinks(markdown, path).map(({ column, text, ...link }) => {
      const target = link.kind === 'page' || link.kind === 'fragment' ? moved.get(link.target) : undefined;
      return { ...link, target: target ?? link.target };
    });
    expect(
      findLinks(rewritten, newPath).map(({ column, text, ...link }) => link),
      context,
    ).toEqual(links);
    const before = renderPage(markdown, { wiki: WIKI, path });
    const after = renderPage(rewritten, { wiki: WIKI, path: newPath });
    expect(withoutAddresses(after.html), context).toBe(withoutAddresses(before.html));
    const expected = [...new Set([...before.links].map((link) => moved.get(link) ?? link))];
    expect(after.links, context).toEqual(expected.filter((link) => link !== newPath).sort());
  }
});

function withoutAddresses(html: string): string {
  return html.replace(/ (href|src)="[^"]*"/g, '');
}

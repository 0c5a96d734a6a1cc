import { expect, test } from 'vitest';
import { MAX_PAGE_BYTES } from './limits.ts';
import { renderPage } from './render-page.ts';
import { parseElements } from './testing/parse-html.ts';

const OPTIONS = { wiki: { owner: 'me', name: 'notes' }, path: 'folder/Page' };

test('every link inside the page leads to an id that is there once', () => {
  const markdown = [
    '# Title\n\n## A part\n\n## A part\n\n## Ünï `c`\n\n<a name="Old"></a><h3 id="MIXED">m</h3>\n',
    '[a](#a-part) [b](#A-Part-1) [c](#ünï-c) [d](#old) [[#A part]] [[#Ünï c]] [e](#Mixed)',
    'x[^1] y[^1] z[^Ä b]\n\n[^1]: one\n[^Ä b]: two',
  ].join('\n');
  const elements = parseElements(renderPage(markdown, OPTIONS).html);
  const ids = elements.flatMap(({ attributes }) => (attributes.id === undefined ? [] : [attributes.id]));
  expect(new Set(ids).size).toBe(ids.length);
  const fragments = elements.flatMap(({ attributes }) =>
    attributes.href?.startsWith('#') ? [attributes.href.slice(1)] : [],
  );
  expect(fragments.length).toBeGreaterThan(12);
  // As a browser looks: https://html.spec.whatwg.org/#find-a-potential-indicated-element
  for (const fragment of fragments)
    expect(ids.includes(fragment) || ids.includes(decodeURIComponent(fragment)), fragment).toBe(true);
});

test('a page over the size limit is shown as plain text and says why', () => {
  const page = renderPage(`# Title\n\n${'a'.repeat(MAX_PAGE_BYTES)}`, OPTIONS);
  expect(page.fallback).toBe('It is larger than 1 MiB.');
  expect(page.title).toBe('Title');
});

test('references that repeat a long address are not written out without end', () => {
  const page = renderPage(`[a]: /${'u'.repeat(100_000)}\n\n${'[a]\n\n'.repeat(1000)}`, OPTIONS);
  expect(page.fallback).toBeDefined();
  expect(page.html.length).toBeLessThan(MAX_PAGE_BYTES);
});

test('lone surrogates and NUL become U+FFFD', () => {
  const { html } = renderPage('a\ud800b\0c', OPTIONS);
  expect(html).toBe('<p>a\ufffdb\ufffdc</p>');
});

test('markdown inside elements of raw HTML is formatted, and what is left open ends with its block', () => {
  const { html } = renderPage('<details><summary>s</summary>\n\n*a*\n\n</details>\n\n<div>\n\nin *div*', OPTIONS);
  expect(parseElements(html).map(({ name }) => name)).toEqual(['details', 'summary', 'p', 'em', 'div', 'p', 'em']);
});

test('a tag that is no allowed element is shown as it was written', () => {
  const { html } = renderPage('Run `x` as <your-name> or <video src=a>.', OPTIONS);
  expect(parseElements(html)[0]?.text).toBe('Run x as <your-name> or <video src=a>.');
});

test('images of other sites become links to them', () => {
  const elements = parseElements(renderPage('![alt](https://example.com/a.png)', OPTIONS).html);
  expect(elements.map(({ name }) => name)).toEqual(['p', 'a']);
  expect(elements[1]).toMatchObject({ text: 'alt', attributes: { href: 'https://example.com/a.png' } });
});

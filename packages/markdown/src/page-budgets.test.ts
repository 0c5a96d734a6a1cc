import { expect, test } from 'vitest';
import { renderPage } from './render-page.ts';

const OPTIONS = { wiki: { owner: 'me', name: 'notes' }, path: 'Page' };

function count(html: string, part: string): number {
  return html.split(part).length - 1;
}

test('code is highlighted up to 50,000 characters a page, and shown without colours from there on', () => {
  const block = `\`\`\`ts\n${'const a = 1;\n'.repeat(1000)}\`\`\`\n\n`;
  const { html } = renderPage(block.repeat(5), OPTIONS);
  expect(count(html, 'c-keyword')).toBe(3000);
  expect(count(html, 'const')).toBe(5000);
});

test('5,000 lines of code a page have numbers', () => {
  const { html } = renderPage(`\`\`\`=\n${'a\n'.repeat(2000)}\`\`\`\n\n`.repeat(3), OPTIONS);
  expect(count(html, 'data-line')).toBe(4000);
  expect(count(html, 'a\n')).toBe(6000);
});

test('formulas are set up to 20,000 characters a page, and shown as code from there on', () => {
  const { html } = renderPage('$aaaaa$\n\n'.repeat(2500), OPTIONS);
  expect(count(html, '<math>')).toBe(2000);
  expect(count(html, 'There are too many formulas on this page.')).toBe(500);
});

test('abbreviations are explained until the explanations are 100,000 characters long', () => {
  const { html } = renderPage(`*[A]: ${'b'.repeat(200)}\n\n${'A '.repeat(1000)}`, OPTIONS);
  expect(count(html, '<abbr')).toBe(500);
  expect(count(html, 'A')).toBe(1000);
});

test('a fence ends with its block of colons, so that what follows counts as text', () => {
  const text = '*a_ '.repeat(50_000);
  expect(renderPage(`\`\`\`\n:::\n${text}`, OPTIONS).fallback).toBeUndefined();
  expect(renderPage(`::: note\n\`\`\`\n:::\n${text}`, OPTIONS).fallback).toBeDefined();
});

test('a formula of its own lines hides no text from the scan', () => {
  const text = '*a_ '.repeat(50_000);
  expect(renderPage(`$$\n${text}`, OPTIONS).fallback).toBeUndefined();
  expect(renderPage(`$$\n\`\`\`\n$$\n${text}`, OPTIONS).fallback).toBeDefined();
  expect(renderPage(`\`\`\`\n$$\n\`\`\`\n${text}`, OPTIONS).fallback).toBeDefined();
});

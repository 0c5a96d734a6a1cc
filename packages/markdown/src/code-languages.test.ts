import { expect, test } from 'vitest';
import { CODE_LANGUAGES } from './code-languages.ts';
import { canHighlight, highlightCode } from './highlight-code.ts';
import { loadHighlighter } from './load-lazily.cjs';

test('every language that is said to be known is known to the highlighter, and none of its languages is missing', () => {
  const highlighter = loadHighlighter();
  for (const name of CODE_LANGUAGES) expect(highlighter.registered(name), name).toBe(true);
  expect(highlighter.listLanguages().filter((name) => !CODE_LANGUAGES.has(name))).toEqual(['plaintext']);
});

test('code of a language keeps its text', () => {
  const code = 'const a = `b` + "c"; // d\n<e>\n';
  for (const language of CODE_LANGUAGES) {
    const pieces = highlightCode(code, language);
    expect(pieces.map(({ text }) => text).join(''), language).toBe(code);
  }
});

test('long code, long lines and unknown languages are not highlighted', () => {
  expect(canHighlight('a\n', 'ts')).toBe(true);
  expect(canHighlight('a\n', 'unknown')).toBe(false);
  expect(canHighlight('a\n', '')).toBe(false);
  expect(canHighlight(`${'a'.repeat(301)}\n`, 'ts')).toBe(false);
  expect(canHighlight('a\n'.repeat(10_001), 'ts')).toBe(false);
  expect(canHighlight('a b\n'.repeat(200), 'c')).toBe(false);
  expect(canHighlight('a b;\n'.repeat(200), 'c')).toBe(true);
});

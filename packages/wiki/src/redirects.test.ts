import { describe, expect, it } from 'vitest';
import { changeRedirects, parseRedirects } from './redirects.ts';

const parse = (text: string) => Object.fromEntries(parseRedirects(text));

describe('reading redirects', () => {
  it('takes lines of two paths, with tabs, spaces and either end of line between them', () => {
    expect(parse('/Old /New\n/a/Old\t \t/b/Größe\r\n/Last /One')).toEqual({
      Old: 'New',
      'a/Old': 'b/Größe',
      Last: 'One',
    });
  });

  it('passes over comments, blank lines and lines of other shapes', () => {
    expect(parse('# /a /b\n\n/a\n/a /b 301\n /a /b\na b\n/a /b /c\n/* /all\n/same /same\n')).toEqual({});
  });

  it('takes the first of several lines for a path', () => {
    expect(parse('/a /b\n/a /c\n')).toEqual({ a: 'b' });
  });

  it.each([
    ['another site', '/a https://evil.example/'],
    ['another site by a scheme-relative address', '/a //evil.example/x'],
    ['a backslash, which browsers take for a slash', '/a /\\evil.example'],
    ['a script', '/a javascript:alert(1)'],
    ['a page outside of the wiki', '/a /../../other/wiki/Page'],
    ['what is no page', '/a /-/sidebar.json'],
    ['a query', '/a /b?x=1'],
    ['an encoded slash', '/a /%2f%2fevil.example'],
    ['a control character', '/a /b\u0007c'],
    ['a carriage return within', '/a /b\rc'],
    ['a character that turns the text around', '/a /b\u202ec'],
    ['a hidden source', '/a\u200b /b'],
    ['a repository', '/a /.git/config'],
    ['a path that is too long', `/a /${'b'.repeat(241)}`],
  ])('never leads to %s', (_what, line) => {
    expect(parse(`${line}\n/good /page\n`)).toEqual({ good: 'page' });
  });

  it('passes over lines that lead in a circle, and keeps those that lead into it', () => {
    expect(parse('/a /b\n/b /c\n/c /a\n/into /a\n/d /e\n')).toEqual({ into: 'a', d: 'e' });
    expect(parse('/a /b\n/b /a\n')).toEqual({});
  });

  it('reads only the end of a file that is over the limits', () => {
    const lines = Array.from({ length: 10_001 }, (_, i) => `/old-${i} /new-${i}\n`);
    const redirects = parseRedirects(lines.join(''));
    expect(redirects.size).toBe(10_000);
    expect(redirects.has('old-0')).toBe(false);
    const megabyte = `/first /one\n# ${'x'.repeat(1024 * 1024)}\n/last /one\n`;
    expect(parse(megabyte)).toEqual({ last: 'one' });
    expect(parse(`/${'a'.repeat(1024 * 1024)}`)).toEqual({});
  });

  it('takes a chain of the greatest length and text without any sense in its stride', () => {
    const chain = Array.from({ length: 10_000 }, (_, i) => `/p${i} /p${i + 1}\n`).join('');
    expect(parseRedirects(chain).size).toBe(10_000);
    expect(parseRedirects(chain.replace('/p9999 /p10000', '/p9999 /p0')).size).toBe(0);
    expect(parse('/a \u0000\ud800\n\n\r\r'.repeat(1000))).toEqual({});
  });
});

describe('changing redirects', () => {
  it('adds a line for each rename, and lets the lines before it lead to where the page is now', () => {
    const once = changeRedirects('', [{ from: 'A', to: 'B' }]);
    expect(once).toBe('/A /B\n');
    expect(changeRedirects(once, [{ from: 'B', to: 'folder/C' }])).toBe('/A /folder/C\n/B /folder/C\n');
  });

  it('has no line for a path where a page is again, by a rename or otherwise', () => {
    expect(changeRedirects('/A /B\n', [{ from: 'B', to: 'A' }])).toBe('/B /A\n');
    expect(changeRedirects('/A /B\n/C /B\n', [{ arrived: 'A' }])).toBe('/C /B\n');
    expect(changeRedirects('/A /B\n', [{ arrived: 'A' }])).toBe('');
  });

  it('ends a swap of two pages without a line for either', () => {
    const steps = [
      { from: 'A', to: 'T' },
      { from: 'B', to: 'A' },
      { from: 'T', to: 'B' },
    ];
    expect(Object.fromEntries(parseRedirects(changeRedirects('', steps)))).toEqual({ T: 'B' });
  });

  it('keeps every other line byte for byte, and the whole text when nothing changes', () => {
    const text = '# ours\r\n\n/x /y 301\n/a  /b\r\n/a2 /b2';
    expect(changeRedirects(text, [{ arrived: 'elsewhere' }])).toBe(text);
    expect(changeRedirects(text, [{ from: 'b2', to: 'c' }])).toBe('# ours\r\n\n/x /y 301\n/a  /b\r\n/a2 /c\n/b2 /c\n');
  });

  it('drops the oldest of more than 200 lines that lead to the renamed page, so that no rename has them all to write again', () => {
    const lines = Array.from({ length: 250 }, (_, i) => `/Old${i} /Page\n`).join('');
    const changed = changeRedirects(`/Else /Other\n${lines}`, [{ from: 'Page', to: 'New' }]).split('\n');
    expect(changed.slice(0, 2)).toEqual(['/Else /Other', '/Old51 /New']);
    expect(changed.at(-2)).toBe('/Page /New');
    expect(changed).toHaveLength(1 + 200 + 1);
  });

  it('drops the oldest lines beyond 10,000 lines or 512 KiB', () => {
    const lines = Array.from({ length: 10_000 }, (_, i) => `/old-${i} /new-${i}\n`);
    const many = changeRedirects(lines.join(''), [{ from: 'A', to: 'B' }]);
    expect(many.split('\n').slice(0, 1)).toEqual(['/old-1 /new-1']);
    expect(many.endsWith('/old-9999 /new-9999\n/A /B\n')).toBe(true);
    const wide = Array.from({ length: 3000 }, (_, i) => `/${'é'.repeat(100)}${i} /new-${i}\n`).join('');
    const cut = changeRedirects(wide, [{ from: 'A', to: 'B' }]);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(512 * 1024);
    expect(Buffer.byteLength(cut)).toBeGreaterThan(511 * 1024);
    expect(cut.endsWith('\n/A /B\n')).toBe(true);
  });
});

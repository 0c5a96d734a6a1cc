import { describe, expect, it } from 'vitest';
import { readElements, readText } from './read-xml.ts';

describe('readElements', () => {
  it('gives what the elements of a name hold, in order', () => {
    const xml = '<?xml version="1.0"?><L xmlns="s3"><C><K>a</K></C><P/><C><K>b</K></C><C></C></L>';
    expect(readElements(xml, 'C')).toEqual(['<K>a</K>', '<K>b</K>', '']);
    expect(readElements(xml, 'K')).toEqual(['a', 'b']);
    expect(readElements(xml, 'P')).toEqual([]);
  });

  it('tells names apart that begin alike', () => {
    expect(readElements('<Prefix>a</Prefix><PrefixList>b</PrefixList>', 'Prefix')).toEqual(['a']);
  });

  it('takes time in proportion to a text whose elements have no end', () => {
    expect(readElements('<C>'.repeat(1_000_000), 'C')).toEqual([]);
  });
});

describe('readText', () => {
  it.each([
    ['&quot;abc&quot;', '"abc"'],
    ['a&amp;lt;b', 'a&lt;b'],
    ['&lt;&gt;&apos;&#38;&#x26;&#xE9;', "<>'&&é"],
    ['&unknown; & alone', '&unknown; & alone'],
  ])('reads %j as %j', (written, read) => {
    expect(readText(`<ETag>${written}</ETag>`, 'ETag')).toBe(read);
  });

  it('is of the first element, and undefined without one', () => {
    expect(readText('<A>1</A><A>2</A>', 'A')).toBe('1');
    expect(readText('<h1>Welcome</h1>', 'Code')).toBeUndefined();
  });
});

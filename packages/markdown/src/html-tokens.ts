import { decodeNamedCharacterReference } from 'decode-named-character-reference';
import { decodeNumericCharacterReference } from 'micromark-util-decode-numeric-character-reference';

export type HtmlToken =
  | { kind: 'text'; value: string }
  | { kind: 'open'; name: string; attributes: HtmlAttribute[]; selfClosing: boolean; source: string }
  | { kind: 'close'; name: string; source: string };

/** What is between `start` and `end` in the source is the value as it is written, without its quotes. */
export type HtmlAttribute = [name: string, value: string, start: number, end: number];

const TAG_NAME = /[a-zA-Z][^\s/>]*/y;
const ATTRIBUTE = /[\s/]*([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>][^\s>]*)))?/y;
const TAG_END = /[\s/]*>/y;
const REFERENCE = /&(?:#[xX]([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-zA-Z][a-zA-Z0-9]{1,31}));/g;

/**
 * Splits HTML source into tags and text, in linear time. Comments, doctypes, processing instructions and CDATA are
 * left out; a `<` that begins no tag is text.
 */
export function* tokenizeHtml(source: string): Generator<HtmlToken> {
  let textStart = 0;
  let at = source.indexOf('<');
  while (at >= 0) {
    const token = readMarkup(source, at);
    if (token === undefined) {
      at = source.indexOf('<', at + 1);
      continue;
    }
    if (at > textStart) yield { kind: 'text', value: decodeReferences(source.slice(textStart, at)) };
    if (token.tag !== undefined) yield token.tag;
    textStart = token.end;
    at = source.indexOf('<', token.end);
  }
  if (textStart < source.length) yield { kind: 'text', value: decodeReferences(source.slice(textStart)) };
}

function readMarkup(source: string, start: number): { end: number; tag?: HtmlToken } | undefined {
  if (source.startsWith('<!--', start)) return { end: endAfter(source, '-->', start + 4) };
  if (source.startsWith('<![CDATA[', start)) return { end: endAfter(source, ']]>', start + 9) };
  if (source[start + 1] === '!' || source[start + 1] === '?') return { end: endAfter(source, '>', start + 2) };
  const closing = source[start + 1] === '/';
  const name = matchAt(TAG_NAME, source, start + (closing ? 2 : 1))?.[0];
  if (name === undefined) return undefined;
  const attributes: HtmlAttribute[] = [];
  let at = start + (closing ? 2 : 1) + name.length;
  for (;;) {
    const end = matchAt(TAG_END, source, at);
    if (end !== undefined) {
      at += end[0].length;
      const tag = source.slice(start, at);
      if (closing) return { end: at, tag: { kind: 'close', name: name.toLowerCase(), source: tag } };
      const selfClosing = end[0].includes('/');
      return { end: at, tag: { kind: 'open', name: name.toLowerCase(), attributes, selfClosing, source: tag } };
    }
    const attribute = matchAt(ATTRIBUTE, source, at);
    if (attribute === undefined) return undefined;
    const [whole, key = '', double, single, bare] = attribute;
    const value = double ?? single ?? bare ?? '';
    at += whole.length;
    const valueEnd = double === undefined && single === undefined ? at : at - 1;
    attributes.push([key.toLowerCase(), decodeReferences(value), valueEnd - value.length, valueEnd]);
  }
}

function matchAt(pattern: RegExp, source: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source) ?? undefined;
}

function endAfter(source: string, mark: string, from: number): number {
  const index = source.indexOf(mark, from);
  return index < 0 ? source.length : index + mark.length;
}

function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(REFERENCE, (whole, hex?: string, decimal?: string, name?: string) => {
    if (hex !== undefined) return decodeNumericCharacterReference(hex, 16);
    if (decimal !== undefined) return decodeNumericCharacterReference(decimal, 10);
    return decodeNamedCharacterReference(name ?? '') || whole;
  });
}

import { type Move, movePath } from './move-path.ts';
import { decode, resolveLink } from './resolve-link.ts';

/** What would end a destination or an attribute's value, begin something else, or mean something in a URL. */
const SPECIAL = /[\s%<>\\&`$|"'#?]/g;
const SPECIAL_IN_SUFFIX = /[\s<>\\&`$|"'()]/g;
const BALANCED = /^[^()]*(?:\([^()]*\)[^()]*)*$/;

/**
 * The destination of a Markdown link or the address in an HTML attribute, written anew after a move; what follows the path
 * stays.
 *
 * @param url what it means
 * @param written how it is written, without `<` and `>`
 * @returns `undefined` where nothing is to be changed
 */
export function moveDestination(url: string, written: string, move: Move): string | undefined {
  const target = resolveLink(url, move.path);
  if (target.kind !== 'page' && target.kind !== 'file' && target.kind !== 'dash') return undefined;
  const pathEnd = url.search(/[?#]/);
  const path = decode((pathEnd < 0 ? url : url.slice(0, pathEnd)).trim());
  const encode = written.includes(' ') ? encodeButSpaces : encodeAll;
  const escapesLetters = /%[89a-f]/i.test(written);
  const anew = movePath(
    {
      path,
      isRelative: !path.startsWith('/'),
      encodings: [(text) => (escapesLetters ? encodeLetters(encode(text)) : encode(text))],
      resolve: resolveLink,
    },
    target,
    move,
  );
  return anew === undefined ? undefined : anew + suffixOf(url, written);
}

/** From the `?` or `#` on, as it is written where that can be told. */
function suffixOf(url: string, written: string): string {
  const hasEscapes = /[\\&]/.test(written);
  const text = hasEscapes ? url : written;
  const start = text.search(/[?#]/);
  if (start < 0) return '';
  return hasEscapes ? text.slice(start).replace(SPECIAL_IN_SUFFIX, percent) : text.slice(start);
}

function encodeAll(path: string): string {
  const encoded = path.replace(SPECIAL, percent);
  return BALANCED.test(encoded) ? encoded : encoded.replace(/[()]/g, percent);
}

function encodeButSpaces(path: string): string {
  return path.split(' ').map(encodeAll).join(' ');
}

function encodeLetters(path: string): string {
  return path.replace(/\P{ASCII}+/gu, encodeURIComponent);
}

function percent(character: string): string {
  return character.charCodeAt(0) < 128
    ? `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
    : encodeURIComponent(character);
}

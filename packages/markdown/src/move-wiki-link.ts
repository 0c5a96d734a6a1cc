import { type Move, movePath } from './move-path.ts';
import { resolveWikiLink } from './resolve-link.ts';
import { MAX_WIKI_LINK_LENGTH } from './wiki-link-syntax.ts';

const PARTS = /^(!?\[\[)(.*)(\]\])$/s;
const FIRST_BAR = /\\?\|/;
/** They could end a wiki link, or begin something before it that ends in it. */
const UNWRITABLE = /[[\]|`$]/;

/**
 * A wiki link, written anew after a move; its text and its heading stay.
 * @param isTitleFirst whether it is written `[[Title|Page]]`
 * @returns `undefined` where nothing is to be changed
 */
export function moveWikiLink(source: string, isTitleFirst: boolean, move: Move): string | undefined {
  const [, opening = '', inner = '', closing = ''] = PARTS.exec(source) ?? [];
  const [start, end] = targetPlace(inner, isTitleFirst && !opening.startsWith('!'));
  const target = inner.slice(start, end);
  const hash = target.indexOf('#');
  const written = hash < 0 ? target : target.slice(0, hash);
  const path = written.trim();
  const anew = movePath(
    {
      path,
      isRelative: /^\.\.?\//.test(path),
      encodings: path.includes(' ') && !path.includes('_') ? [withSpaces, asItIs] : [asItIs],
      resolve: resolveWikiLink,
    },
    resolveWikiLink(target.trim(), move.path),
    move,
  );
  if (anew === undefined || UNWRITABLE.test(anew)) return undefined;
  const space = written.length - written.trimStart().length;
  const replaced = `${inner.slice(0, start + space)}${anew}${inner.slice(start + space + path.length)}`;
  return replaced.length > MAX_WIKI_LINK_LENGTH ? undefined : opening + replaced + closing;
}

/** Where in `Page|Title` or `Title|Page` the page is. A page without a title stands alone, with a bar or without. */
function targetPlace(inner: string, isTitleFirst: boolean): [start: number, end: number] {
  const bar = FIRST_BAR.exec(inner);
  if (bar === null) return [0, inner.length];
  const second = bar.index + bar[0].length;
  return isTitleFirst && inner.slice(second).trim() !== '' ? [second, inner.length] : [0, bar.index];
}

function withSpaces(path: string): string {
  return path.replaceAll('_', ' ');
}

function asItIs(path: string): string {
  return path;
}

const MARKS = /\p{M}+/gu;

/**
 * A text in the form in which it is searched: without case and diacritics, and each compatibility character as what it stands for
 * (NFKD). To compare, never to show.
 *
 * @see https://www.unicode.org/reports/tr15/
 */
export function foldText(text: string): string {
  // Marks go first, as a long run of them takes normalizing the square of its length, and last, as letters gain some by it and by lower
  // case; a final sigma is a sigma.
  return text.replace(MARKS, '').normalize('NFKD').toLowerCase().replace(MARKS, '').replaceAll('ς', 'σ');
}

/** A folded text, with white space as single spaces and none in front. */
export interface FoldedText {
  folded: string;
  /** Where in the text the UTF-16 unit at a place of the folded one comes from. */
  offsetOf(place: number): number;
}

/** A text is folded in pieces of so many units, so that the way back is looked for in one of them only. */
const PIECE_UNITS = 256;

interface Piece {
  /** Where it begins: in the text, and in the folded one. */
  offset: number;
  place: number;
}

/** As {@link foldText}, with the way back. */
export function foldWithOffsets(text: string): FoldedText {
  const pieces: Piece[] = [];
  const parts: string[] = [];
  let place = 0;
  let before = '';
  for (let offset = 0, end = 0; offset < text.length; offset = end) {
    end = Math.min(offset + PIECE_UNITS, text.length);
    if (/[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(end - 1, end + 1))) end++;
    const part = foldBehind(before, text.slice(offset, end));
    pieces.push({ offset, place });
    parts.push(part);
    place += part.length;
    before = part || before;
  }
  const folded = parts.join('');
  return { folded, offsetOf: (at) => offsetIn(text, folded, lastUpTo(pieces, at), at) };
}

/** Folds what comes next: each character by itself, whatever is around it, but for white space behind white space. */
function foldBehind(before: string, text: string): string {
  const isAscii = !/[^\0-\x7f]/.test(text);
  const folded = (isAscii ? text.toLowerCase() : foldText(text)).replace(/\s{2,}|[^\S ]/g, ' ');
  return folded.startsWith(' ') && (before === '' || before.endsWith(' ')) ? folded.slice(1) : folded;
}

function lastUpTo(pieces: readonly Piece[], place: number): Piece {
  let [least, most] = [0, pieces.length - 1];
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if ((pieces[middle]?.place ?? 0) <= place) least = middle;
    else most = middle - 1;
  }
  return pieces[least] ?? { offset: 0, place: 0 };
}

function offsetIn(text: string, folded: string, { offset, place: start }: Piece, place: number): number {
  let before = folded.slice(Math.max(0, start - 1), start);
  let at = start;
  let from = offset;
  for (const character of text.slice(offset, offset + PIECE_UNITS + 1)) {
    const units = foldBehind(before, character);
    if (at + units.length > place) return from;
    before = units || before;
    at += units.length;
    from += character.length;
  }
  return text.length;
}

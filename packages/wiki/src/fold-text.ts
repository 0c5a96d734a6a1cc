const MARKS = /\p{M}+/gu;

/**
 * A text in the form in which it is searched: without case and diacritics, and each compatibility character as what it stands for
 * (NFKD). To compare, never to show.
 *
 * @see https://www.unicode.org/reports/tr15/
 */
export function foldText(text: string): string {
  // Lower case before the marks go, as some letters gain one by it; a final sigma is a sigma.
  return text.normalize('NFKD').toLowerCase().replace(MARKS, '').replaceAll('ς', 'σ');
}

/** A folded text, with white space as single spaces, and where in the text each of its UTF-16 units comes from. */
export interface FoldedText {
  folded: string;
  /** One more than there are units: the last is the text's length. */
  offsets: Uint32Array;
}

/** As {@link foldText}, with the way back. */
export function foldWithOffsets(text: string): FoldedText {
  const parts: string[] = [];
  const offsets: number[] = [];
  let endsInSpace = true;
  let offset = 0;
  for (const character of text) {
    const folded = character < '\u0080' ? character.toLowerCase() : foldText(character);
    const isSpace = folded !== '' && folded.trim() === '';
    if (!isSpace || !endsInSpace) {
      const shown = isSpace ? ' ' : folded;
      for (let unit = 0; unit < shown.length; unit++) offsets.push(offset);
      parts.push(shown);
    }
    if (folded !== '') endsInSpace = isSpace;
    offset += character.length;
  }
  offsets.push(text.length);
  return { folded: parts.join(''), offsets: Uint32Array.from(offsets) };
}

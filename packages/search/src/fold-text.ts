const MARKS = /\p{M}+/gu;
/** Letters that Unicode doesn't take apart, as they are written where they are missing. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ς: 'σ',
};

/**
 * A text in the form in which it is searched: without case and diacritics, and each compatibility character as what it stands for
 * (NFKD). To compare, never to show.
 *
 * @see https://www.unicode.org/reports/tr15/
 */
export function foldText(text: string): string {
  // Marks go first, as a long run of them takes normalizing the square of its length, and last, as letters gain some by it and by lower
  // case; a final sigma is a sigma.
  const folded = text.replace(MARKS, '').normalize('NFKD').toLowerCase().replace(MARKS, '');
  return folded.replace(/[ßæœøłđðþħıς]/g, (letter) => LETTERS[letter] ?? letter);
}

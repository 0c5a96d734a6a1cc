const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: '\u00a0' };
const CODE = /[&#](?:(lt|gt|amp|quot|apos|nbsp)|#?(\d{2,6}));/g;
/** What the drawer's grammar gives a meaning, and what stands for it until the picture is drawn. */
const SPECIAL = '"[](){}|/\\&;%#<>*~`:^$@=';
const FIRST_STAND_IN = 0xe700;
const STAND_INS = new RegExp(
  `[${String.fromCharCode(FIRST_STAND_IN)}-${String.fromCharCode(FIRST_STAND_IN + SPECIAL.length - 1)}]`,
  'g',
);
const UNWANTED = /(?![\n\t])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff\ufffe\uffff]/gu;
const LINE_BREAK = /<br\s{0,9}\/?>|\\n|\n/gi;

/**
 * Text of a label as the drawer takes it: nothing in it means anything but line breaks; see {@link putBack}.
 * Mermaid's and HTML's codes of characters (`#35;`, `&lt;`) become these.
 */
export function hideText(label: string): string {
  return label
    .split(LINE_BREAK)
    .map((line) => [...decode(line)].map((character) => standIn(character)).join(''))
    .join('<br>');
}

/** The text with what {@link hideText} took out. */
export function putBack(text: string): string {
  return text.replace(STAND_INS, (character) => SPECIAL[character.charCodeAt(0) - FIRST_STAND_IN] as string);
}

/** The text without characters that XML can't hold, that turn the reading direction, or that stand for others. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, '\n').replace(UNWANTED, '').replace(STAND_INS, '\ufffd');
}

function decode(text: string): string {
  return text.replace(CODE, (code, name: string | undefined, digits: string | undefined) => {
    if (name !== undefined) return NAMED[name] as string;
    const point = Number(digits);
    return point <= 0x10ffff ? cleanText(String.fromCodePoint(point)).replace('\n', ' ') : code;
  });
}

function standIn(character: string): string {
  const index = SPECIAL.indexOf(character);
  return index < 0 ? character : String.fromCharCode(FIRST_STAND_IN + index);
}

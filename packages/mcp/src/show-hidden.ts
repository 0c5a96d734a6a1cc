/** Something in a text that its readers don't see. */
export interface HiddenNote {
  /** Where it is, from 1. */
  line: number;
  /** What it is: `hidden characters: U+200B ×3`. */
  text: string;
}

const MAX_NOTES = 50;
const MAX_KINDS_IN_NOTE = 8;

/** What has no shape of its own: control and ignorable characters, line separators, the marks of annotations. Tab and line ends have their use. */
const HIDDEN = String.raw`[[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]--[\t\n\r]]|\r(?!\n)`;

/** Letters and signs of the scripts in which U+200C and U+200D decide how letters join. */
const JOINING_LETTER = String.raw`[[\p{L}\p{M}]&&[\p{scx=Arab}\p{scx=Syrc}\p{scx=Mong}\p{scx=Nkoo}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}]]`;

/** What does its work where it stands, and stays. */
const IN_USE = [
  String.raw`(?<=${JOINING_LETTER})[\u200c\u200d](?![\u200c\u200d])`,
  String.raw`(?<=\p{Extended_Pictographic})[\ufe0e\ufe0f]`,
  String.raw`(?<=\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|[\ufe0e\ufe0f])?)\u200d(?=\p{Extended_Pictographic})`,
  String.raw`(?<=[0-9#*])\ufe0f(?=\u20e3)`,
  // The flags of England, Scotland and Wales.
  String.raw`(?<=\u{1f3f4})\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f}`,
  // The byte order mark of a file.
  String.raw`^\ufeff`,
].join('|');

const SHOWN = new RegExp(String.raw`(?<used>${IN_USE})|${HIDDEN}|⟦(?=U\+)`, 'gv');
const IS_HIDDEN = new RegExp(`^(?:${HIDDEN}|⟦)$`, 'v');
const MARK = /⟦U\+([0-9A-F]{4,6})⟧/g;

/**
 * A text as agents see it: each hidden character as `⟦U+200B⟧`, and the bracket of a literal `⟦U+` as `⟦U+27E6⟧`. What a script or an
 * emoji needs stays. {@link unshowHidden} gives back the same text.
 *
 * @returns the notes by line, at most 50
 * @see https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
 */
export function showHidden(text: string): { text: string; notes: HiddenNote[] } {
  const lines = new LineCounter(text);
  const found = new Map<number, Map<string, number>>();
  const shown = text.replace(SHOWN, (match, ...rest) => {
    const { used } = rest.at(-1) as { used?: string };
    if (used !== undefined) return match;
    const code = nameOf(match);
    if (match !== '⟦') {
      const line = lines.lineAt(rest.at(-3) as number);
      const inLine = found.get(line) ?? new Map<string, number>();
      found.set(line, inLine.set(code, (inLine.get(code) ?? 0) + 1));
    }
    return `⟦${code}⟧`;
  });
  const notes = [...found].slice(0, MAX_NOTES).map(([line, codes]) => ({ line, text: describe(codes) }));
  return { text: shown, notes };
}

/** The text that {@link showHidden} showed so. Marks that it would not have made stay as they are. */
export function unshowHidden(text: string): string {
  return text.replace(MARK, (mark, digits: string) => {
    const code = Number.parseInt(digits, 16);
    if (code > 0x10ffff) return mark;
    const character = String.fromCodePoint(code);
    return IS_HIDDEN.test(character) && `⟦${nameOf(character)}⟧` === mark ? character : mark;
  });
}

function nameOf(character: string): string {
  return `U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`;
}

function describe(codes: ReadonlyMap<string, number>): string {
  const kinds = [...codes].slice(0, MAX_KINDS_IN_NOTE).map(([code, count]) => (count > 1 ? `${code} ×${count}` : code));
  const more = codes.size > MAX_KINDS_IN_NOTE ? ` and ${codes.size - MAX_KINDS_IN_NOTE} more` : '';
  return `hidden characters: ${kinds.join(', ')}${more}`;
}

/** Tells lines of offsets that only grow, in one pass over the text. */
class LineCounter {
  readonly #text: string;
  #line = 1;
  #end: number;

  constructor(text: string) {
    this.#text = text;
    this.#end = this.#endFrom(0);
  }

  lineAt(offset: number): number {
    while (this.#end < offset) {
      this.#end = this.#endFrom(this.#end + 1);
      this.#line++;
    }
    return this.#line;
  }

  #endFrom(offset: number): number {
    const end = this.#text.indexOf('\n', offset);
    return end < 0 ? Number.POSITIVE_INFINITY : end;
  }
}

// A file begins with `---` on a line of its own, and the block ends with the next such line.
const OPENING = /^\ufeff?---[ \t]*(?:\r\n|\n|\r)/;
const CLOSING = /(?:^|\n|\r)---[ \t]*(?:\r\n|\n|\r|$)/;

/** Where a page's front matter is. Offsets are UTF-16 units. */
export interface FrontMatterPlace {
  /** Where the YAML begins, after the opening `---`. */
  start: number;
  /** Where the closing `---` begins. */
  end: number;
  /** Where the page's body begins. */
  bodyOffset: number;
}

/** The front matter of a page, whether its YAML can be read or not; undefined without any. */
export function locateFrontMatter(markdown: string): FrontMatterPlace | undefined {
  const opening = OPENING.exec(markdown);
  if (opening === null) return undefined;
  const start = opening[0].length;
  const block = markdown.slice(start);
  const closing = CLOSING.exec(block);
  if (closing === null) return undefined;
  const end = start + closing.index + closing[0].indexOf('-');
  return { start, end, bodyOffset: start + closing.index + closing[0].length };
}

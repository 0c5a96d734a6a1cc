// `$$` is one for formulas, when it is alone in its line.
const FENCE = /^( *)(`{3,}|~{3,}|\$\$(?=[ \t]*$))([^\r\n]*)$/;
const HTML_WITH_END = /^ {0,3}<(?:!|\?|(?:pre|script|style|textarea)\b)/i;
const HTML_ENDED = /(?:-->|\?>|\]\]>|<\/(?:pre|script|style|textarea)>)\s*$|^ {0,3}<![a-z][^>]*>/i;
const COLONS = /^[ \t>]*:{3,}[ \t]*([a-z]?)/i;
const HTML = /^ {0,3}</;

/**
 * Tells which lines are in fenced code for sure. Only fences at the very beginning of a line count, which can't be
 * inside a list or a quote; after anything that makes a later fence ambiguous (one that is indented, HTML that stays
 * open) no line counts any more.
 */
export class FenceTracker {
  #open: { mark: string; length: number } | undefined;
  #ambiguous = false;
  #inHtml = false;
  #inColonBlock = false;

  /** To be called for every line in turn. A fence's own lines count. */
  isFenced(line: string): boolean {
    if (this.#ambiguous) return false;
    const fence = FENCE.exec(line);
    const colons = COLONS.exec(line);
    if (this.#open !== undefined) {
      const closes = fence?.[2]?.startsWith(this.#open.mark.repeat(this.#open.length)) && fence[3]?.trim() === '';
      // Up to three spaces before the closing fence are allowed.
      if (closes && (fence?.[1]?.length ?? 0) < 4) this.#open = undefined;
      // The end of a block ends what is open inside.
      else if (this.#inColonBlock && colons?.[1] === '') this.#ambiguous = true;
      return true;
    }
    if (colons !== null && colons[1] !== '') this.#inColonBlock = true;
    if (line.trim() === '') this.#inHtml = false;
    else if (HTML_WITH_END.test(line) && !HTML_ENDED.test(line)) this.#ambiguous = true;
    else if (HTML.test(line)) this.#inHtml = true;
    if (fence === null || this.#inHtml || this.#ambiguous) return false;
    const mark = fence[2]?.[0] as string;
    if (mark === '`' && fence[3]?.includes('`')) return false;
    if (fence[1] !== '') {
      this.#ambiguous = true;
      return false;
    }
    this.#open = { mark, length: fence[2]?.length as number };
    return true;
  }
}

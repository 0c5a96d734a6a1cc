import { FenceTracker } from './fence-tracker.ts';
import { OpenBrackets } from './open-brackets.ts';

/** More containers than this inside one another would end in a stack overflow; no reader can follow 40. */
const MAX_DEPTH = 40;

/** Estimated work above which a page is not parsed, in microseconds of one core: keeps a page under two seconds. */
const MAX_WORK_US = 500_000;

/**
 * What the parser spends, in microseconds of one core: measured with the generators of find-hazard.test.ts.
 * Squared terms are where the parser edits its list of events in the middle, or looks back along it.
 */
const COST_US = {
  character: 0.5,
  line: 6,
  block: 24,
  fencedLine: 4,
  fence: 40,
  containerInLine: 2,
  lazyLinePerContainer: 7,
  special: 6,
  equalsSign: 3,
  dollar: 15,
  formulaScanPerCharacter: 0.03,
  bracket: 20,
  cell: 22,
  at: 14,
  listItem: 30,
  listItemSquared: 0.0035,
  setextSquared: 0.14,
  containerSquared: 0.2,
  inlineSquared: 0.018,
  lookBackStep: 0.06,
  unclosedScanPerCharacter: 0.02,
  tickScanPerCharacter: 0.035,
  definitionTimesBracket: 0.006,
} as const;

const CONTAINER_PREFIX = /(?:[ \t]*(?:>[!|]?|[-+*](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$)))*/y;
const CONTAINER_MARK = />|[-+*](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$)/g;
const COLON_BLOCK = /^[ \t]*:{3,}[ \t]*([a-z]?)/i;
const LIST_MARK = /[-+*](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$)/;
const THEMATIC_BREAK = /^[ \t]*([-*_])[ \t]*(?:\1[ \t]*){2,}$/;
const DELIMITER_ROW = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
const SETEXT = /^ {0,3}(?:=+|-+)[ \t]*$/;
const DEFINITION = /^[ \t>]*\[[^\]]{1,999}\]:/;
const FENCE = /^ {0,3}(?:`{3}|~{3}|\${2})/;
const NEW_BLOCK = /^ {0,3}(?:#{1,6}(?:[ \t]|$)|[-+*][ \t]+\S|1[.)][ \t]+\S)/;
const SPECIAL = /[*_~]+|={2,}|\$+|`+|\[{1,2}|\]{1,2}|<[!?]?|\\[[\]]?|[&@|]|:\/\/|www\./gi;

/** About how long a text takes to be parsed, in microseconds, told in linear time. */
export function estimateWorkUs(body: string): number {
  const scan = new Scan();
  for (const line of body.split(/\r\n|\n|\r/)) scan.addLine(line);
  return scan.workUs();
}

/**
 * Tells, in linear time, why a page must not be parsed: it would take more than about two seconds or overflow the stack.
 * An estimate that errs towards parsing less; text in fenced code hardly counts.
 * @returns a sentence for the reader, or `undefined` when the page can be parsed
 */
export function findHazard(body: string): string | undefined {
  const scan = new Scan();
  for (const line of body.split(/\r\n|\n|\r/)) {
    scan.addLine(line);
    if (scan.maxDepth > MAX_DEPTH) return `It has more than ${MAX_DEPTH} lists or quotes inside one another.`;
  }
  return scan.workUs() > MAX_WORK_US ? 'It is too large or too intricate to format.' : undefined;
}

class Scan {
  maxDepth = 0;
  #workUs = 0;
  #listItems = 0;
  #setexts = 0;
  #containers = 0;
  #definitions = 0;
  #brackets = 0;
  #colonBlocks = 0;
  #inTable = false;
  #previous = '';
  #previousQuoted = false;
  #paragraphDepth = 0;
  readonly #listIndents: number[] = [];
  readonly #fences = new FenceTracker();
  #block = new Block();

  workUs(): number {
    return (
      this.#workUs +
      this.#block.workUs() +
      COST_US.listItemSquared * this.#listItems ** 2 +
      COST_US.setextSquared * this.#setexts ** 2 +
      COST_US.containerSquared * this.#containers ** 2 +
      COST_US.definitionTimesBracket * this.#definitions * this.#brackets
    );
  }

  addLine(line: string): void {
    if (this.#fences.isFenced(line)) {
      this.#endBlock();
      this.#workUs += COST_US.fencedLine + COST_US.character * line.length * 0.5;
      if (FENCE.test(line)) this.#workUs += COST_US.fence;
      this.#previous = '';
      return;
    }
    this.#workUs += COST_US.line + COST_US.character * line.length;
    if (line.trim() === '') {
      this.#endBlock();
      this.#inTable = false;
      this.#previousQuoted = false;
      this.#paragraphDepth = 0;
      this.#workUs += COST_US.containerInLine * (this.#listIndents.length + this.#colonBlocks);
    } else {
      this.#addContainers(line);
      this.#addContent(line);
    }
    this.#previous = line;
  }

  #addContainers(line: string): void {
    const indent = line.search(/\S/);
    const indents = this.#listIndents;
    if (THEMATIC_BREAK.test(line)) {
      this.#endBlock();
      if (this.#previous.trim() !== '' && !THEMATIC_BREAK.test(this.#previous)) this.#setexts++;
      this.#closeLists(indent);
      return;
    }
    CONTAINER_PREFIX.lastIndex = 0;
    const prefix = CONTAINER_PREFIX.exec(line)?.[0] ?? '';
    const marks = prefix === '' ? 0 : (prefix.match(CONTAINER_MARK)?.length ?? 0);
    const closed = this.#closeLists(indent);
    this.#addColonBlock(line.slice(prefix.length));
    const depth = indents.length + marks + this.#colonBlocks;
    if (depth > this.maxDepth) this.maxDepth = depth;
    // A line without marks may go on with the paragraph of the line before, and is tried against all its containers.
    if (marks === 0) this.#workUs += COST_US.lazyLinePerContainer * this.#paragraphDepth;
    else this.#paragraphDepth = depth;
    this.#workUs += COST_US.containerInLine * depth;
    const quoted = prefix.includes('>');
    if (quoted && !this.#previousQuoted) this.#containers++;
    this.#previousQuoted = quoted;
    if (LIST_MARK.test(prefix)) {
      this.#listItems += marks;
      this.#workUs += COST_US.listItem * marks;
      for (let mark = 0; mark < marks; mark++) indents.push(indent + mark);
      // The next item of the same list closes nothing.
      if (closed > 0) this.#containers--;
    }
    if (marks > 4) this.#containers += marks - 4;
  }

  /** A block is a container; of those that end without a line of their own, none is known to end. */
  #addColonBlock(content: string): void {
    const fence = COLON_BLOCK.exec(content);
    if (fence === null) return;
    this.#endBlock();
    if (fence[1] === '') this.#colonBlocks = Math.max(0, this.#colonBlocks - 1);
    else this.#colonBlocks++;
    this.#containers++;
  }

  /** Ends the lists that a line indented so little can't be in; returns how many. */
  #closeLists(indent: number): number {
    const indents = this.#listIndents;
    const before = indents.length;
    while (indents.length > 0 && (indents.at(-1) as number) >= indent) indents.pop();
    const closed = before - indents.length;
    this.#containers += closed;
    return closed;
  }

  #addContent(line: string): void {
    if (DEFINITION.test(line)) {
      this.#definitions++;
      if (line.includes('[^')) this.#containers++;
    }
    if (SETEXT.test(line) && this.#previous.trim() !== '') this.#setexts++;
    if (!this.#inTable && DELIMITER_ROW.test(line) && countCells(line) === countCells(this.#previous)) {
      this.#inTable = true;
    }
    if (this.#inTable || NEW_BLOCK.test(line)) this.#endBlock();
    this.#workUs += this.#block.add(line);
    this.#brackets += this.#block.lineBrackets;
  }

  #endBlock(): void {
    if (this.#block.isEmpty) return;
    this.#workUs += this.#block.workUs() + COST_US.block;
    this.#block = new Block();
  }
}

/** Lines whose inline marks may meet one another. */
class Block {
  lineBrackets = 0;
  isEmpty = true;
  #length = 0;
  #lines = 0;
  #marks = 0;
  #unclosed = 0;
  #dollars = 0;
  readonly #tickLengths = new Set<number>();
  readonly #brackets = new OpenBrackets();

  /** Returns the linear part of the cost. */
  add(line: string): number {
    this.isEmpty = false;
    this.#length += line.length;
    this.#lines++;
    this.lineBrackets = 0;
    let workUs = 0;
    let end = 0;
    for (const match of line.matchAll(SPECIAL)) {
      const [mark] = match;
      this.#brackets.addText(line, end, match.index);
      end = match.index + mark.length;
      if (mark !== '|') this.#marks++;
      workUs += this.#addMark(mark);
    }
    this.#brackets.addText(line, end, line.length);
    return workUs;
  }

  #addMark(mark: string): number {
    const first = mark[0];
    if (first === '[' || first === ']') {
      this.lineBrackets++;
      if (first === '[') this.#brackets.open(mark.length);
      else this.#brackets.close(mark.length);
      return COST_US.bracket;
    }
    this.#brackets.addMark();
    if (first === '|') return COST_US.cell;
    if (first === '@' || first === ':' || first === 'w' || first === 'W') return COST_US.at;
    if (first === '`') this.#tickLengths.add(mark.length);
    if (first === '<' && mark.length > 1) this.#unclosed++;
    if (first === '=') return COST_US.special + COST_US.equalsSign * mark.length;
    if (first === '$') {
      this.#dollars++;
      return COST_US.special + COST_US.dollar + COST_US.equalsSign * mark.length;
    }
    return COST_US.special;
  }

  /** The part that grows faster than the block. */
  workUs(): number {
    return (
      COST_US.inlineSquared * (this.#marks + this.#lines) ** 2 +
      COST_US.lookBackStep * this.#brackets.steps +
      COST_US.unclosedScanPerCharacter * this.#unclosed * this.#length +
      COST_US.formulaScanPerCharacter * this.#dollars * Math.min(this.#length, 2000) +
      COST_US.tickScanPerCharacter * this.#tickLengths.size * this.#length
    );
  }
}

function countCells(row: string): number {
  const inner = row
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return (inner.match(/\\.|\|/g)?.filter((part) => part === '|').length ?? 0) + 1;
}

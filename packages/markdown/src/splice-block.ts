/** A place in a page's text, in UTF-16 units. */
export interface TextRange {
  start: number;
  end: number;
}

const INDENTED = /^(?: {2,}|\t)/;
const LIST_ITEM = /^ {0,3}([-+*]|\d{1,9}[.)])(?:[ \t]|$)/;
const TABLE_ROW = /^ {0,3}\|.*\|[ \t]*$/;
const DELIMITER_ROW = /^ {0,3}\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*$/;

/**
 * A page's text with a range replaced by blocks of their own: one blank line before and after, as many as there are where there are
 * some, and none between items of one list or rows of one table. Line ends are written as the page's. Nothing outside the range changes.
 *
 * @param range begins and ends at a line's beginning, or at the text's end
 * @param content its empty lines at either end don't count; without any others, the range goes and nothing comes
 * @param floor where the body begins: nothing before it calls for a blank line
 */
export function spliceBlock(markdown: string, { start, end }: TextRange, content: string, floor: number): string {
  const before = markdown.slice(0, start);
  const after = markdown.slice(end);
  const lineEnd = /\r\n|\n|\r/.exec(markdown)?.[0] ?? '\n';
  const lines = trimBlankLines(splitLines(content));
  if (lines.length === 0) return before + after;
  const text = lines.join(lineEnd) + lineEnd;

  const above = splitLines(markdown.slice(floor, start));
  const below = splitLines(after);
  const ended = before === '' || before === '\ufeff' || /[\r\n]$/.test(before) ? '' : lineEnd;
  const isFirst = above.every(isBlank);
  const gapAbove = isFirst || endsInBlank(above) || continues(tailOf(above), lines) ? '' : lineEnd;
  const gapBelow = below.every(isBlank) || isBlank(below[0] ?? '') || continues(tailOf(lines), below) ? '' : lineEnd;
  return before + ended + gapAbove + text + gapBelow + after;
}

/** A range of whole lines without the empty ones at its beginning and end; without any others, its end. */
export function contentRange(markdown: string, { start, end }: TextRange): TextRange {
  const range = { start, end };
  const leading = /(?:[ \t]*(?:\r\n|\n|\r))*/y;
  leading.lastIndex = start;
  range.start += leading.exec(markdown.slice(0, end))?.[0].length ?? 0;
  if (isBlank(markdown.slice(range.start, end))) return { start: end, end };
  for (;;) {
    const lineStart = lastLineStart(markdown, range.end);
    if (!isBlank(markdown.slice(lineStart, range.end).trimEnd())) return range;
    range.end = lineStart;
  }
}

function lastLineStart(text: string, end: number): number {
  const isEnd = (index: number) => text[index] === '\n' || text[index] === '\r';
  let start = end - 1;
  if (text[start] === '\n' && text[start - 1] === '\r') start--;
  while (start > 0 && !isEnd(start - 1)) start--;
  return Math.max(start, 0);
}

/** The lines of a text; a line end at its end begins no further line. */
function splitLines(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function isBlank(line: string): boolean {
  return /^[ \t]*$/.test(line);
}

function trimBlankLines(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => !isBlank(line));
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex((line) => !isBlank(line)) + 1);
}

function endsInBlank(lines: readonly string[]): boolean {
  return isBlank(lines.at(-1) ?? '');
}

/** What lines end with: those since the last blank one, and the list among them that is the very last. */
interface Tail {
  run: readonly string[];
  list: readonly string[];
  /** Whether a blank line parts the list from an earlier item. */
  isLoose: boolean;
}

function tailOf(lines: readonly string[]): Tail {
  const run = runAtEnd(lines);
  const list = listAtEnd(run);
  if (list.length < run.length) return { run, list, isLoose: false };
  const earlier = lines.slice(0, lines.length - run.length);
  const before = listAtEnd(runAtEnd(earlier.slice(0, earlier.findLastIndex((line) => !isBlank(line)) + 1)));
  return { run, list, isLoose: before.length > 0 && markOf(before[0]) === markOf(list[0]) };
}

function runAtEnd(lines: readonly string[]): readonly string[] {
  return lines.slice(lines.findLastIndex(isBlank) + 1);
}

/** Whether lines go on with the list or the table that others end with. */
function continues({ run, list, isLoose }: Tail, lines: readonly string[]): boolean {
  const first = lines[0] ?? '';
  const mark = markOf(list[0]);
  if (mark !== undefined) return !isLoose && markOf(first) === mark;
  const isTable = DELIMITER_ROW.test(run[1] ?? '') && run.every((line) => TABLE_ROW.test(line));
  return isTable && TABLE_ROW.test(first) && !DELIMITER_ROW.test(lines[1] ?? '');
}

/** The items that lines end with, with what is indented below them. */
function listAtEnd(run: readonly string[]): readonly string[] {
  const other = run.findLastIndex((line) => markOf(line) === undefined && !INDENTED.test(line));
  const first = run.findIndex((line, index) => index > other && markOf(line) !== undefined);
  return first < 0 ? [] : run.slice(first);
}

/** What tells lists apart. */
function markOf(line = ''): string | undefined {
  return LIST_ITEM.exec(line)?.[1]?.slice(-1);
}

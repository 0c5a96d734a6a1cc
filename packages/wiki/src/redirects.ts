import { checkPagePath } from '@holt/edge';

/** Where a wiki keeps its redirects, in git. */
export const REDIRECTS_FILE = '_redirects';

const MAX_LINES = 10_000;
const MAX_BYTES = 512 * 1024;
/** So many old addresses lead to one page; with more, each rename of it would have them all to write again. */
const MAX_LINES_TO_ONE = 200;
/** No two legal paths are longer. */
const MAX_LINE_CHARACTERS = 1000;
const LINE = /^\/([^ \t]+)[ \t]+\/([^ \t]+)[ \t]*$/;

/** Renamed pages: old path → where the page is now. */
export type Redirects = ReadonlyMap<string, string>;

/** What a write does that redirects follow. */
export type RedirectStep = { from: string; to: string } | { arrived: string };

/** A line of the file, with what it says if it is a redirect. */
interface Line {
  text: string;
  from?: string;
  to?: string;
}

/**
 * What a `_redirects` file says: lines `/Old_Path /New_Path`, of which the first for a path counts. Only legal paths of pages do, so no
 * line leads out of the wiki; lines that lead in a circle don't. Of a file over the limits only the end is read.
 */
export function parseRedirects(text: string): Redirects {
  const redirects = new Map<string, string>();
  for (const { from, to } of withinLimits(splitLines(text)).map(parseLine)) {
    if (from !== undefined && to !== undefined && !redirects.has(from)) redirects.set(from, to);
  }
  for (const path of findCircles(redirects)) redirects.delete(path);
  return redirects;
}

/**
 * The text after pages were renamed or came to paths, in this order: each rename has its line, lines that led to its old path lead to the
 * new one, and no line has a source where a page came. All others stay as they are; over the limits, the oldest go: of the file, and of
 * those to the page that was renamed.
 */
export function changeRedirects(text: string, steps: readonly RedirectStep[]): string {
  const lines = new Set(splitLines(text).map(parseLine));
  const bySource = new Map<string, Set<Line>>();
  const byTarget = new Map<string, Set<Line>>();
  let isChanged = false;

  const index = (line: Line) => {
    if (line.from === undefined || line.to === undefined) return;
    setOf(bySource, line.from).add(line);
    setOf(byTarget, line.to).add(line);
  };
  const remove = (source: string) => {
    for (const line of bySource.get(source) ?? []) {
      isChanged = true;
      lines.delete(line);
      byTarget.get(line.to ?? '')?.delete(line);
    }
    bySource.delete(source);
  };
  const rename = (from: string, to: string) => {
    remove(from);
    remove(to);
    const led = byTarget.get(from) ?? [];
    byTarget.delete(from);
    for (const line of led) {
      line.text = `/${line.from} /${to}`;
      line.to = to;
      index(line);
    }
    const added = { text: `/${from} /${to}`, from, to };
    lines.add(added);
    index(added);
    const leading = setOf(byTarget, to);
    for (const oldest of [...leading].slice(0, -MAX_LINES_TO_ONE)) {
      leading.delete(oldest);
      bySource.get(oldest.from ?? '')?.delete(oldest);
      lines.delete(oldest);
    }
    isChanged = true;
  };

  for (const line of lines) index(line);
  for (const step of steps) {
    if ('arrived' in step) remove(step.arrived);
    else if (step.from !== step.to) rename(step.from, step.to);
  }
  if (!isChanged) return text;
  return withinLimits([...lines].map((line) => line.text))
    .map((line) => `${line}\n`)
    .join('');
}

function parseLine(text: string): Line {
  const [, from = '', to = ''] = text.length > MAX_LINE_CHARACTERS ? [] : (LINE.exec(text.replace(/\r$/, '')) ?? []);
  const isRedirect = from !== to && checkPagePath(from) === '' && checkPagePath(to) === '';
  return isRedirect ? { text, from, to } : { text };
}

function splitLines(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** The last lines, as many as a file may have. */
function withinLimits(lines: readonly string[]): string[] {
  let first = lines.length;
  for (let bytes = 0; first > 0 && lines.length - first < MAX_LINES; first--) {
    bytes += Buffer.byteLength(lines[first - 1] ?? '') + 1;
    if (bytes > MAX_BYTES) break;
  }
  return lines.slice(first);
}

/** The paths from which the redirects lead back to themselves. */
function findCircles(redirects: Redirects): string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  for (const start of redirects.keys()) {
    const way = new Set<string>();
    let path: string | undefined = start;
    for (; path !== undefined && !done.has(path) && !way.has(path); path = redirects.get(path)) way.add(path);
    if (path !== undefined && way.has(path)) circles.push(...[...way].slice([...way].indexOf(path)));
    for (const passed of way) done.add(passed);
  }
  return circles;
}

function setOf(sets: Map<string, Set<Line>>, key: string): Set<Line> {
  let set = sets.get(key);
  if (set === undefined) {
    set = new Set();
    sets.set(key, set);
  }
  return set;
}

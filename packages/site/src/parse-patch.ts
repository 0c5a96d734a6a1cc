export interface PatchLine {
  kind: 'context' | 'added' | 'removed' | 'note';
  text: string;
}

export interface PatchHunk {
  /** First line and number of lines in the new file (the old one's when it was deleted). */
  start: number;
  count: number;
  /** What git puts after `@@`: often the heading above. */
  section: string;
  lines: PatchLine[];
}

export interface PatchFile {
  /** Path in git, `.md` and all. */
  path: string;
  /** Where a renamed file was. */
  from?: string;
  kind: 'added' | 'modified' | 'deleted' | 'renamed';
  binary: boolean;
  hunks: PatchHunk[];
}

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/;

/** Reads a unified diff in git's format (https://git-scm.com/docs/diff-format). Lines it does not know are passed over. */
export function parsePatch(patch: string): PatchFile[] {
  const lines = patch.split('\n');
  const files: PatchFile[] = [];
  let file: PatchFile | undefined;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as string;
    if (line.startsWith('diff --git ')) {
      file = { path: pathOfHeader(line), kind: 'modified', binary: false, hunks: [] };
      files.push(file);
    } else if (file !== undefined) {
      const hunk = HUNK.exec(line);
      if (hunk === null) readHeader(line, file);
      else index = readHunk(hunk, lines, index, file);
    }
  }
  return files;
}

function readHeader(line: string, file: PatchFile): void {
  if (line.startsWith('new file')) file.kind = 'added';
  else if (line.startsWith('deleted file')) file.kind = 'deleted';
  else if (line.startsWith('rename from ')) {
    file.kind = 'renamed';
    file.from = unquote(line.slice(12));
  } else if (line.startsWith('rename to ')) file.path = unquote(line.slice(10));
  else if (line.startsWith('--- ') || line.startsWith('+++ ')) {
    const name = unquote(line.slice(4).replace(/\t$/, ''));
    if (name !== '/dev/null') file.path = name.slice(2);
  } else if (line.startsWith('Binary files ') || line === 'GIT binary patch') file.binary = true;
}

/** Takes as many lines as the hunk's header says, so that text which looks like a header stays text. */
function readHunk(header: RegExpExecArray, lines: string[], at: number, file: PatchFile): number {
  const [, oldStart, oldCount, newStart, newCount, section = ''] = header;
  let removed = Number(oldCount ?? 1);
  let added = Number(newCount ?? 1);
  const whole = file.kind === 'deleted';
  const hunk: PatchHunk = {
    start: Number(whole ? oldStart : newStart),
    count: whole ? removed : added,
    section,
    lines: [],
  };
  file.hunks.push(hunk);
  let index = at;
  while (index + 1 < lines.length && (removed > 0 || added > 0 || lines[index + 1]?.startsWith('\\'))) {
    const line = lines[++index] as string;
    const text = line.slice(1);
    if (line.startsWith('+')) added--;
    else if (line.startsWith('-')) removed--;
    else if (!line.startsWith('\\')) {
      added--;
      removed--;
    }
    hunk.lines.push({ kind: kindOf(line), text: line.startsWith('\\') ? 'No line end at the end of the file' : text });
  }
  return index;
}

function kindOf(line: string): PatchLine['kind'] {
  if (line.startsWith('+')) return 'added';
  if (line.startsWith('-')) return 'removed';
  return line.startsWith('\\') ? 'note' : 'context';
}

/** `diff --git a/x b/x`: both names are the same unless the file was renamed, and then other lines name it. */
function pathOfHeader(line: string): string {
  const names = line.slice('diff --git '.length);
  if (names.startsWith('"')) return unquote(names.slice(names.indexOf(' "b/') + 1)).slice(2);
  return names.slice((names.length + 1) / 2 + 2);
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 };

/** git quotes names as C does, bytes over ASCII in octal. */
function unquote(name: string): string {
  if (!name.startsWith('"')) return name;
  const bytes: number[] = [];
  for (const [part, octal, letter] of name.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|[^\\]+/g)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else if (letter !== undefined) bytes.push(ESCAPES[letter] ?? letter.charCodeAt(0));
    else bytes.push(...new TextEncoder().encode(part));
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}

import type { WriteRequest } from '@holt/wiki';

/*
 * What a writer does, by the number of its edit alone: whoever takes over from a killed process sends the same again. Each writer has
 * pages of its own, so that what must be there after so many edits is known, and shares one page with the others.
 */
export const WIKI = 'me/team';
const SHARED = 'Team/Log';
const CYCLE = 8;

export interface Edit {
  writer: number;
  /** From 1. */
  edit: number;
}

const own = ({ writer }: Edit, name: string) => `Team/Writer_${writer}/${name}`;
const line = (writer: number, round: number) => `Writer ${writer} was here in round ${round}.`;
const roundOf = (edit: number) => Math.floor((edit - 1) / CYCLE);

/** The write that makes the wiki ready. */
export function beginning(writers: number): WriteRequest {
  const lines = Array.from({ length: writers }, (_, writer) => `${line(writer, 0)}\n\n`);
  return {
    changes: [{ op: 'put', path: SHARED, content: `# Log\n\n${lines.join('')}` }],
    author: { name: 'First', email: 'first@example.org' },
    message: 'Begin',
  };
}

/** One edit of one writer. */
export function requestOf(each: Edit): WriteRequest {
  const { writer, edit } = each;
  const name = `Writer ${writer}`;
  return {
    changes: [changeOf(each)],
    author: { name, email: `writer-${writer}@example.org` },
    message: messageOf(each),
    idempotencyKey: `${writer}-${edit}`,
  };
}

export function messageOf({ writer, edit }: Edit): string {
  return `Writer ${writer}, edit ${edit}`;
}

function changeOf(each: Edit): WriteRequest['changes'][number] {
  const { writer, edit } = each;
  const round = roundOf(edit);
  const text = (what: string) => `# ${what} of writer ${writer}\n\nEdit ${edit}.\n`;
  switch ((edit - 1) % CYCLE) {
    case 0:
    case 3:
      return { op: 'put', path: own(each, 'Diary'), content: text('Diary') };
    case 1:
      return { op: 'put', path: own(each, `Note_${round}`), content: text('Note') };
    case 2:
      return { op: 'edit', path: SHARED, oldText: line(writer, round), newText: line(writer, round + 1) };
    case 4:
      return { op: 'move', path: own(each, `Note_${round}`), newPath: own(each, `Moved_${round}`) };
    case 5:
      // Its title changes, and with it the sidebar.
      return { op: 'put', path: own(each, 'Diary'), content: text(`Diary ${round}`) };
    case 6:
      return { op: 'put', path: own(each, `Kept_${round}`), content: text('Page') };
    default:
      return { op: 'delete', path: own(each, `Moved_${round}`) };
  }
}

/** Every page by its path, when each writer has made as many edits as `edits` says at its number. */
export function pagesAfter(edits: readonly number[]): Map<string, string> {
  const pages = new Map<string, string>();
  const apply = (change: WriteRequest['changes'][number]) => {
    const text = pages.get(change.path) ?? '';
    if (change.op === 'put') pages.set(change.path, change.content);
    if (change.op === 'edit') pages.set(change.path, text.replace(change.oldText, change.newText));
    if (change.op === 'move' || change.op === 'delete') pages.delete(change.path);
    if (change.op === 'move') pages.set(change.newPath, text);
  };
  for (const change of beginning(edits.length).changes) apply(change);
  for (const [writer, last] of edits.entries()) {
    for (let edit = 1; edit <= last; edit++) apply(changeOf({ writer, edit }));
  }
  return pages;
}

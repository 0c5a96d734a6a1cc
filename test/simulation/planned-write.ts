import type { WriteRequest } from '@holt/wiki';

/** Files as whole texts: what {@link expectFiles} works on. By file name, `Folder/Page.md`. */
export type Files = ReadonlyMap<string, string>;

const REDIRECTS = '_redirects';

/** A write that an agent wants to make, with what it must amount to whatever it is applied on. */
export interface PlannedWrite {
  /** Stands in the commit's message, and in the text that it brings. */
  id: string;
  request: WriteRequest;
  /** Of a page that is put on a base version: the line of the base that it replaces, and by which. */
  swap?: { from: string; to: string };
}

/** The line that only this write brings to a page. */
export function lineOf(id: string): string {
  return `line ${id};`;
}

/**
 * What a wiki's files must be after a write, given what they were before it: the meaning of the operations, written down a second
 * time and as simply as possible.
 *
 * @returns undefined when the write can't have been applied to these files
 */
export function expectFiles(before: Files, { request, swap }: PlannedWrite): Files | undefined {
  const files = new Map(before);
  let redirects = (before.get(REDIRECTS) ?? '').split('\n').filter((line) => line !== '');
  const come = (path: string) => {
    redirects = redirects.filter((line) => !line.startsWith(`/${path} `));
  };
  for (const change of request.changes) {
    const file = `${change.path}.md`;
    const old = files.get(file);
    switch (change.op) {
      case 'put': {
        const text = change.baseVersion === undefined ? change.content : swap && swapOnce(old, swap.from, swap.to);
        if (text === undefined) return undefined;
        files.set(file, text);
        come(change.path);
        break;
      }
      case 'edit': {
        const text = swapOnce(old, change.oldText, change.newText);
        if (text === undefined) return undefined;
        files.set(file, text);
        break;
      }
      case 'move':
        if (old === undefined || files.has(`${change.newPath}.md`)) return undefined;
        files.delete(file);
        files.set(`${change.newPath}.md`, old);
        come(change.newPath);
        redirects = redirects.map((line) =>
          line.replace(/ .*/, (to) => (to === ` /${change.path}` ? ` /${change.newPath}` : to)),
        );
        redirects.push(`/${change.path} /${change.newPath}`);
        break;
      case 'delete':
        if (!files.delete(file)) return undefined;
        break;
      case 'store':
        return undefined;
    }
  }
  if (redirects.length > 0) files.set(REDIRECTS, redirects.map((line) => `${line}\n`).join(''));
  else files.delete(REDIRECTS);
  return files;
}

/**
 * Whether files are as {@link expectFiles} says. After a rename, links to the page lead to its new path: which of them were known to the
 * writer is not asked here, only that nothing but links is otherwise.
 */
export function isAsExpected(expected: Files, files: Files, { request }: PlannedWrite): boolean {
  const isRename = request.changes.some(({ op }) => op === 'move');
  const shown = (text: string | undefined) => (isRename ? text?.replace(/\[\[.*?\]\]/g, '[[]]') : text);
  return expected.size === files.size && [...expected].every(([name, text]) => shown(files.get(name)) === shown(text));
}

function swapOnce(text: string | undefined, from: string, to: string): string | undefined {
  const parts = text?.split(from);
  return parts?.length === 2 ? parts.join(to) : undefined;
}

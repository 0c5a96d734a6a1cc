import type { Clone } from './clone.ts';
import { type RawObject, readCommit, readTree } from './git-object.ts';
import type { Files } from './planned-write.ts';

export interface HistoryEntry {
  oid: string;
  /** Of the write that made it. */
  id: string;
  parents: number;
  files: Files;
}

/** The first-parent history of what was cloned, oldest first, with all files at each commit. */
export function readHistory({ head, objects }: Clone): HistoryEntry[] {
  const history: HistoryEntry[] = [];
  const trees = new Map<string, [string, string][]>();
  const filesOf = (oid: string): [string, string][] => {
    let files = trees.get(oid);
    if (files === undefined) {
      files = readTree(read(objects, oid)).flatMap((entry) => {
        const name = entry.name.toString();
        if (entry.mode !== '40000') return [[name, read(objects, entry.oid).toString()] as [string, string]];
        return filesOf(entry.oid).map(([below, text]): [string, string] => [`${name}/${below}`, text]);
      });
      trees.set(oid, files);
    }
    return files;
  };
  for (let oid: string | undefined = head; oid !== undefined; ) {
    const { tree, parents, message } = readCommit(read(objects, oid));
    const id = /^Write (\S+)\n/.exec(message)?.[1] ?? '';
    history.push({ oid, id, parents: parents.length, files: new Map(filesOf(tree)) });
    oid = parents[0];
  }
  return history.reverse();
}

function read(objects: ReadonlyMap<string, RawObject>, oid: string): Buffer {
  return objects.get(oid)?.content ?? Buffer.alloc(0);
}

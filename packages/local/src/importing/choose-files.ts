import { foldPath } from '@holt/edge';
import { encodeBlob } from '@holt/git';
import type { RefusedFile, ScannedFile } from './scan-folder.ts';

export interface ChosenFiles {
  /** To be written. */
  changed: ScannedFile[];
  /** Already in the wiki, or changed there and not in the folder since the last import. */
  unchanged: ScannedFile[];
  refused: RefusedFile[];
}

/**
 * Chooses what an import writes: what the folder changed since the last import. What the wiki changed since then is kept, and a
 * file that both changed is refused, so that an import never undoes what an agent wrote.
 *
 * @param current path → blob oid of every file in the wiki
 * @param imported path → blob oid as an import last wrote it
 */
export function chooseFiles(
  files: readonly ScannedFile[],
  current: ReadonlyMap<string, string>,
  imported: ReadonlyMap<string, string>,
): ChosenFiles {
  const chosen: ChosenFiles = { changed: [], unchanged: [], refused: [] };
  const spellings = new Map<string, string>();
  for (const path of current.keys()) learn(spellings, path);
  for (const file of files) {
    const { path, source } = file;
    const { oid } = encodeBlob(file.content);
    const now = current.get(path);
    const known = imported.get(path);
    const other = otherSpelling(spellings, path);
    if (other !== undefined) {
      chosen.refused.push({ source, reason: `Its path differs only by case, Unicode form or spaces from ${other}.` });
      continue;
    }
    if (oid === now || oid === known) chosen.unchanged.push(file);
    else if (now === undefined || now === known) chosen.changed.push(file);
    else {
      chosen.refused.push({
        source,
        reason: 'The wiki has other text there that no import wrote. Make both the same, or remove it from the wiki.',
      });
      continue;
    }
    learn(spellings, path);
  }
  return chosen;
}

/** Remembers how a path and the folders above it are spelt. */
function learn(spellings: Map<string, string>, path: string): void {
  for (const part of partsOf(path)) if (!spellings.has(foldPath(part))) spellings.set(foldPath(part), part);
}

function otherSpelling(spellings: ReadonlyMap<string, string>, path: string): string | undefined {
  for (const part of partsOf(path)) {
    const spelt = spellings.get(foldPath(part));
    if (spelt !== undefined && spelt !== part) return spelt;
  }
  return undefined;
}

/** `a/b/c` → `a`, `a/b`, `a/b/c` */
function partsOf(path: string): string[] {
  const segments = path.split('/');
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}

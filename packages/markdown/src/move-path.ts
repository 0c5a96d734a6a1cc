import { toPagePath } from '@holt/edge';
import { folderOf, joinPath, type LinkTarget } from './resolve-link.ts';

/** What moved. */
export interface Move {
  /** The page that the link is on. */
  path: string;
  /** Where that page is now: the same when it did not move. */
  newPath: string;
  /** Where any page is now. */
  newPathOf: (page: string) => string;
}

/** A link's path as it is written. */
export interface WrittenPath {
  /** Decoded. */
  path: string;
  isRelative: boolean;
  /** How a path is written; the first way that leads to the right place is taken. */
  encodings: readonly ((path: string) => string)[];
  /** Where an encoded path leads from a page. */
  resolve: (encoded: string, page: string) => LinkTarget;
}

/**
 * A link's path, written anew in its own form: relative or from the root, with `./` or without, with `.md` or without.
 * @returns `undefined` where it leads to the right place as it is, leads to none, or can't be written in its form
 */
export function movePath(written: WrittenPath, target: LinkTarget, move: Move): string | undefined {
  const wanted: LinkTarget = target.kind === 'page' ? { kind: 'page', path: move.newPathOf(target.path) } : target;
  const { path, isRelative, encodings, resolve } = written;
  const leadsThere = (encoded: string) => isSame(resolve(encoded, move.newPath), wanted);
  if (leadsThere(encodings[0]?.(path) ?? path)) return undefined;
  const full =
    wanted.kind === 'page' && !isSame(target, wanted)
      ? wanted.path + (/\.md$/i.exec(path)?.[0] ?? '')
      : joinPath(isRelative ? folderOf(move.path) : '', path);
  for (const spelled of [full, `${full}.md`]) {
    const anew = isRelative
      ? relativePath(folderOf(move.newPath), spelled, path.startsWith('./') || path.startsWith('../'))
      : `${path.startsWith('/') ? '/' : ''}${spelled}`;
    for (const encode of encodings) if (leadsThere(encode(anew))) return encode(anew);
  }
  return undefined;
}

function isSame(one: LinkTarget, other: LinkTarget): boolean {
  if (one.kind === 'dash') return other.kind === 'dash' && other.name === one.name;
  if (one.kind !== 'page' && one.kind !== 'file') return false;
  return other.kind === one.kind && other.path === one.path;
}

/** @param hasDot whether a path that leads into the folder begins with `./` */
function relativePath(folder: string, path: string, hasDot: boolean): string {
  const from = folder === '' ? [] : folder.split('/');
  const to = path === '' ? [] : path.split('/');
  let shared = 0;
  // The last segment is no folder, even where it is named like one.
  while (shared < from.length && shared < to.length - 1 && from[shared] === toPagePath(to[shared] ?? '')) shared++;
  const up = '../'.repeat(from.length - shared);
  const down = to.slice(shared).join('/');
  return up === '' && (hasDot || down === '') ? `./${down}` : up + down;
}

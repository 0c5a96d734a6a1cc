import { type MainName, SEARCH_FORMAT, type SearchRoot, withMain } from '@holt/search';
import type { Place } from './is-on-line.ts';

/** How long a main part stays that another has replaced, for readers who have begun with it, in milliseconds. */
const READERS_GRACE_MS = 60 * 60 * 1000;
/** Where more than these are put aside within that time, the oldest go. */
const MAX_FORMER = 64;

interface Replacing {
  /** Main parts that no root is known to name, though some may have. */
  others: readonly string[];
  nowMs: number;
}

/**
 * A root with another main part in force, and the one before put aside.
 * @returns undefined when the one before is as new
 */
export function rootWithMain(root: SearchRoot, main: MainName, replacing: Replacing): SearchRoot | undefined {
  return withMain(root, main, former(root, replacing));
}

/**
 * A root that trusts nothing that was there: all pages are in the main part.
 *
 * @param current what it replaces
 * @param head HEAD, read after what is replaced: what has come since the main part was begun may lie in that
 */
export function newRoot(
  main: MainName,
  {
    current,
    head,
    ...replacing
  }: Replacing & { current: SearchRoot | undefined; head: { generation: number; oid: string } },
): SearchRoot {
  const { generation, revision } = main;
  return {
    format: SEARCH_FORMAT,
    generation,
    revision,
    main,
    former: former(current, replacing),
    changed: [],
    ...(head.oid !== revision && { missingUpTo: head.generation }),
  };
}

/**
 * What of a root holds where the history may have been replaced: generations say what covers what only on one line. The main part, if it
 * is on it, and what changed since, if that is. Otherwise what is put next has to bring all changes that are on the line.
 *
 * @param isOn whether the line has a commit at its place
 * @returns the same root where all of it holds
 */
export async function rootOnLine(
  root: SearchRoot,
  isOn: (place: Place) => boolean | Promise<boolean>,
  nowMs: number,
): Promise<SearchRoot> {
  const { main } = root;
  const nothing = { format: SEARCH_FORMAT, changed: [] };
  if (main !== undefined && !(await isOn(main))) {
    return { ...nothing, generation: 0, revision: '', former: former(root, { others: [], nowMs }) };
  }
  if (await isOn(root)) return root;
  const { generation, revision } = main ?? { generation: 0, revision: '' };
  return { ...nothing, generation, revision, ...(main && { main }), former: root.former };
}

function former(root: SearchRoot | undefined, { others, nowMs }: Replacing): SearchRoot['former'] {
  const known = root?.former ?? [];
  const names = new Set(known.map(({ name }) => name));
  const added = [...(root?.main === undefined ? [] : [root.main.name]), ...others].filter((name) => !names.has(name));
  return [...known, ...added.map((name) => ({ name, until: nowMs + READERS_GRACE_MS }))].slice(-MAX_FORMER);
}

import { canonicalEntry, isEntry } from './check-entry.ts';
import { SearchError } from './errors.ts';
import { MAX_ENTRY_PATH_BYTES, ROOT_NAME, SEARCH_FORMAT } from './names.ts';
import { parseJson } from './parse-json.ts';
import type { MainName, RecentPage, SearchRoot } from './types.ts';

/** What a root takes as JSON, in bytes. */
export const MAX_ROOT_BYTES = 96 * 1024;
/** What an entry may take to be carried in the root, in bytes of JSON. */
export const MAX_CARRIED_BYTES = 16 * 1024;
/** A root that takes more than this is to be folded. */
const FOLD_BYTES = 48 * 1024;
/** With more pages whose texts are not carried it is, too: a reader loads each of these. */
const FOLD_APART = 2;
/** What the pages take without their texts. */
const MAX_LISTED_BYTES = 48 * 1024;

export interface MergeOptions {
  /**
   * The generation up to which all changes were merged before: the given ones are all that came after. 0: they are all that ever
   * were. A root that doesn't reach it has a gap, and says so.
   */
  since: number;
}

/** Two roots of the same content are the same bytes. */
export function encodeRoot({ format, generation, revision, main, former, changed, missingUpTo }: SearchRoot): string {
  const head = { format, generation, revision, ...(main && { main: canonicalMain(main) }) };
  const missing = missingUpTo === undefined ? {} : { missingUpTo };
  const formerOnes = former.map(({ name, until }) => ({ name, until }));
  return `${JSON.stringify({ ...head, former: formerOnes, ...missing, changed: changed.map(canonicalPage) })}\n`;
}

/**
 * A root of another format gives one that knows nothing but up to where that one knew everything.
 * @throws SearchError `damaged` for what {@link encodeRoot} didn't write
 */
export function decodeRoot(bytes: Uint8Array): SearchRoot {
  const value = parseJson(ROOT_NAME, bytes);
  if (!isRef(value) || !Number.isSafeInteger(value.format)) throw damaged();
  const { generation, revision } = value;
  if (value.format !== SEARCH_FORMAT) {
    return { format: SEARCH_FORMAT, generation, revision, former: [], changed: [], missingUpTo: generation };
  }
  const { main, former, changed, missingUpTo } = value;
  if (!isOptional(main, isMain) || !isOptional(missingUpTo, Number.isSafeInteger)) throw damaged();
  if (!Array.isArray(former) || !former.every(isFormer)) throw damaged();
  if (!Array.isArray(changed) || !changed.every(isRecentPage)) throw damaged();
  return {
    format: SEARCH_FORMAT,
    generation,
    revision,
    ...(main !== undefined && { main: canonicalMain(main as MainName) }),
    former: former.map(({ name, until }) => ({ name, until })),
    changed: changed.map(canonicalPage),
    ...(missingUpTo !== undefined && { missingUpTo: missingUpTo as number }),
  };
}

/**
 * A root that knows these changes, too: of each page the newer one counts, and what the main part has is left out. Where there is no
 * room for all, the newest changes come first: older ones lose their text, and then their place, which `missingUpTo` tells. The order of merges
 * makes no difference to which changes it knows, and to the rest only where room runs out. No merge gives bytes that the root
 * had before.
 *
 * @param root undefined: there is none
 * @param changes each of a generation up to the head's
 * @param head up to where the changes reach
 * @returns undefined when the root has all of it already
 */
export function mergeChanges(
  root: SearchRoot | undefined,
  changes: readonly RecentPage[],
  head: { generation: number; revision: string },
  { since }: MergeOptions,
): SearchRoot | undefined {
  const reached = root?.generation ?? 0;
  const main = root?.main;
  const pages = new Map((root?.changed ?? []).map((page) => [page.path, page]));
  for (const change of changes) pages.set(change.path, newerOf(pages.get(change.path), change));
  const newest = reached >= head.generation && root !== undefined ? root : head;
  const gap = reached < since ? since : 0;
  const merged = settle(
    {
      format: SEARCH_FORMAT,
      generation: newest.generation,
      revision: newest.revision,
      ...(main && { main }),
      former: root?.former ?? [],
      changed: [...pages.values()],
    },
    Math.max(root?.missingUpTo ?? 0, gap),
  );
  return root !== undefined && encodeRoot(merged) === encodeRoot(root) ? undefined : merged;
}

/**
 * A root whose main part is another: what that covers is dropped.
 *
 * @param former what is kept of earlier main parts
 * @returns the root; undefined when its main part is as new already
 */
export function withMain(root: SearchRoot, main: MainName, former: SearchRoot['former']): SearchRoot | undefined {
  if (root.main !== undefined && root.main.generation >= main.generation) return undefined;
  const newest = root.generation >= main.generation ? root : main;
  const { generation, revision } = newest;
  return settle({ ...root, generation, revision, main, former }, root.missingUpTo ?? 0);
}

/**
 * Whether a fold has something to do.
 * @param bytes of the root as it is stored
 * @param nowMs since the epoch
 */
export function isFoldDue(root: SearchRoot, bytes: Uint8Array, nowMs: number): boolean {
  return (
    bytes.length > FOLD_BYTES ||
    root.missingUpTo !== undefined ||
    hasMuchApart(root) ||
    // It was no longer to be trusted: readers have nothing but what changed.
    (root.main === undefined && root.former.length > 0) ||
    root.former.some(({ until }) => until <= nowMs)
  );
}

/** A page whose entry has no address can't be loaded at all. */
function hasMuchApart({ changed }: SearchRoot): boolean {
  const apartOnes = changed.filter(({ isApart }) => isApart === true);
  return apartOnes.length > FOLD_APART || apartOnes.some(({ path }) => byteLength(path) > MAX_ENTRY_PATH_BYTES);
}

/** Drops what the main part has, brings the pages in order and keeps of them what has room. */
function settle(root: SearchRoot, missing: number): SearchRoot {
  const { missingUpTo: _, ...rest } = root;
  const covered = root.main?.generation ?? 0;
  const fresh = root.changed.filter(({ generation }) => generation > covered).map(measure);
  // Each has its place in this order whatever else is there, so only newer ones can take its room.
  fresh.sort(({ page: a }, { page: b }) => b.generation - a.generation || compareCodeUnits(a.path, b.path));

  let listed = 0;
  let missingUpTo = missing;
  const kept = fresh.filter(({ page, listedBytes }) => {
    if (listed + listedBytes > MAX_LISTED_BYTES) {
      missingUpTo = Math.max(missingUpTo, page.generation);
      return false;
    }
    listed += listedBytes;
    return true;
  });
  const frame = { ...rest, changed: [], ...(missingUpTo > covered && { missingUpTo }) };
  let room = MAX_ROOT_BYTES - byteLength(encodeRoot(frame)) - listed;
  const changed = kept.map(({ page, textBytes }) => {
    if (textBytes > Math.min(room, MAX_CARRIED_BYTES)) return apart(page);
    room -= textBytes;
    return page;
  });
  return { ...frame, changed: changed.sort((a, b) => compareCodeUnits(a.path, b.path)) };
}

/** What a page takes in the root, in bytes: without its entry, and what that adds. */
function measure(page: RecentPage): { page: RecentPage; listedBytes: number; textBytes: number } {
  const isThere = page.entry !== undefined || page.isApart === true;
  const listedBytes = byteLength(JSON.stringify(isThere ? apart(page) : page)) + 1;
  const textBytes = page.entry === undefined ? 0 : byteLength(JSON.stringify(page)) + 1 - listedBytes;
  return { page, listedBytes, textBytes };
}

/** Of the same generation, what has lost its text stays without: so no merge can bring back what another took away. */
function newerOf(known: RecentPage | undefined, change: RecentPage): RecentPage {
  if (known === undefined || change.generation > known.generation) return change;
  return known.generation === change.generation && change.isApart === true ? change : known;
}

function apart({ path, generation }: RecentPage): RecentPage {
  return { path, generation, isApart: true };
}

function canonicalPage({ path, generation, entry, isApart }: RecentPage): RecentPage {
  if (entry !== undefined) return { path, generation, entry: canonicalEntry(entry) };
  return { path, generation, ...(isApart && { isApart }) };
}

function canonicalMain({ name, generation, revision }: MainName): MainName {
  return { name, generation, revision };
}

function damaged(): SearchError {
  return new SearchError('damaged', ROOT_NAME, `${ROOT_NAME} of the search index has another shape`);
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRef(value: unknown): value is Fields & { generation: number; revision: string } {
  return isFields(value) && isCount(value.generation) && typeof value.revision === 'string';
}

function isMain(value: unknown): value is MainName {
  return isRef(value) && typeof value.name === 'string';
}

function isFormer(value: unknown): value is { name: string; until: number } {
  return isFields(value) && typeof value.name === 'string' && Number.isFinite(value.until);
}

function isRecentPage(value: unknown): value is RecentPage {
  if (!isFields(value) || typeof value.path !== 'string' || !isCount(value.generation)) return false;
  if (value.isApart !== undefined && (value.isApart !== true || value.entry !== undefined)) return false;
  return value.entry === undefined || isEntry(value.entry);
}

function isOptional(value: unknown, isValid: (value: unknown) => boolean): boolean {
  return value === undefined || isValid(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function compareCodeUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

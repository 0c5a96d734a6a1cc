import { listMainKeys, listMains, numberOfMain } from './main-names.ts';
import { mapLimit } from './map-limit.ts';
import { putRoot, readRoot } from './stored-root.ts';
import type { WikiContext } from './wiki-context.ts';

const PARALLEL = 16;
const MAX_TRIES = 10;

/**
 * Removes main parts that nobody needs any more: those put aside whose time is over, and those that a fold has left behind, which are
 * neither in force nor put aside and older than the one in force. Costs two requests when there are none.
 *
 * What any root allows to be removed is in force in no later root, so it does not matter how old the root is that was read, nor how
 * late a removal is carried out: what was put aside does not come back; and a fold whose folder is older than the part in force has
 * begun from another root than the one in force came from, so that it will not get its folder into any. What a fold puts into a folder that
 * is gone is found by the next cleaning.
 *
 * @returns how many objects were removed
 * @throws StorageError
 */
export async function cleanIndex(context: WikiContext): Promise<number> {
  const { clock } = context;
  const [{ root }, names] = await Promise.all([readRoot(context), listMains(context)]);
  const { main, former = [] } = root ?? {};
  // Without one in force, any of them may be on its way to be.
  if (main === undefined) return 0;
  const nowMs = clock.now();
  const kept = new Set([main.name, ...former.filter(({ until }) => until > nowMs).map(({ name }) => name)]);
  const over = new Set(former.map(({ name }) => name).filter((name) => !kept.has(name)));
  const isLeft = (name: string) => !kept.has(name) && numberOfMain(name) < numberOfMain(main.name);
  const removed = new Set([...over, ...names.filter(isLeft)]);
  let objects = 0;
  for (const name of removed) objects += await removeMain(context, name);
  if (over.size > 0) await forget(context, over);
  return objects;
}

/** Takes main parts out of those that the root says were put aside. Where others always come first, the next cleaning does it. */
async function forget(context: WikiContext, names: ReadonlySet<string>): Promise<void> {
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    const current = await readRoot(context);
    const left = current.root?.former.filter(({ name }) => !names.has(name)) ?? [];
    if (current.root === undefined || left.length === current.root.former.length) return;
    if (await putRoot(context, { ...current.root, former: left }, current)) return;
  }
}

/** Removes a main part that is not in force, and never will be. @returns how many objects it had */
export async function removeMain(context: Pick<WikiContext, 'wiki' | 'store'>, name: string): Promise<number> {
  const keys = await listMainKeys(context, name);
  await mapLimit(keys, PARALLEL, (key) => context.store.delete(key));
  return keys.length;
}

import { fragmentsPrefix } from '@holt/edge';
import { mainPrefix, type SearchRoot } from '@holt/search';
import type { WikiContext } from './wiki-context.ts';

/**
 * The names of main parts that have folders in the store, in force, put aside, under way or left behind, in no order.
 * Costs a request for a thousand of them.
 */
export async function listMains(context: Pick<WikiContext, 'wiki' | 'store'>): Promise<string[]> {
  const prefix = keyPrefix(context, '').slice(0, -1);
  const names: string[] = [];
  let startAfter: string | undefined;
  do {
    const page = await context.store.list({ prefix, delimiter: '/', ...(startAfter !== undefined && { startAfter }) });
    names.push(...page.prefixes.map((found) => found.slice(prefix.length, -1)));
    startAfter = page.next;
  } while (startAfter !== undefined);
  return names;
}

/** The keys of what a main part has in the store. */
export async function listMainKeys(context: Pick<WikiContext, 'wiki' | 'store'>, name: string): Promise<string[]> {
  const prefix = keyPrefix(context, name);
  const keys: string[] = [];
  let startAfter: string | undefined;
  do {
    const page = await context.store.list({ prefix, ...(startAfter !== undefined && { startAfter }) });
    keys.push(...page.objects.map(({ key }) => key));
    startAfter = page.next;
  } while (startAfter !== undefined);
  return keys;
}

/**
 * A name that no main part has had, with a number above those of all that were in force before: HEAD's generation, or more where
 * HEAD was set back.
 *
 * @param others what there is besides the one in force; matters where none is known to be
 */
export function nameMain(
  { random }: Pick<WikiContext, 'random'>,
  generation: number,
  root: SearchRoot | undefined,
  others: readonly string[],
): string {
  const taken = [...(root?.main === undefined ? [] : [root.main.name]), ...others].map(numberOfMain);
  const number = Math.max(generation, ...taken.map((other) => other + 1));
  return `${number}-${Buffer.from(random.bytes(4)).toString('hex')}`;
}

/** How main parts follow each other; -1 for what is no name of one. */
export function numberOfMain(name: string): number {
  const [, digits] = /^(\d{1,15})-[0-9a-f]{8}$/.exec(name) ?? [];
  return digits === undefined ? -1 : Number(digits);
}

function keyPrefix({ wiki }: Pick<WikiContext, 'wiki'>, name: string): string {
  return `${fragmentsPrefix(wiki.owner, wiki.name)}-/${mainPrefix(name)}`;
}

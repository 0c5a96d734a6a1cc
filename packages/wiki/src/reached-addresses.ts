import { HOME_PAGE } from '@holt/edge';
import type { Oid } from '@holt/git';
import type { MayRead } from './may-read.ts';
import { redirectsOfTree } from './read-redirects.ts';
import type { Redirects } from './redirects.ts';
import { namesOf } from './stand-ins.ts';
import type { WikiContext } from './wiki-context.ts';

/** What leads on from an address that no page has. */
export interface WaysOn {
  /** The names of the pages that a reader may know of: by them a bare `[[name]]` arrives. */
  names: ReadonlySet<string>;
  redirects: Redirects;
}

/**
 * The redirects of a revision, by its tree, between paths that a reader may know of: any other is as if it were not there.
 *
 * @throws as reading trees and blobs
 */
export async function redirectsFor(context: WikiContext, tree: Oid, mayRead: MayRead): Promise<Redirects> {
  const redirects = await redirectsOfTree(context, tree);
  return new Map([...redirects].filter(([from, to]) => mayRead(from) && mayRead(to)));
}

/** The bare names by which pages are reached. */
export function allNames(pages: Iterable<{ path: string; title: string }>): Set<string> {
  const names = new Set<string>();
  for (const { path, title } of pages) for (const name of namesOf(path, title)) names.add(name);
  return names;
}

/**
 * Where a link to an address that no page has leads on: the path of a page that is to be there, `true` for a name that pages have or the
 * wiki's own address, which always leads somewhere. Undefined: nowhere.
 */
export function wayOnFrom(address: string, { names, redirects }: WaysOn): string | true | undefined {
  return redirects.get(address) ?? (address === HOME_PAGE || names.has(address) ? true : undefined);
}

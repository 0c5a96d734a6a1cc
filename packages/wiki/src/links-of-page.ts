import type { Oid } from '@holt/git';
import { findLinks } from '@holt/markdown';
import { readPageState } from './page-state-store.ts';
import { readText } from './render-version.ts';
import type { WikiContext } from './wiki-context.ts';

/**
 * The paths of the pages that a version of a page links to, each once, whether a page is there or not: from its published state, or where
 * that is of another version, from its text.
 *
 * @throws as reading the state and the text
 */
export async function linksOfPage(
  context: WikiContext,
  { path, version }: { path: string; version: Oid },
): Promise<readonly string[]> {
  const { state } = await readPageState(context, path);
  return state?.version === version ? state.links : linksInText(context, path, version);
}

/** The same, from the text alone. */
export async function linksInText(context: WikiContext, path: string, version: Oid): Promise<string[]> {
  const { titleFirst } = context.wiki;
  const links = findLinks(await readText(context, version), path, { titleFirst });
  return [
    ...new Set(links.filter(({ kind, target }) => kind === 'page' && target !== path).map(({ target }) => target)),
  ];
}

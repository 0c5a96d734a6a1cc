import type { Oid } from '@holt/git';
import type { RenderedPage } from '@holt/markdown';
import { encodeEntry, entryName, type SearchEntry } from '@holt/search';
import { SHELL_VERSION } from '@holt/site';
import { type Artifact, JSON_TYPE, PAGE_CACHE_CONTROL } from './artifact.ts';
import { isAddress } from './page-view-artifacts.ts';
import { renderVersion } from './render-version.ts';
import { indexKey } from './stored-root.ts';
import type { WikiContext } from './wiki-context.ts';

/** What names a page's entry: the entry is a pure function of it, and of the texts that the wiki keeps. */
export interface EntryOf {
  path: string;
  /** The page's blob. */
  version: Oid;
  /** Of the commit that made the page what it is. */
  generation: number;
}

/**
 * A page as it is searched, rendered from git.
 * @throws GitError
 */
export async function renderEntry(context: WikiContext, page: EntryOf): Promise<SearchEntry> {
  return toEntry(page, await renderVersion(context, page.path, page.version));
}

/** The same of a page that is rendered already. Its texts are well-formed: escapes and cuts may leave half a surrogate pair. */
export function toEntry({ path, version, generation }: EntryOf, rendered: RenderedPage): SearchEntry {
  const { hasTitleHeading, plainText } = rendered;
  const title = rendered.title.toWellFormed();
  const tags = rendered.tags.map((tag) => tag.toWellFormed());
  const headings = plainText.headings.map(({ id, text, offset }) => ({
    slug: id.toWellFormed(),
    text: text.toWellFormed(),
    offset,
  }));
  const [first] = headings;
  // What is under it is under the page's title.
  if (hasTitleHeading && first?.text === title && first.offset === 0) headings.shift();
  return { path: path.toWellFormed(), title, version, generation, tags, headings, text: plainText.text.toWellFormed() };
}

/** The keys of what {@link entryArtifacts} makes: none where the path is too long for that address. */
export function entryKeys(context: Pick<WikiContext, 'wiki'>, path: string): string[] {
  const name = entryName(path);
  return isAddress(name.slice(name.indexOf('/') + 1)) ? [indexKey(context, name)] : [];
}

/**
 * A page's entry; without a version, what stays in its place. Its bytes name its generation, so no condition that they meet becomes
 * true again.
 *
 * @param entry undefined: the page is gone
 */
export function entryArtifacts(
  context: Pick<WikiContext, 'wiki'>,
  { path, version, generation }: Omit<EntryOf, 'version'> & { version: Oid | undefined },
  entry: () => Promise<SearchEntry>,
): Artifact[] {
  const common = { contentType: JSON_TYPE, cacheControl: PAGE_CACHE_CONTROL, generation, shell: SHELL_VERSION };
  return entryKeys(context, path).map((key) =>
    version === undefined
      ? { ...common, key, body: `${JSON.stringify({ path, generation })}\n`, deleted: true }
      : { ...common, key, body: async () => encodeEntry(await entry()), version },
  );
}

import {
  type MayRead,
  type Page,
  type PageLinks,
  pageNotFound,
  WikiError,
  type WikiInfo,
  type Wikis,
} from '@holt/wiki';
import { limitsOf, mayRead, openForReading } from './access.ts';
import type { Caller } from './caller.ts';

/** What is wrong with a request whatever pages there are. */
const TOLD_ANYWAY: readonly string[] = ['invalid-path', 'revision-not-found'];

export interface ReadOptions {
  /** Default: HEAD. */
  revision?: string;
  /** Whether to look up the links, too. */
  withLinks?: boolean;
}

/**
 * Reads a page. One that the caller may not read is answered as one that is not there.
 *
 * @throws ToolError `wiki-not-found`
 * @throws WikiError `invalid-wiki`, `invalid-path`, `page-not-found`, `revision-not-found`
 */
export async function readIfAllowed(
  wikis: Wikis,
  caller: Caller,
  wikiId: string,
  path: string,
  { revision, withLinks = false }: ReadOptions = {},
): Promise<{ wiki: WikiInfo; page: Page; links?: PageLinks }> {
  const wiki = await openForReading(wikis, caller, wikiId);
  const readable: MayRead = (path) => mayRead(caller, wiki, path);
  const options = { ...limitsOf(caller, wiki), ...(revision === undefined ? {} : { revision }) };
  if (readable(path)) {
    const [page, links] = await Promise.all([
      wiki.readPage(path, options),
      // That there is no page is told by the other.
      withLinks ? wiki.links(path, { mayRead: readable }).catch(ignoreNotFound) : undefined,
    ]);
    return { wiki, page, ...(links === undefined ? {} : { links }) };
  }
  try {
    // So that the same requests are made, and the same is said of a bad revision, as for a page that is not there.
    await wiki.readPage(path, options);
  } catch (error) {
    if (error instanceof WikiError && TOLD_ANYWAY.includes(error.code)) throw error;
  }
  throw pageNotFound(wiki, path, revision);
}

function ignoreNotFound(error: unknown): undefined {
  if (error instanceof WikiError && (error.code === 'page-not-found' || error.code === 'invalid-path')) return;
  throw error;
}

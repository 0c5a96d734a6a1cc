import { type Page, pageNotFound, WikiError, type Wikis } from '@holt/wiki';
import { mayRead, openForReading } from './access.ts';
import type { Caller } from './caller.ts';

/** What is wrong with a request whatever pages there are. */
const TOLD_ANYWAY: readonly string[] = ['invalid-path', 'revision-not-found'];

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
  revision?: string,
): Promise<Page> {
  const wiki = await openForReading(wikis, caller, wikiId);
  const read = () => wiki.readPage(path, revision === undefined ? {} : { revision });
  if (mayRead(caller, wiki, path)) {
    return read().catch((error) => {
      throw isToldOf(error, (newPath) => mayRead(caller, wiki, newPath)) ? error : pageNotFound(wiki, path, revision);
    });
  }
  try {
    // So that the same requests are made, and the same is said of a bad revision, as for a page that is not there.
    await read();
  } catch (error) {
    if (error instanceof WikiError && TOLD_ANYWAY.includes(error.code)) throw error;
  }
  throw pageNotFound(wiki, path, revision);
}

/** Whether an error names no path that the caller may not know of: the one that a page has been renamed to. */
function isToldOf(error: unknown, mayKnow: (path: string) => boolean): boolean {
  return !(error instanceof WikiError && typeof error.data.newPath === 'string') || mayKnow(error.data.newPath);
}

import { allows } from '@holt/edge';
import { parseWikiId, type Wiki, WikiError, type WikiId, type WikiInfo, type Wikis } from '@holt/wiki';
import type { Caller } from './caller.ts';
import { ToolError } from './errors.ts';

/**
 * Opens a wiki that the caller may read.
 *
 * @throws ToolError `wiki-not-found`, the same whether there is no such wiki or the caller may not know of it
 * @throws WikiError `invalid-wiki`
 */
export async function openForReading(wikis: Wikis, caller: Caller, id: string): Promise<Wiki> {
  const wiki = parseWikiId(id);
  try {
    if (mayRead(caller, wiki) || mayRead(caller, await wikis.info(id))) return await wikis.open(id);
  } catch (error) {
    if (!(error instanceof WikiError && error.code === 'wiki-not-found')) throw error;
  }
  throw new ToolError(
    'wiki-not-found',
    `There is no wiki "${id}" that you may read. Call list_wikis to see the wikis.`,
    {
      wiki: id,
    },
  );
}

/**
 * Opens a wiki that the caller may read and write: a writer is shown the pages that its write meets.
 *
 * @throws ToolError `wiki-not-found`, `write-not-allowed`
 * @throws WikiError `invalid-wiki`
 */
export async function openForWriting(wikis: Wikis, caller: Caller, id: string): Promise<Wiki> {
  const wiki = await openForReading(wikis, caller, id);
  if (mayWrite(caller, wiki)) return wiki;
  throw new ToolError(
    'write-not-allowed',
    `Your token may read ${id} but not write it. Nothing was changed. Ask the person who connected you for a token with write scope for this wiki.`,
    { wiki: id },
  );
}

export function mayRead(caller: Caller, wiki: WikiId | WikiInfo): boolean {
  return allows(caller, 'public' in wiki ? wiki : undefined, wiki.owner, wiki.name, 'read');
}

export function mayWrite(caller: Caller, wiki: WikiId): boolean {
  return allows(caller, undefined, wiki.owner, wiki.name, 'write');
}

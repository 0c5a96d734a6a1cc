import { checkWikiId } from '@holt/edge';
import { WikiError } from './errors.ts';

export interface WikiId {
  /** `owner/name` */
  id: string;
  owner: string;
  name: string;
}

/** @throws WikiError `invalid-wiki` */
export function parseWikiId(id: string): WikiId {
  const reason = checkWikiId(id);
  if (reason !== '') throw new WikiError('invalid-wiki', `"${id.slice(0, 100)}" can't name a wiki: ${reason}`, { id });
  const [owner, name] = id.split('/') as [string, string];
  return { id, owner, name };
}

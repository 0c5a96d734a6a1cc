import { WikiError } from '@holt/wiki';

/** That there is no attachment, or none that the caller may know of. */
export function fileNotFound(wikiId: string, path: string, revision?: string): WikiError {
  const where = revision === undefined ? wikiId : `${wikiId} at revision ${revision}`;
  return new WikiError(
    'file-not-found',
    `There is no attachment "${path}" in ${where}. Call list_attachments to find its path.`,
    { path },
  );
}

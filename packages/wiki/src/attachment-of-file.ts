import { checkFilePath, toPagePath } from '@holt/edge';
import { contentTypeOf } from '@holt/markdown';
import { pageOfFile } from './page-of-file.ts';
import { REDIRECTS_FILE } from './redirects.ts';

/**
 * The path under which a file that is no page is served. Undefined for a Markdown file under a name that no page may have: it is kept in
 * git and not served. And for the redirects, which name pages that not all may know of who may read the wiki's files: each is served at
 * its own address.
 */
export function attachmentOfFile(filePath: string): string | undefined {
  const path = toPagePath(filePath);
  return checkFilePath(path) !== '' || filePath === REDIRECTS_FILE ? undefined : path;
}

/** The path by whose rules a file may be read: a page's, or the file's own as its URL has it. */
export function pathOfFile(filePath: string): string {
  return pageOfFile(filePath) ?? toPagePath(filePath);
}

/** The content type of an attachment, by its name. */
export function attachmentType(path: string): string {
  return contentTypeOf(path) ?? 'application/octet-stream';
}

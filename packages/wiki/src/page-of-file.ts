import { checkPagePath, toPagePath } from '@holt/edge';

/** The page path of a file that is a page; undefined for attachments and for names that no page may have. */
export function pageOfFile(filePath: string): string | undefined {
  if (!filePath.endsWith('.md')) return undefined;
  const path = toPagePath(filePath.slice(0, -3));
  return checkPagePath(path) === '' ? path : undefined;
}

import { join } from 'node:path';

/*
 * Keys `a` and `a/b` may both exist, so an object's file is told from a folder by its suffix. A folder whose own name would
 * end like an object's file, or like an escaped folder, gets one more ending.
 */
const OBJECT_SUFFIX = '.obj';
const FOLDER_SUFFIX = '.dir';
const NEEDS_ESCAPE = /\.obj(?:\.dir)*$/;
const IS_ESCAPED = /\.obj(?:\.dir)+$/;

/** The file of an object below `root`. The key has been checked. */
export function objectPath(root: string, key: string): string {
  const segments = key.split('/');
  const leaf = segments.pop();
  return join(root, ...segments.map(folderName), `${leaf}${OBJECT_SUFFIX}`);
}

/** The folder below `root` that holds the keys beginning with `prefix`, which is empty or ends in `/`. */
export function folderPath(root: string, prefix: string): string {
  return join(root, ...prefix.split('/').slice(0, -1).map(folderName));
}

/** The key segment that an object's file stands for; undefined for a file that is none. */
export function leafSegment(fileName: string): string | undefined {
  return fileName.endsWith(OBJECT_SUFFIX) ? fileName.slice(0, -OBJECT_SUFFIX.length) : undefined;
}

/** The key segment that a folder stands for; undefined for a folder that is none. */
export function folderSegment(name: string): string | undefined {
  if (IS_ESCAPED.test(name)) return name.slice(0, -FOLDER_SUFFIX.length);
  return name.endsWith(OBJECT_SUFFIX) ? undefined : name;
}

function folderName(segment: string): string {
  return NEEDS_ESCAPE.test(segment) ? `${segment}${FOLDER_SUFFIX}` : segment;
}

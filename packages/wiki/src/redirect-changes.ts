import type { PublishedCommit } from './commit-summary.ts';
import { readRedirects } from './read-redirects.ts';
import { REDIRECTS_FILE } from './redirects.ts';
import type { WikiContext } from './wiki-context.ts';

/**
 * The paths whose redirect a commit changed: gave, took away or led elsewhere. Whether a page is there is not looked at.
 * @throws as reading a blob
 */
export async function redirectChanges(
  context: Pick<WikiContext, 'repository'>,
  { changes }: Pick<PublishedCommit, 'changes'>,
): Promise<string[]> {
  const file = changes.find(({ path }) => path === REDIRECTS_FILE);
  if (file === undefined) return [];
  const [before, after] = await Promise.all([readRedirects(context, file.old), readRedirects(context, file.new)]);
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path));
}

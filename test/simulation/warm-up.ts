import { beginWiki } from './begin-wiki.ts';
import { Bucket } from './bucket.ts';

/** Has libgit2 loaded, which takes files and threads: from here on production code is microtasks only. */
export async function warmUp(): Promise<void> {
  await beginWiki(new Bucket(), 0, true);
}

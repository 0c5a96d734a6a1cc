import { readdirSync, readFileSync } from 'node:fs';
import type { PageChange } from '@holt/wiki';
import { WikiError } from '@holt/wiki';
import type { LocalHolt } from './local-holt.ts';

const PAGES = new URL('../first-pages/', import.meta.url);

/**
 * Makes the first wiki with its pages, where it is missing or a stopped start left it without pages, and lets `/` lead to it
 * unless `/` leads elsewhere already.
 */
export async function makeFirstWiki(holt: LocalHolt, id: string, options: { public: boolean }): Promise<void> {
  try {
    await holt.wikis.create(id, options);
  } catch (error) {
    if (!(error instanceof WikiError && error.code === 'wiki-exists')) throw error;
  }
  const wiki = await holt.wikis.open(id);
  const { revision } = await wiki.listPages({ limit: 1 });
  if (revision === undefined) {
    await wiki.write({
      changes: firstPages(),
      author: { name: 'Holt', email: 'holt@users.holt.invalid' },
      message: 'Begin the wiki',
      idempotencyKey: 'first-pages',
    });
  }
  if ((await holt.keyValues.get('home')) === undefined) await holt.keyValues.update({ put: { home: `/${id}/` } });
}

/** A file's name is its page's path. */
function firstPages(): PageChange[] {
  return readdirSync(PAGES).map((file) => ({
    op: 'put',
    path: file.replace(/\.md$/, ''),
    content: readFileSync(new URL(file, PAGES), 'utf8'),
  }));
}

import type { ObjectStore } from '@holt/storage';
import type { PageChange } from '../page-change.ts';
import type { Wiki } from '../wiki.ts';
import { AUTHOR, openTestWikis } from './test-wiki.ts';

const put = (path: string, content: string): PageChange => ({ op: 'put', path, content });

/** A short history in which each kind of artifact comes, changes and goes. */
const SAMPLE_WRITES: readonly (readonly PageChange[])[] = [
  [put('Home', '# Home\n\n[[Topic]]\n'), put('Design/Topic', '# Topic\n\none\ntwo\nthree\n')],
  [
    put('Design/Deep/Note', '# A note\n'),
    { op: 'store', path: 'img/a b.png', content: new Uint8Array([1, 2, 3]) },
    { op: 'store', path: 'Old Name.md', content: new TextEncoder().encode('# Old\n') },
  ],
  [{ op: 'edit', path: 'Design/Topic', oldText: 'two', newText: '2' }],
  [put('Gone', '# Gone\n\nlast words\n'), put('Design/Gone_too', '# Gone too\n')],
  [
    { op: 'delete', path: 'Gone' },
    { op: 'delete', path: 'Design/Gone_too' },
  ],
  [{ op: 'move', path: 'Design/Deep/Note', newPath: 'Design/Memo' }],
  [{ op: 'store', path: 'img/c.png', content: new Uint8Array([4]) }],
  [{ op: 'store', path: 'img/c.png', content: null }, put('Design/Memo', '# Memo\n')],
];

/** Makes the public wiki `me/notes` with that history; one revision a write, oldest first. */
export async function makeSampleWiki(store: ObjectStore): Promise<{ wiki: Wiki; revisions: string[] }> {
  const wiki = await openTestWikis(store).create('me/notes', { public: true });
  const revisions: string[] = [];
  for (const changes of SAMPLE_WRITES) revisions.push((await wiki.write({ changes, author: AUTHOR })).revision);
  return { wiki, revisions };
}

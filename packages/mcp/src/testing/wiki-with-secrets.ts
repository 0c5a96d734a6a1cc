import type { Caller } from '../caller.ts';
import { START_SECONDS, startTestServer } from './test-server.ts';

export const ID = 'me/notes';

/** Stands in each path, title and text that only owners may read. */
export const SECRET = 'Sesame';

export const callerWith = (role: 'reader' | 'editor' | 'owner', more: Partial<Caller> = {}): Caller => ({
  subject: role,
  wikis: [`${ID}:${role}`],
  scope: ['read', 'write'],
  issuedAt: START_SECONDS,
  ...more,
});

const PAGES: [path: string, content: string][] = [
  ['Home', '# Home\n\nThe door has a lock. See [[Plan]] and [[Sesame/Door]].\n'],
  ['Plan', '---\ntags: [garden, 2026]\n---\n# The plan\n\n## Spring\n\nSow.\n\n## Autumn\n\nReap, see [[Nowhere]].\n'],
  ['Sesame/Door', '# Sesame opens\n\nThe door has a Sesame lock. See [[Plan]].\n'],
  ['Sesame/Plan', '---\ntags: garden\n---\n# The plan of Sesame\n\n[[Sesame/Nowhere]]\n'],
];

/** In `me/notes` two pages that every reader may read, and two of owners alone; each was written by a commit of its own, in this order. */
export async function startServerWithSecrets(options: Parameters<typeof startTestServer>[1] = {}) {
  const server = startTestServer(undefined, options);
  const wiki = await server.wikis.create(ID);
  const author = { name: 'Ada', email: 'ada@example.org' };
  const revisions: string[] = [];
  for (const [path, content] of PAGES) {
    const { revision } = await wiki.write({ changes: [{ op: 'put', path, content }], author, agent: 'scribe' });
    revisions.push(revision);
  }
  await server.access.setRules(ID, [['Sesame', 'owner']], { subject: 'me' });
  return { server, revisions };
}

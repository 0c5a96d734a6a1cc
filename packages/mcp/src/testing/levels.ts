import { type Level, type PathRule, type Role, settingsKey } from '@holt/edge';
import { MemoryObjectStore } from '@holt/storage';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Caller } from '../caller.ts';
import { call, START_SECONDS, startTestServer } from './test-server.ts';

export const ID = 'me/notes';
export const LEVELS: readonly Level[] = ['public', 'reader', 'editor', 'owner'];
/** Stands in the title and the text of each page that not everybody may read. */
export const SECRET = 'Sesame';
export const BY = { subject: 'me' };

export const NO = 'write-not-allowed';
export const NONE = 'page-not-found';

/** The folder of each level, by a rule. */
const RULES = LEVELS.map((level): PathRule => [`For_${level}`, level]);
const AUTHOR = { name: 'Me', email: 'me@example.org' };

export type Who = 'stranger' | Role;

export const callerWith = (who: Who, more: Partial<Caller> = {}): Caller => ({
  subject: who,
  wikis: [who === 'stranger' ? 'other/*:owner' : `${ID}:${who}`],
  scope: ['read', 'write'],
  issuedAt: START_SECONDS,
  ...more,
});

/** In `me/notes` two pages and a file in the folder of each level, and a page beside the folders. */
export async function startLevels({
  isPublic = false,
  rules = RULES,
}: {
  isPublic?: boolean;
  rules?: PathRule[];
} = {}) {
  const store = new MemoryObjectStore();
  const server = startTestServer(store);
  const wiki = await server.wikis.create(ID, { public: isPublic });
  /** @returns the page's version */
  const write = async (path: string, content: string): Promise<string> =>
    (await wiki.write({ changes: [{ op: 'put', path, content }], author: AUTHOR })).pages[0]?.version ?? '';
  for (const level of LEVELS) {
    const text = level === 'public' ? '# Open\n\nopen\n' : `# ${SECRET} ${level}\n\n${SECRET}\n`;
    await write(`For_${level}/Page`, text);
    await write(`For_${level}/Plan`, text);
  }
  await write('Top', '# Top\n');
  const content = new TextEncoder().encode(SECRET);
  const changes = LEVELS.map((level) => ({ op: 'store' as const, path: `For_${level}/file.txt`, content }));
  await wiki.write({ changes, author: AUTHOR });
  await server.access.setRules(ID, rules, BY);
  return {
    store,
    server,
    write,
    /** What tells whether anything was committed, or anything of the settings changed. */
    refAndSettings: async () => {
      const ref = await store.get(`git/${ID}/info/refs`);
      const settings = await store.get(settingsKey('me', 'notes'));
      return `${ref?.etag} ${settings?.etag}`;
    },
  };
}

export type LevelsServer = Awaited<ReturnType<typeof startLevels>>;

/** The code with which a call is refused, or `ok`. */
export async function codeOf(client: Client, tool: string, input: object): Promise<string> {
  const { isError, data } = await call(client, tool, { wiki: ID, ...input });
  return isError ? (data.error as { code: string }).code : 'ok';
}

export async function pathsListed(client: Client, input: object = {}): Promise<string[]> {
  const { data } = await call(client, 'list_pages', { wiki: ID, ...input });
  return (data.pages as { path: string }[]).map(({ path }) => path);
}

/** Of editors and owners; what is not allowed beside it is not done in part. */
const WRITE_TOP = { op: 'write', path: 'Top', content: '# Top of all\n' };
const fileAt = (path: string) => path.replace('Page', 'file.txt').replace(/Absent$/, 'absent.txt');

/** Calls of tools that name a path, by the path of a page in a level's folder; of attachments, the file beside it. */
export const CALLS: readonly [tool: string, input: (path: string) => object][] = [
  ['read_page', (path) => ({ path })],
  ['write_page', (path) => ({ path, content: 'new\n' })],
  ['edit_page', (path) => ({ path, old_text: '# ', new_text: '## ' })],
  ['edit_section', (path) => ({ path, where: 'append', content: 'more' })],
  ['set_properties', (path) => ({ path, properties: { status: 'new' } })],
  ['delete_page', (path) => ({ path })],
  ['restore_page', (path) => ({ path })],
  ['apply_changes', (path) => ({ changes: [WRITE_TOP, { op: 'append', path, content: 'more' }] })],
  ['read_attachment', (path) => ({ path: fileAt(path) })],
  ['upload_attachment', (path) => ({ path: fileAt(path), data: 'bmV3' })],
  ['delete_attachment', (path) => ({ path: fileAt(path) })],
  ['rename_page', (path) => ({ path, new_path: 'For_public/Renamed' })],
  ['rename_page to it', (path) => ({ path: 'For_public/Page', new_path: path.replace('Page', 'Other') })],
];

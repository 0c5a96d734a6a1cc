import { type Level, type PathRule, type Role, settingsKey } from '@holt/edge';
import { MemoryObjectStore, type ObjectStore } from '@holt/storage';
import { countingStore } from '@holt/storage/testing';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from './caller.ts';
import { call, connect, refusal, START_SECONDS, startTestServer, writer } from './testing/test-server.ts';

const ID = 'me/notes';
const LEVELS: readonly Level[] = ['public', 'reader', 'editor', 'owner'];
/** The folder of each level, by a rule. */
const RULES = LEVELS.map((level): PathRule => [`For_${level}`, level]);
/** Stands in the title and the text of each page that not everybody may read. */
const SECRET = 'Sesame';
const BY = { subject: 'me' };

type Who = 'stranger' | Role;

const callerWith = (who: Who, more: Partial<Caller> = {}): Caller => ({
  subject: who,
  wikis: [who === 'stranger' ? 'other/*:owner' : `${ID}:${who}`],
  scope: ['read', 'write'],
  issuedAt: START_SECONDS,
  ...more,
});

let store: ObjectStore;
let server: ReturnType<typeof startTestServer>;

async function write(path: string, content: string): Promise<string> {
  const wiki = await server.wikis.open(ID);
  const author = { name: 'Me', email: 'me@example.org' };
  return (await wiki.write({ changes: [{ op: 'put', path, content }], author })).pages[0]?.version ?? '';
}

const textOf = (level: string) => (level === 'public' ? '# Open\n\nopen\n' : `# ${SECRET} ${level}\n\n${SECRET}\n`);

/** In `me/notes` two pages in the folder of each level, and one beside the folders. */
async function makeWiki({ isPublic = false, rules = RULES }: { isPublic?: boolean; rules?: PathRule[] } = {}) {
  store = new MemoryObjectStore();
  server = startTestServer(store);
  await server.wikis.create(ID, { public: isPublic });
  for (const level of LEVELS) {
    await write(`For_${level}/Page`, textOf(level));
    await write(`For_${level}/Plan`, textOf(level));
  }
  await write('Top', '# Top\n');
  await server.access.setRules(ID, rules, BY);
}

const codeOf = async (client: Client, tool: string, input: object): Promise<string> => {
  const { isError, data } = await call(client, tool, { wiki: ID, ...input });
  return isError ? (data.error as { code: string }).code : 'ok';
};

const pathsListed = async (client: Client, input: object = {}) => {
  const { data } = await call(client, 'list_pages', { wiki: ID, ...input });
  return (data.pages as { path: string }[]).map(({ path }) => path);
};

const tools: [tool: string, input: (path: string) => object][] = [
  ['read_page', (path) => ({ path })],
  ['write_page', (path) => ({ path, content: 'new\n' })],
  ['edit_page', (path) => ({ path, old_text: '# ', new_text: '## ' })],
  ['delete_page', (path) => ({ path })],
  ['rename_page', (path) => ({ path, new_path: 'For_public/Renamed' })],
  ['rename_page to it', (path) => ({ path: 'For_public/Page', new_path: path.replace('Page', 'Other') })],
];

const NO = 'write-not-allowed';
const NONE = 'page-not-found';

/** What each gets for a page of level public, reader, editor and owner. */
const TABLE: [who: Who, tool: string, answers: [string, string, string, string]][] = [
  ['stranger', 'read_page', ['ok', NONE, NONE, NONE]],
  ['stranger', 'write_page', [NO, NO, NO, NO]],
  ['stranger', 'edit_page', [NO, NO, NO, NO]],
  ['stranger', 'delete_page', [NO, NO, NO, NO]],
  ['stranger', 'rename_page', [NO, NO, NO, NO]],
  ['stranger', 'rename_page to it', [NO, NO, NO, NO]],
  ['reader', 'read_page', ['ok', 'ok', NONE, NONE]],
  ['reader', 'write_page', [NO, NO, NO, NO]],
  ['reader', 'edit_page', [NO, NO, NO, NO]],
  ['reader', 'delete_page', [NO, NO, NO, NO]],
  ['reader', 'rename_page', [NO, NO, NO, NO]],
  ['reader', 'rename_page to it', [NO, NO, NO, NO]],
  ['editor', 'read_page', ['ok', 'ok', 'ok', NONE]],
  ['editor', 'write_page', ['ok', 'ok', 'ok', NO]],
  ['editor', 'edit_page', ['ok', 'ok', 'ok', NONE]],
  ['editor', 'delete_page', ['ok', 'ok', 'ok', NONE]],
  ['editor', 'rename_page', ['ok', 'ok', 'ok', NONE]],
  ['editor', 'rename_page to it', ['ok', 'ok', 'ok', NO]],
  ['owner', 'read_page', ['ok', 'ok', 'ok', 'ok']],
  ['owner', 'write_page', ['ok', 'ok', 'ok', 'ok']],
  ['owner', 'edit_page', ['ok', 'ok', 'ok', 'ok']],
  ['owner', 'delete_page', ['ok', 'ok', 'ok', 'ok']],
  ['owner', 'rename_page', ['ok', 'ok', 'ok', 'ok']],
  ['owner', 'rename_page to it', ['ok', 'ok', 'ok', 'ok']],
];

describe('by role, level and tool', () => {
  const rows = TABLE.flatMap(([who, tool, answers]) =>
    LEVELS.map((level, index) => [who, tool, level, answers[index] ?? ''] as const),
  );

  it.each(rows)('%s, %s, a page for %s: %s', async (who, tool, level, expected) => {
    await makeWiki();
    const client = await connect(server, callerWith(who));
    const input = tools.find(([name]) => name === tool)?.[1](`For_${level}/Page`) ?? {};
    const before = await refAndSettings();
    expect(await codeOf(client, tool.split(' ')[0] ?? '', input)).toBe(expected);
    const isUnchanged = expected !== 'ok' || tool === 'read_page';
    expect((await refAndSettings()) === before).toBe(isUnchanged);
  });

  it.each([
    ['stranger', ['public']],
    ['reader', ['public', 'reader']],
    ['editor', ['public', 'reader', 'editor']],
    ['owner', ['public', 'reader', 'editor', 'owner']],
  ] as const)('%s lists the pages for %j, and counts no others', async (who, levels) => {
    await makeWiki();
    const client = await connect(server, callerWith(who));
    const expected = levels.flatMap((level) => [`For_${level}/Page`, `For_${level}/Plan`]).sort();
    if (who !== 'stranger') expected.push('Top');
    const { data, text } = await call(client, 'list_pages', { wiki: ID });
    expect(await pathsListed(client)).toEqual(expected);
    expect(data.total).toBe(expected.length);
    expect(data).not.toHaveProperty('next_cursor');
    if (who === 'stranger') expect(text).not.toContain(SECRET);

    const paged: string[] = [];
    for (let cursor: unknown, more = true; more; more = cursor !== undefined) {
      const page = await call(client, 'list_pages', { wiki: ID, limit: 1, ...(cursor ? { cursor } : {}) });
      paged.push(...(page.data.pages as { path: string }[]).map(({ path }) => path));
      expect(page.data.total).toBe(expected.length);
      cursor = page.data.next_cursor;
    }
    expect(paged).toEqual(expected);
  });

  it.each([
    ['stranger', 'read'],
    ['reader', 'read'],
    ['editor', 'read-write'],
    ['owner', 'read-write'],
  ] as const)('%s has access "%s" to a wiki of which it may read a part', async (who, access) => {
    await makeWiki();
    const client = await connect(server, callerWith(who));
    expect((await call(client, 'list_wikis')).data).toMatchObject({ wikis: [{ wiki: ID, access, public: false }] });
  });

  it('a public wiki shows strangers all but what has a higher level', async () => {
    await makeWiki({ isPublic: true, rules: [['For_owner', 'owner']] });
    const client = await connect(server, callerWith('stranger'));
    expect(await codeOf(client, 'read_page', { path: 'Top' })).toBe('ok');
    expect(await codeOf(client, 'read_page', { path: 'For_editor/Page' })).toBe('ok');
    expect(await codeOf(client, 'read_page', { path: 'For_owner/Page' })).toBe(NONE);
    expect((await pathsListed(client)).filter((path) => path.startsWith('For_owner'))).toEqual([]);
  });

  it('a wiki of which nothing may be read is as one that does not exist', async () => {
    await makeWiki({ rules: [['For_owner', 'owner']] });
    const client = await connect(server, callerWith('stranger'));
    expect((await call(client, 'list_wikis')).data).toEqual({ wikis: [] });
    const input = { path: 'For_public/Page' };
    const hidden = await refusal(client, 'read_page', { wiki: ID, ...input });
    const absent = await refusal(client, 'read_page', { wiki: 'me/nothing', ...input });
    expect(JSON.stringify(hidden).replaceAll(ID, 'me/nothing')).toBe(JSON.stringify(absent));
  });
});

describe('a page that the caller may not read', () => {
  let client: Client;
  let secretVersion: string;

  beforeEach(async () => {
    await makeWiki();
    secretVersion = await write('For_owner/Page', `# ${SECRET}\n\none\n${SECRET}\nthree\n`);
    client = await connect(server, callerWith('editor', { name: 'Eve' }));
  });

  it.each(tools)('is answered as one that is not there: %s', async (tool, input) => {
    const [name = ''] = tool.split(' ');
    const answer = async (path: string) => {
      const { text, data } = await call(client, name, { wiki: ID, ...input(path) });
      return JSON.stringify({ text, data }).replaceAll(/(Page|Plan|Other|Absent)\b/g, 'X');
    };
    const path = tool.endsWith('to it') ? 'For_owner/Absent' : 'For_owner/Page';
    expect(await answer(path)).toBe(await answer('For_owner/Absent'));
    if (tool !== 'write_page' && !tool.endsWith('to it')) {
      const elsewhere = await refusal(client, name, { wiki: ID, ...input('For_editor/Absent') });
      expect((await answer('For_owner/Page')).replaceAll('For_owner', 'For_editor')).toContain(
        JSON.stringify(elsewhere.text.replaceAll('Absent', 'X')),
      );
    }
  });

  it('is answered as one that is not there even when git has lost its text', async () => {
    await store.delete(`git/me/notes/objects/${secretVersion.slice(0, 2)}/${secretVersion.slice(2)}`);
    const fresh = startTestServer(store);
    const read = async (who: Who) =>
      codeOf(await connect(fresh, callerWith(who)), 'read_page', { path: 'For_owner/Page' });
    expect(await read('owner')).toBe('damaged');
    expect(await read('editor')).toBe(NONE);
  });

  it('is answered alike for a target that is taken and one that is free', async () => {
    const rename = (new_path: string) =>
      refusal(client, 'rename_page', { wiki: ID, path: 'For_public/Page', new_path });
    const [taken, free] = [await rename('For_owner/Page'), await rename('For_owner/Free')];
    expect(JSON.stringify(taken).replaceAll('For_owner/Page', 'X')).toBe(
      JSON.stringify(free).replaceAll('For_owner/Free', 'X'),
    );
  });

  it('is answered alike at a revision, and a bad revision is told as for a page that is not there', async () => {
    const { data } = await call(client, 'read_page', { wiki: ID, path: 'Top' });
    const read = (path: string, revision: unknown) => refusal(client, 'read_page', { wiki: ID, path, revision });
    for (const revision of [data.revision, '0'.repeat(40)]) {
      const [hidden, absent] = [await read('For_owner/Page', revision), await read('Absent', revision)];
      expect(JSON.stringify(hidden).replaceAll('For_owner/Page', 'Absent')).toBe(JSON.stringify(absent));
    }
  });

  it('is not told by the collision of a name that differs by case only', async () => {
    for (const path of ['for_owner/Page', 'for_owner/page', 'FOR_OWNER/Absent', 'For_Owner']) {
      const input = { wiki: ID, path, content: 'x' };
      expect(await refusal(client, 'write_page', input), path).toMatchObject({ code: NO });
      const renaming = { wiki: ID, path: 'For_public/Page', new_path: path };
      expect(await refusal(client, 'rename_page', renaming), path).toMatchObject({ code: NO });
    }
    const error = await refusal(client, 'write_page', { wiki: ID, path: 'for_editor/page', content: 'x' });
    expect(error).toMatchObject({ code: 'path-collides' });
    expect(JSON.stringify(error)).not.toContain('For_editor');
  });

  it('gives nothing of its text to who names its version as the base of another page', async () => {
    const inputs: [string, object][] = [
      ['write_page', { content: 'one\nmine\nthree\n' }],
      ['edit_page', { old_text: 'one', new_text: 'two' }],
      ['delete_page', {}],
      ['rename_page', { new_path: 'For_public/New' }],
    ];
    for (const [tool, input] of inputs) {
      const more = { wiki: ID, path: 'For_public/Page', base_version: secretVersion, ...input };
      const error = await refusal(client, tool, more);
      expect(error.code, tool).toBe('conflict');
      expect(JSON.stringify(error), tool).not.toContain(SECRET);
    }
  });

  it('leaves a caller the merges and conflicts of the pages that it may read', async () => {
    const first = await write('Top', '# Top\n\none\n\ntwo\n');
    await write('Top', '# Top\n\n1\n\ntwo\n');
    const edit = (old_text: string, new_text: string) =>
      call(client, 'edit_page', { wiki: ID, path: 'Top', old_text, new_text, base_version: first });
    expect((await edit('two', '2')).data).toMatchObject({ merged: true });
    const conflict = await edit('one', 'eins');
    expect(conflict.data.error).toMatchObject({ code: 'conflict', base: '# Top\n\none\n\ntwo\n' });
  });
});

describe('a token', () => {
  beforeEach(() => makeWiki());

  it('bound to paths works within them, and nowhere else but where all may read', async () => {
    const client = await connect(server, callerWith('owner', { paths: ['For_reader', 'For_owner/Page'] }));
    expect(await pathsListed(client)).toEqual([
      'For_owner/Page',
      'For_public/Page',
      'For_public/Plan',
      'For_reader/Page',
      'For_reader/Plan',
    ]);
    expect((await call(client, 'list_wikis')).data).toMatchObject({ wikis: [{ wiki: ID, access: 'read-write' }] });
    for (const [path, expected] of [
      ['For_reader/Page', 'ok'],
      ['For_reader/New', 'ok'],
      ['For_owner/Page', 'ok'],
      ['For_owner/Plan', NO],
      ['For_reader', 'ok'],
      ['For_readers', NO],
      ['Top', NO],
      ['For_public/Page', NO],
    ]) {
      expect(await codeOf(client, 'write_page', { path, content: 'x' }), path).toBe(expected);
    }
    expect(await codeOf(client, 'read_page', { path: 'Top' })).toBe(NONE);
    expect(await codeOf(client, 'rename_page', { path: 'For_reader/Page', new_path: 'Elsewhere' })).toBe(NO);
    expect(await codeOf(client, 'rename_page', { path: 'For_reader/Page', new_path: 'For_reader/Moved' })).toBe('ok');
  });

  it('bound to paths that its role may not read finds just what all may read', async () => {
    const bound = callerWith('reader', { paths: ['For_owner'] });
    expect(await pathsListed(await connect(server, bound))).toEqual(['For_public/Page', 'For_public/Plan']);
    await server.access.setRules(ID, [['For_owner', 'owner']], BY);
    expect(await codeOf(await connect(server, bound), 'list_pages', {})).toBe('wiki-not-found');
    const elsewhere = await connect(server, callerWith('reader', { paths: ['Top'] }));
    expect(await pathsListed(elsewhere)).toEqual(['Top']);
  });

  it('made before the wiki revoked its tokens is good for what all may read', async () => {
    await server.access.revokeTokens(ID, BY);
    const old = await connect(server, callerWith('owner'));
    expect(await pathsListed(old)).toEqual(['For_public/Page', 'For_public/Plan']);
    const fresh = await connect(server, callerWith('owner', { issuedAt: START_SECONDS + 1 }));
    expect(await pathsListed(fresh)).toHaveLength(9);
  });

  it('that may write and not read writes just what all may read', async () => {
    const blind = await connect(server, callerWith('editor', { scope: ['write'] }));
    expect(await codeOf(blind, 'write_page', { path: 'For_public/Page', content: 'x' })).toBe('ok');
    expect(await codeOf(blind, 'write_page', { path: 'For_reader/Page', content: 'x' })).toBe(NO);
    expect(await codeOf(blind, 'edit_page', { path: 'For_reader/Page', old_text: SECRET, new_text: 'x' })).toBe(NONE);
    expect(await codeOf(blind, 'rename_page', { path: 'For_public/Page', new_path: 'For_reader/New' })).toBe(NO);
  });

  it('without a role in a pattern is an editor', async () => {
    const client = await connect(server, writer);
    expect(await codeOf(client, 'write_page', { path: 'For_editor/Page', content: 'x' })).toBe('ok');
    expect(await codeOf(client, 'write_page', { path: 'For_owner/Page', content: 'x' })).toBe(NO);
  });
});

describe('a rename', () => {
  beforeEach(async () => {
    await makeWiki();
    for (const level of LEVELS) await write(`For_${level}/Links`, '[[Top]]\n');
  });

  it.each([
    ['editor', ['reader', 'editor']],
    ['owner', ['reader', 'editor', 'owner']],
  ] as const)(
    'by an %s changes links in pages that the caller may change and whose readers may know the path, and tells of no others',
    async (who, levels) => {
      const client = await connect(server, callerWith(who));
      const { text, data } = await call(client, 'rename_page', { wiki: ID, path: 'Top', new_path: 'New' });
      expect(data.relinked).toEqual(levels.map((level) => `For_${level}/Links`).sort());
      if (who === 'editor') expect(text).not.toContain('For_owner');
      const wiki = await server.wikis.open(ID);
      const changed: Level[] = [];
      for (const level of LEVELS) {
        if ((await wiki.readPage(`For_${level}/Links`)).content === '[[New]]\n') changed.push(level);
      }
      expect(changed).toEqual(levels);
    },
  );

  it('is told at the old path to those alone who may read the new one', async () => {
    const owner = await connect(server, callerWith('owner'));
    expect(await codeOf(owner, 'rename_page', { path: 'Top', new_path: 'For_owner/Hidden' })).toBe('ok');
    expect(await refusal(owner, 'read_page', { wiki: ID, path: 'Top' })).toMatchObject({
      code: NONE,
      message: expect.stringContaining('was renamed to "For_owner/Hidden"'),
    });
    const editor = await connect(server, callerWith('editor'));
    const told = await refusal(editor, 'read_page', { wiki: ID, path: 'Top' });
    const never = await refusal(editor, 'read_page', { wiki: ID, path: 'Tap' });
    expect(JSON.stringify(told)).toBe(JSON.stringify(never).replaceAll('Tap', 'Top'));
  });
});

it('reads the settings once a call', async () => {
  await makeWiki();
  const counting = countingStore(store);
  const client = await connect(startTestServer(counting), callerWith('owner'));
  const inputs: [string, object][] = [
    ['list_wikis', {}],
    ['list_pages', { wiki: ID }],
    ['read_page', { wiki: ID, path: 'Top' }],
    ['write_page', { wiki: ID, path: 'Top', content: 'x' }],
    ['rename_page', { wiki: ID, path: 'Top', new_path: 'New' }],
  ];
  for (const [tool, input] of inputs) {
    counting.reset();
    expect((await call(client, tool, input as Record<string, unknown>)).isError, tool).toBe(false);
    const reads = counting.requests.filter(({ key }) => key === settingsKey('me', 'notes'));
    expect(reads, tool).toHaveLength(1);
  }
});

it('tells of damaged settings those whom the wiki would let in, and no others', async () => {
  await makeWiki();
  await store.put(settingsKey('me', 'notes'), 'garbage');
  expect(await codeOf(await connect(server, callerWith('reader')), 'list_pages', {})).toBe('damaged');
  const stranger = await connect(server, callerWith('stranger'));
  expect(await codeOf(stranger, 'list_pages', {})).toBe('wiki-not-found');
  expect((await call(stranger, 'list_wikis')).data).toEqual({ wikis: [] });
});

async function refAndSettings(): Promise<string> {
  const ref = await store.get('git/me/notes/info/refs');
  const settings = await store.get(settingsKey('me', 'notes'));
  return `${ref?.etag} ${settings?.etag}`;
}

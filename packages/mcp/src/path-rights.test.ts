import { type Level, settingsKey } from '@holt/edge';
import { countingStore } from '@holt/storage/testing';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  BY,
  CALLS,
  callerWith,
  codeOf,
  ID,
  LEVELS,
  type LevelsServer,
  NO,
  NONE,
  pathsListed,
  SECRET,
  startLevels,
  type Who,
} from './testing/levels.ts';
import { call, connect, refusal, START_SECONDS, startTestServer, writer } from './testing/test-server.ts';

let levelled: LevelsServer;

async function makeWiki(options?: Parameters<typeof startLevels>[0]) {
  levelled = await startLevels(options);
}

describe('a page that the caller may not read', () => {
  let client: Client;
  let secretVersion: string;

  beforeEach(async () => {
    await makeWiki();
    secretVersion = await levelled.write('For_owner/Page', `# ${SECRET}\n\none\n${SECRET}\nthree\n`);
    client = await connect(levelled.server, callerWith('editor', { name: 'Eve' }));
  });

  const NAMES = /(Page|Plan|Other|Absent)\b|(file|absent)\.txt/g;
  /** What may make something there is refused by its path, whether there is something or not. */
  const isRefusedWhereverItIs = [
    'write_page',
    'restore_page',
    'upload_attachment',
    'delete_attachment',
    'rename_page to it',
  ];

  it.each(CALLS)('is answered as one that is not there: %s', async (tool, input) => {
    const [name = ''] = tool.split(' ');
    const answer = async (path: string) => {
      const { text, data } = await call(client, name, { wiki: ID, ...input(path) });
      return JSON.stringify({ text, data }).replaceAll(NAMES, 'X');
    };
    const path = tool.endsWith('to it') ? 'For_owner/Absent' : 'For_owner/Page';
    expect(await answer(path)).toBe(await answer('For_owner/Absent'));
    if (!isRefusedWhereverItIs.includes(tool)) {
      const elsewhere = await refusal(client, name, { wiki: ID, ...input('For_editor/Absent') });
      expect((await answer('For_owner/Page')).replaceAll('For_owner', 'For_editor')).toContain(
        JSON.stringify(elsewhere.text.replaceAll(NAMES, 'X')),
      );
    }
  });

  it('is answered as one that is not there even when git has lost its text', async () => {
    await levelled.store.delete(`git/me/notes/objects/${secretVersion.slice(0, 2)}/${secretVersion.slice(2)}`);
    const fresh = startTestServer(levelled.store);
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

  it('is hidden under the path that it had before it was moved away, with all that it was there', async () => {
    const owner = await connect(levelled.server, callerWith('owner', { name: 'Olga' }));
    await levelled.write('For_editor/Salaries', `# Salaries\n\n${SECRET}\n`);
    const { data } = await call(client, 'read_page', { wiki: ID, path: 'For_editor/Salaries' });
    const moved = { wiki: ID, path: 'For_editor/Salaries', new_path: 'For_owner/Salaries' };
    expect((await call(owner, 'rename_page', moved)).isError).toBe(false);
    const at = { wiki: ID, path: 'For_editor/Salaries' };
    for (const [tool, input] of [
      ['read_page', at],
      ['read_page', { ...at, revision: data.revision }],
      ['page_history', at],
      ['restore_page', at],
      ['restore_page', { ...at, revision: data.revision }],
      ['edit_page', { ...at, old_text: 'a', new_text: 'b', base_version: data.version }],
    ] as const) {
      const { text, code } = await refusal(client, tool, input);
      expect(code, tool).toBe('page-not-found');
      expect(text, tool).not.toContain(SECRET);
      expect(text, tool).not.toContain('For_owner');
    }
    const written = await call(client, 'write_page', { ...at, content: 'x', base_version: data.version });
    expect(JSON.stringify(written)).not.toContain(SECRET);
    const { text } = await call(client, 'diff', { wiki: ID, revision: data.revision });
    expect(text).not.toContain(SECRET);
    expect(JSON.stringify(await call(client, 'changes_since', { wiki: ID }))).not.toContain('Salaries');
  });

  it('costs nobody the time of bringing to one form what can be no path', async () => {
    // Its normal form takes time that grows with the square of it.
    const path = `For_editor/${'\u0315'.repeat(60_000)}${'\u0300'.repeat(60_000)}`;
    const before = process.cpuUsage();
    expect((await refusal(client, 'write_page', { wiki: ID, path, content: '' })).code).toBe('invalid-path');
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(1500);
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
    const first = await levelled.write('Top', '# Top\n\none\n\ntwo\n');
    await levelled.write('Top', '# Top\n\n1\n\ntwo\n');
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
    const client = await connect(levelled.server, callerWith('owner', { paths: ['For_reader', 'For_owner/Page'] }));
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
    expect(await pathsListed(await connect(levelled.server, bound))).toEqual(['For_public/Page', 'For_public/Plan']);
    await levelled.server.access.setRules(ID, [['For_owner', 'owner']], BY);
    expect(await codeOf(await connect(levelled.server, bound), 'list_pages', {})).toBe('wiki-not-found');
    const elsewhere = await connect(levelled.server, callerWith('reader', { paths: ['Top'] }));
    expect(await pathsListed(elsewhere)).toEqual(['Top']);
  });

  it('made before the wiki revoked its tokens is good for what all may read', async () => {
    await levelled.server.access.revokeTokens(ID, BY);
    const old = await connect(levelled.server, callerWith('owner'));
    expect(await pathsListed(old)).toEqual(['For_public/Page', 'For_public/Plan']);
    const fresh = await connect(levelled.server, callerWith('owner', { issuedAt: START_SECONDS + 1 }));
    expect(await pathsListed(fresh)).toHaveLength(9);
  });

  it('that may write and not read writes just what all may read', async () => {
    const blind = await connect(levelled.server, callerWith('editor', { scope: ['write'] }));
    expect(await codeOf(blind, 'write_page', { path: 'For_public/Page', content: 'x' })).toBe('ok');
    expect(await codeOf(blind, 'write_page', { path: 'For_reader/Page', content: 'x' })).toBe(NO);
    expect(await codeOf(blind, 'edit_page', { path: 'For_reader/Page', old_text: SECRET, new_text: 'x' })).toBe(NONE);
    expect(await codeOf(blind, 'rename_page', { path: 'For_public/Page', new_path: 'For_reader/New' })).toBe(NO);
  });

  it('without a role in a pattern is an editor', async () => {
    const client = await connect(levelled.server, writer);
    expect(await codeOf(client, 'write_page', { path: 'For_editor/Page', content: 'x' })).toBe('ok');
    expect(await codeOf(client, 'write_page', { path: 'For_owner/Page', content: 'x' })).toBe(NO);
  });
});

describe('a rename', () => {
  beforeEach(async () => {
    await makeWiki();
    for (const level of LEVELS) await levelled.write(`For_${level}/Links`, '[[Top]]\n');
  });

  it.each([
    ['editor', ['reader', 'editor']],
    ['owner', ['reader', 'editor', 'owner']],
  ] as const)(
    'by an %s changes links in pages that the caller may change and whose readers may know the path, and tells of no others',
    async (who, levels) => {
      const client = await connect(levelled.server, callerWith(who));
      const { text, data } = await call(client, 'rename_page', { wiki: ID, path: 'Top', new_path: 'New' });
      expect(data.relinked).toEqual(levels.map((level) => `For_${level}/Links`).sort());
      if (who === 'editor') expect(text).not.toContain('For_owner');
      const wiki = await levelled.server.wikis.open(ID);
      const changed: Level[] = [];
      for (const level of LEVELS) {
        if ((await wiki.readPage(`For_${level}/Links`)).content === '[[New]]\n') changed.push(level);
      }
      expect(changed).toEqual(levels);
    },
  );

  it('is told at the old path to those alone who may read the new one', async () => {
    const owner = await connect(levelled.server, callerWith('owner'));
    expect(await codeOf(owner, 'rename_page', { path: 'Top', new_path: 'For_owner/Hidden' })).toBe('ok');
    expect(await refusal(owner, 'read_page', { wiki: ID, path: 'Top' })).toMatchObject({
      code: NONE,
      message: expect.stringContaining('was renamed to "For_owner/Hidden"'),
    });
    const editor = await connect(levelled.server, callerWith('editor'));
    const told = await refusal(editor, 'read_page', { wiki: ID, path: 'Top' });
    const never = await refusal(editor, 'read_page', { wiki: ID, path: 'Tap' });
    expect(JSON.stringify(told)).toBe(JSON.stringify(never).replaceAll('Tap', 'Top'));

    for (const [tool, input] of [
      ['edit_page', { old_text: 'a', new_text: 'b' }],
      ['delete_page', {}],
    ] as const) {
      const write = (who: Client, path: string) => refusal(who, tool, { wiki: ID, path, ...input });
      expect(await write(owner, 'Top'), tool).toMatchObject({ code: NONE, new_path: 'For_owner/Hidden' });
      const [untold, absent] = [await write(editor, 'Top'), await write(editor, 'Tap')];
      expect(JSON.stringify(untold), tool).toBe(JSON.stringify(absent).replaceAll('Tap', 'Top'));
    }
  });
});

it('reads the settings once a call', async () => {
  await makeWiki();
  const counting = countingStore(levelled.store);
  const client = await connect(startTestServer(counting), callerWith('owner'));
  const inputs: [string, object][] = [
    ['list_wikis', {}],
    ['list_pages', { wiki: ID }],
    ['read_page', { wiki: ID, path: 'Top' }],
    ['write_page', { wiki: ID, path: 'Top', content: 'x' }],
    ['rename_page', { wiki: ID, path: 'Top', new_path: 'New' }],
    ['apply_changes', { wiki: ID, changes: [{ op: 'append', path: 'New', content: 'x' }] }],
    ['upload_attachment', { wiki: ID, path: 'Files/a.txt', data: 'eA==' }],
    ['read_attachment', { wiki: ID, path: 'Files/a.txt' }],
    ['list_attachments', { wiki: ID }],
    ['delete_attachment', { wiki: ID, path: 'Files/a.txt' }],
    ['delete_page', { wiki: ID, path: 'New' }],
    ['restore_page', { wiki: ID, path: 'New' }],
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
  await levelled.store.put(settingsKey('me', 'notes'), 'garbage');
  expect(await codeOf(await connect(levelled.server, callerWith('reader')), 'list_pages', {})).toBe('damaged');
  const stranger = await connect(levelled.server, callerWith('stranger'));
  expect(await codeOf(stranger, 'list_pages', {})).toBe('wiki-not-found');
  expect((await call(stranger, 'list_wikis')).data).toEqual({ wikis: [] });
});

import { describe, expect, it } from 'vitest';
import {
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
import { call, connect, refusal } from './testing/test-server.ts';

const GONE = 'file-not-found';
/** Told by a page that is there, and may be changed, but is not deleted. */
const THERE = 'page-exists';

/** What each gets for a page of level public, reader, editor and owner. */
const TABLE: [who: Who, tool: string, answers: [string, string, string, string]][] = [
  ['stranger', 'read_page', ['ok', NONE, NONE, NONE]],
  ['stranger', 'write_page', [NO, NO, NO, NO]],
  ['stranger', 'edit_page', [NO, NO, NO, NO]],
  ['stranger', 'delete_page', [NO, NO, NO, NO]],
  ['stranger', 'edit_section', [NO, NO, NO, NO]],
  ['stranger', 'set_properties', [NO, NO, NO, NO]],
  ['stranger', 'restore_page', [NO, NO, NO, NO]],
  ['stranger', 'apply_changes', [NO, NO, NO, NO]],
  ['stranger', 'read_attachment', ['ok', GONE, GONE, GONE]],
  ['stranger', 'upload_attachment', [NO, NO, NO, NO]],
  ['stranger', 'delete_attachment', [NO, NO, NO, NO]],
  ['stranger', 'rename_page', [NO, NO, NO, NO]],
  ['stranger', 'rename_page to it', [NO, NO, NO, NO]],
  ['reader', 'read_page', ['ok', 'ok', NONE, NONE]],
  ['reader', 'write_page', [NO, NO, NO, NO]],
  ['reader', 'edit_page', [NO, NO, NO, NO]],
  ['reader', 'delete_page', [NO, NO, NO, NO]],
  ['reader', 'edit_section', [NO, NO, NO, NO]],
  ['reader', 'set_properties', [NO, NO, NO, NO]],
  ['reader', 'restore_page', [NO, NO, NO, NO]],
  ['reader', 'apply_changes', [NO, NO, NO, NO]],
  ['reader', 'read_attachment', ['ok', 'ok', GONE, GONE]],
  ['reader', 'upload_attachment', [NO, NO, NO, NO]],
  ['reader', 'delete_attachment', [NO, NO, NO, NO]],
  ['reader', 'rename_page', [NO, NO, NO, NO]],
  ['reader', 'rename_page to it', [NO, NO, NO, NO]],
  ['editor', 'read_page', ['ok', 'ok', 'ok', NONE]],
  ['editor', 'write_page', ['ok', 'ok', 'ok', NO]],
  ['editor', 'edit_page', ['ok', 'ok', 'ok', NONE]],
  ['editor', 'delete_page', ['ok', 'ok', 'ok', NONE]],
  ['editor', 'edit_section', ['ok', 'ok', 'ok', NONE]],
  ['editor', 'set_properties', ['ok', 'ok', 'ok', NONE]],
  ['editor', 'restore_page', [THERE, THERE, THERE, NO]],
  ['editor', 'apply_changes', ['ok', 'ok', 'ok', NONE]],
  ['editor', 'read_attachment', ['ok', 'ok', 'ok', GONE]],
  ['editor', 'upload_attachment', ['ok', 'ok', 'ok', NO]],
  ['editor', 'delete_attachment', ['ok', 'ok', 'ok', NO]],
  ['editor', 'rename_page', ['ok', 'ok', 'ok', NONE]],
  ['editor', 'rename_page to it', ['ok', 'ok', 'ok', NO]],
  ['owner', 'read_page', ['ok', 'ok', 'ok', 'ok']],
  ['owner', 'write_page', ['ok', 'ok', 'ok', 'ok']],
  ['owner', 'edit_page', ['ok', 'ok', 'ok', 'ok']],
  ['owner', 'delete_page', ['ok', 'ok', 'ok', 'ok']],
  ['owner', 'edit_section', ['ok', 'ok', 'ok', 'ok']],
  ['owner', 'set_properties', ['ok', 'ok', 'ok', 'ok']],
  ['owner', 'apply_changes', ['ok', 'ok', 'ok', 'ok']],
  ['owner', 'read_attachment', ['ok', 'ok', 'ok', 'ok']],
  ['owner', 'upload_attachment', ['ok', 'ok', 'ok', 'ok']],
  ['owner', 'delete_attachment', ['ok', 'ok', 'ok', 'ok']],
  ['owner', 'restore_page', [THERE, THERE, THERE, THERE]],
  ['owner', 'rename_page', ['ok', 'ok', 'ok', 'ok']],
  ['owner', 'rename_page to it', ['ok', 'ok', 'ok', 'ok']],
];

let levelled: LevelsServer;

async function makeWiki(options?: Parameters<typeof startLevels>[0]) {
  levelled = await startLevels(options);
}

describe('by role, level and tool', () => {
  const rows = TABLE.flatMap(([who, tool, answers]) =>
    LEVELS.map((level, index) => [who, tool, level, answers[index] ?? ''] as const),
  );

  it.each(rows)('%s, %s, a page for %s: %s', async (who, tool, level, expected) => {
    await makeWiki();
    const client = await connect(levelled.server, callerWith(who));
    const input = CALLS.find(([name]) => name === tool)?.[1](`For_${level}/Page`) ?? {};
    const before = await levelled.refAndSettings();
    expect(await codeOf(client, tool.split(' ')[0] ?? '', input)).toBe(expected);
    const isUnchanged = expected !== 'ok' || tool.startsWith('read_');
    expect((await levelled.refAndSettings()) === before).toBe(isUnchanged);
  });

  it.each([
    ['stranger', ['public']],
    ['reader', ['public', 'reader']],
    ['editor', ['public', 'reader', 'editor']],
    ['owner', ['public', 'reader', 'editor', 'owner']],
  ] as const)('%s lists the pages for %j, and counts no others', async (who, levels) => {
    await makeWiki();
    const client = await connect(levelled.server, callerWith(who));
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
    const client = await connect(levelled.server, callerWith(who));
    expect((await call(client, 'list_wikis')).data).toMatchObject({ wikis: [{ wiki: ID, access, public: false }] });
  });

  it('a public wiki shows strangers all but what has a higher level', async () => {
    await makeWiki({ isPublic: true, rules: [['For_owner', 'owner']] });
    const client = await connect(levelled.server, callerWith('stranger'));
    expect(await codeOf(client, 'read_page', { path: 'Top' })).toBe('ok');
    expect(await codeOf(client, 'read_page', { path: 'For_editor/Page' })).toBe('ok');
    expect(await codeOf(client, 'read_page', { path: 'For_owner/Page' })).toBe(NONE);
    expect((await pathsListed(client)).filter((path) => path.startsWith('For_owner'))).toEqual([]);
  });

  it('a wiki of which nothing may be read is as one that does not exist', async () => {
    await makeWiki({ rules: [['For_owner', 'owner']] });
    const client = await connect(levelled.server, callerWith('stranger'));
    expect((await call(client, 'list_wikis')).data).toEqual({ wikis: [] });
    const input = { path: 'For_public/Page' };
    const hidden = await refusal(client, 'read_page', { wiki: ID, ...input });
    const absent = await refusal(client, 'read_page', { wiki: 'me/nothing', ...input });
    expect(JSON.stringify(hidden).replaceAll(ID, 'me/nothing')).toBe(JSON.stringify(absent));
  });
});

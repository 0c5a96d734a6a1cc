import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { call, connect, refusal } from './testing/test-server.ts';
import { callerWith, ID, SECRET, startServerWithSecrets } from './testing/wiki-with-secrets.ts';

let server: Awaited<ReturnType<typeof startServerWithSecrets>>['server'];
/** May not read what is below `Sesame`. */
let editor: Client;
let owner: Client;

beforeEach(async () => {
  ({ server } = await startServerWithSecrets());
  editor = await connect(server, callerWith('editor'));
  owner = await connect(server, callerWith('owner'));
});

const as = (client: Client, tool: string, input: object) => call(client, tool, { wiki: ID, ...input });
const refused = (client: Client, tool: string, input: object) => refusal(client, tool, { wiki: ID, ...input });
const headOf = async () => (await (await server.wikis.open(ID)).history({ limit: 1 }))[0]?.revision;

describe('revert_commit', () => {
  const both = (input: object) => ({
    changes: [
      { op: 'edit', path: 'Plan', old_text: 'Sow', new_text: 'Dig' },
      { op: 'append', path: 'Sesame/Door', content: `${SECRET} again` },
    ],
    ...input,
  });

  it('of a commit that changed what the caller may not change changes nothing and names nothing', async () => {
    const { data } = await as(owner, 'apply_changes', both({}));
    const before = await headOf();
    const error = await refused(editor, 'revert_commit', { revision: data.revision });
    expect(error.code).toBe('not-allowed');
    expect(JSON.stringify(error)).not.toContain(SECRET);
    expect(JSON.stringify(error)).not.toContain('Door');
    expect(await headOf()).toBe(before);
    expect((await as(owner, 'revert_commit', { revision: data.revision })).isError).toBe(false);
  });

  it('tells of no conflict in what the caller may not know', async () => {
    const { data } = await as(owner, 'edit_page', { path: 'Sesame/Door', old_text: 'lock', new_text: 'key' });
    await as(owner, 'edit_page', { path: 'Sesame/Door', old_text: 'key', new_text: 'bolt' });
    expect(await refused(owner, 'revert_commit', { revision: data.revision })).toMatchObject({ code: 'conflict' });
    const error = await refused(editor, 'revert_commit', { revision: data.revision });
    expect(error.code).toBe('not-allowed');
    expect(JSON.stringify(error)).not.toContain(SECRET);
  });

  it('heeds the rights of attachments, also of those whose names have spaces', async () => {
    const wiki = await server.wikis.open(ID);
    await server.access.setRules(ID, [['My_vault', 'owner']], { subject: 'me' });
    const { revision } = await wiki.write({
      changes: [{ op: 'store', path: 'My vault/plan.txt', content: new TextEncoder().encode('x') }],
      author: { name: 'Ada', email: 'ada@example.org' },
    });
    const error = await refused(editor, 'revert_commit', { revision });
    expect(error.code).toBe('not-allowed');
    expect(JSON.stringify(error)).not.toContain('vault');
    expect((await as(owner, 'revert_commit', { revision })).isError).toBe(false);
  });

  it('takes back the rename of a caller who may write those paths only', async () => {
    const bound = await connect(server, callerWith('owner', { paths: ['Plan', 'Roadmap'] }));
    const { data } = await as(bound, 'rename_page', { path: 'Plan', new_path: 'Roadmap' });
    const { isError, text } = await as(bound, 'revert_commit', { revision: data.revision });
    expect(isError, text).toBe(false);
    expect((await as(bound, 'read_page', { path: 'Plan' })).isError).toBe(false);
  });

  it('sent again names no page that the caller may no longer know of', async () => {
    const { data } = await as(owner, 'edit_page', { path: 'Plan', old_text: 'Sow', new_text: 'Dig' });
    const input = { revision: data.revision, idempotency_key: 'k' };
    expect((await as(editor, 'revert_commit', input)).data).toMatchObject({ pages: [{ path: 'Plan' }] });
    await server.access.setRules(ID, [['Plan', 'owner']], { subject: 'me' });
    const again = await as(editor, 'revert_commit', input);
    expect(JSON.stringify(again)).not.toContain('Plan');
  });
});

describe('apply_changes', () => {
  it('with a page that the caller may not change is refused whole', async () => {
    const before = await headOf();
    for (const [change, code] of [
      [{ op: 'write', path: 'Sesame/New', content: 'x' }, 'write-not-allowed'],
      [{ op: 'append', path: 'Sesame/Door', content: 'x' }, 'page-not-found'],
      [{ op: 'rename', path: 'Plan', new_path: 'Sesame/Door' }, 'write-not-allowed'],
      [{ op: 'delete', path: 'Sesame/Absent' }, 'page-not-found'],
    ] as const) {
      const changes = [{ op: 'write', path: 'New', content: 'x' }, change];
      expect(await refused(editor, 'apply_changes', { changes })).toMatchObject({ code });
    }
    expect(await headOf()).toBe(before);
  });

  it('gives nothing of a hidden text to who names its version as the base of another page', async () => {
    const { data } = await as(owner, 'read_page', { path: 'Sesame/Door' });
    const changes = [{ op: 'write', path: 'Plan', content: 'mine', base_version: data.version }];
    const error = await refused(editor, 'apply_changes', { changes });
    expect(error.code).toBe('conflict');
    expect(JSON.stringify(error)).not.toContain(SECRET);
  });

  it('names no page among those whose links follow a rename that the caller may not read', async () => {
    const changes = [{ op: 'rename', path: 'Plan', new_path: 'Roadmap' }];
    const { data, text } = await as(editor, 'apply_changes', { changes });
    expect((data.pages as { path: string }[]).map(({ path }) => path).sort()).toEqual(['Home', 'Plan', 'Roadmap']);
    expect(text).not.toContain(SECRET);
  });
});

describe('write_page', () => {
  it('hints at no similar page that the caller may not read', async () => {
    const input = { path: 'The_plan_of_Sesam', content: '# The plan of Sesam\n' };
    expect(JSON.stringify((await as(owner, 'write_page', input)).data.similar)).toContain(SECRET);
    await as(owner, 'delete_page', { path: input.path });
    const { data, text } = await as(editor, 'write_page', input);
    expect(JSON.stringify({ data, text })).not.toContain(SECRET);
  });
});

describe('attachments', () => {
  it('that the caller may not read are not listed and not counted', async () => {
    for (const path of ['Files/a.txt', 'Sesame/b.txt']) await as(owner, 'upload_attachment', { path, data: 'eA==' });
    expect((await as(owner, 'list_attachments', {})).data).toMatchObject({ total: 2 });
    const { data, text } = await as(editor, 'list_attachments', {});
    expect(data).toMatchObject({ total: 1, files: [{ path: 'Files/a.txt' }] });
    expect(text).not.toContain(SECRET);
  });

  it('are answered alike at a revision, whether the caller may not read them or they are not there', async () => {
    const { data } = await as(owner, 'upload_attachment', { path: 'Sesame/b.txt', data: 'eA==' });
    for (const revision of [data.revision, '0'.repeat(40), undefined]) {
      const read = (path: string) => refused(editor, 'read_attachment', { path, ...(revision ? { revision } : {}) });
      const [hidden, absent] = [await read('Sesame/b.txt'), await read('Files/b.txt')];
      expect(JSON.stringify(hidden).replaceAll('Sesame', 'Files')).toBe(JSON.stringify(absent));
    }
  });

  it('of the spelling of a hidden folder in other case are refused', async () => {
    const error = await refused(editor, 'upload_attachment', { path: 'sesame/x.txt', data: 'eA==' });
    expect(error.code).toBe('write-not-allowed');
    expect(JSON.stringify(error)).not.toContain(SECRET);
  });
});

import { type ObjectStore, StorageError } from '@holt/storage';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { HOME, type Notes, startNotes } from './testing/notes.ts';
import { call, connect, refusal, serve, startTestServer, writer } from './testing/test-server.ts';

let notes: Notes;
let agent: Client;

beforeEach(async () => {
  notes = await startNotes();
  agent = notes.agent;
});

describe('a write', () => {
  it('on a stale base version changes nothing and shows base, mine and theirs', async () => {
    const first = await notes.write('Home', HOME);
    const theirs = await notes.write('Home', '# Home\n\nTheirs.\n');
    const error = await refusal(agent, 'write_page', {
      wiki: 'me/notes',
      path: 'Home',
      content: '# Home\n\nMine.\n',
      base_version: first.data.version,
    });
    expect(error).toMatchObject({
      code: 'conflict',
      path: 'Home',
      base: HOME,
      mine: '# Home\n\nMine.\n',
      theirs: '# Home\n\nTheirs.\n',
      base_version: first.data.version,
      current_version: theirs.data.version,
    });
    expect(error.text).toContain('# Home\n\nTheirs.\n');
    expect(error.text).toContain(String(theirs.data.version));
    expect((await notes.read('Home')).data.revision).toBe(theirs.data.revision);
  });

  it('on a stale base shows what is hidden in the texts, so that it may be sent back', async () => {
    const first = await notes.write('Home', 'one\u200b\n');
    await notes.write('Home', 'two\u200b\u202e ⟦U+27E6⟧U+200B⟧\n');
    const input = { wiki: 'me/notes', path: 'Home', content: 'three\u200b\n', base_version: first.data.version };
    const error = await refusal(agent, 'write_page', input);
    expect(error).toMatchObject({
      code: 'conflict',
      base: 'one⟦U+200B⟧\n',
      mine: 'three⟦U+200B⟧\n',
      theirs: 'two⟦U+200B⟧⟦U+202E⟧ ⟦U+27E6⟧U+200B⟧\n',
    });
    expect(JSON.stringify(error)).not.toMatch(/[\u200b\u202e]/);
    const solved = { ...input, content: error.theirs, base_version: error.current_version };
    expect((await call(agent, 'write_page', solved)).data).toMatchObject({ unchanged: true });
  });

  it('on a stale base of pages too large for one answer still says that it is a conflict', async () => {
    const first = await notes.write('Odd', '\u0001'.repeat(1024 * 1024));
    const theirs = await notes.write('Odd', '\u0002'.repeat(1024 * 1024));
    const content = '\u0003'.repeat(1024 * 1024);
    const error = await refusal(agent, 'write_page', {
      wiki: 'me/notes',
      path: 'Odd',
      content,
      base_version: first.data.version,
    });
    expect(error.code).toBe('conflict');
    expect(error).not.toHaveProperty('theirs');
    expect(error.text).toContain(String(theirs.data.version));
    expect(error.text).toContain('read_page');
  });

  it('on a stale base says of each text that is too long to show how to get it', async () => {
    const first = await notes.write('Long', `${'one '.repeat(10_000)}\n`);
    const second = await notes.write('Long', `${'two '.repeat(10_000)}\n`);
    const input = { wiki: 'me/notes', path: 'Long', content: 'mine\n', base_version: first.data.version };
    const { text } = await refusal(agent, 'write_page', input);
    expect(text).toMatch(new RegExp(`base text \\(version ${first.data.version}\\) is long: find .* page_history`));
    expect(text).toMatch(
      new RegExp(`current text \\(version ${second.data.version}\\) is long: get it with read_page`),
    );
  });

  it('of a page that was renamed says where it is, and of one that was deleted how it comes back', async () => {
    await notes.write('Home', HOME);
    await notes.call('rename_page', { path: 'Home', new_path: 'Start' });
    const edit = { wiki: 'me/notes', path: 'Home', old_text: 'Welcome', new_text: 'Hi' };
    const renamed = await refusal(agent, 'edit_page', edit);
    expect(renamed).toMatchObject({ code: 'page-not-found', path: 'Home', new_path: 'Start' });
    expect(renamed.text).toContain('renamed to "Start"');
    await notes.call('delete_page', { path: 'Start' });
    const deleted = await refusal(agent, 'edit_page', { ...edit, path: 'Start' });
    expect(deleted).toMatchObject({ code: 'page-not-found', text: expect.stringContaining('restore_page') });
  });

  it.each(['edit_page', 'rename_page', 'delete_page'])('by %s heeds the base version too', async (tool) => {
    const first = await notes.write('Home', HOME);
    await notes.write('Home', `${HOME}\nMore.\n`);
    const more = {
      edit_page: { old_text: 'Welcome', new_text: 'Hi' },
      rename_page: { new_path: 'Start' },
      delete_page: {},
    }[tool];
    const input = { wiki: 'me/notes', path: 'Home', base_version: first.data.version, ...more };
    expect(await refusal(agent, tool, input)).toMatchObject({ code: 'conflict' });
  });

  it('of a text that is not there, or there twice, is refused with what to do', async () => {
    await notes.write('Home', 'twice twice\n');
    const edit = (old_text: string) =>
      refusal(agent, 'edit_page', { wiki: 'me/notes', path: 'Home', old_text, new_text: 'x' });
    expect(await edit('nowhere')).toMatchObject({
      code: 'text-not-found',
      text: expect.stringContaining('Read the page'),
    });
    expect(await edit('twice')).toMatchObject({ code: 'text-ambiguous' });
  });

  it('sent again with its idempotency key is answered again and not done again', async () => {
    const input = { idempotency_key: 'k-1', message: 'Once' };
    const first = await notes.write('Home', HOME, input);
    await notes.write('Home', '# Later\n');
    const again = await notes.write('Home', HOME, input);
    expect(again.data).toEqual({ ...first.data, replayed: true });
    expect(again.text).toContain('committed before');
    expect((await notes.read('Home')).data.content).toBe('# Later\n');
  });

  it('under the key of a different write is refused', async () => {
    await notes.write('Home', HOME, { idempotency_key: 'k-1' });
    const error = await refusal(agent, 'write_page', {
      wiki: 'me/notes',
      path: 'Home',
      content: 'Other',
      idempotency_key: 'k-1',
    });
    expect(error.code).toBe('key-reused');
  });

  it('that replaces a page without a base version is told so', async () => {
    const first = await notes.write('Home', HOME);
    expect(first.text).not.toContain('base_version');
    const blind = await notes.write('Home', '# Home\n\nTwo.\n');
    expect(blind.text).toContain(`replaced version ${first.data.version}`);
    const seen = await notes.write('Home', '# Home\n\nThree.\n', { base_version: blind.data.version });
    expect(seen.text).not.toContain('base_version');
  });

  it('tells whose version it replaced', async () => {
    const other = await connect(notes.server, { ...writer, subject: 'ada@example.org', name: 'Ada' });
    const first = await call(other, 'write_page', { wiki: 'me/notes', path: 'Home', content: HOME });
    const { text } = await notes.write('Home', '# Home\n\nTwo.\n');
    const whose = `${first.data.version} by Ada (test-client) at 2026-11-20T00:00:00.000Z`;
    expect(text).toContain(`replaced version ${whose}. Send base_version next time.`);
  });

  it('of a new page names pages that are like it, and of an old one none', async () => {
    expect((await notes.write('Release_plan', '# Release plan\n')).data).not.toHaveProperty('similar');
    const { data, text } = await notes.write('Release_plans', '# Release plans\n');
    expect(data.similar).toMatchObject([{ path: 'Release_plan', title: 'Release plan' }]);
    expect(text).toContain('There are pages like it: Release_plan (');
    const again = await notes.write('Release_plans', '# Release plans\n\nMore.\n');
    expect(again.data).not.toHaveProperty('similar');
  });

  it('that asks for a new page does not replace one', async () => {
    expect((await notes.write('Home', HOME, { base_version: 'none' })).isError).toBe(false);
    const input = { wiki: 'me/notes', path: 'Home', content: 'x', base_version: 'none' };
    expect(await refusal(agent, 'write_page', input)).toMatchObject({ code: 'page-exists' });
    expect(await notes.textOf('Home')).toBe(HOME);
  });

  it('is done though its hints fail, and the operator hears why', async () => {
    const wikis = {
      ...notes.server.wikis,
      open: async (id: string) => ({
        ...(await notes.server.wikis.open(id)),
        findSimilar: async () => {
          throw new Error('secret detail');
        },
      }),
    };
    const broken = serve(wikis);
    const client = await connect(broken, writer);
    const result = await call(client, 'write_page', { wiki: 'me/notes', path: 'Home', content: HOME });
    expect(result).toMatchObject({ isError: false, data: { committed: true } });
    expect(result.text).not.toContain('secret detail');
    expect(broken.logged).toHaveLength(1);
  });

  it('of what is there already says that it made no commit', async () => {
    const first = await notes.write('Home', HOME);
    const again = await notes.write('Home', HOME);
    expect(again.data).toMatchObject({ unchanged: true, revision: first.data.revision });
    expect(again.text).toContain('no commit');
  });

  it('that is committed but not on the web says so, and the operator hears why', async () => {
    const broken = startTestServer(withoutFragments(notes.store));
    const client = await connect(broken, writer);
    const result = await call(client, 'write_page', { wiki: 'me/notes', path: 'Home', content: HOME });
    expect(result).toMatchObject({ isError: false, data: { committed: true, published: false } });
    expect(result.text).toContain('Do not write it again');
    expect(result.text).not.toContain('secret detail');
    expect(broken.logged).toHaveLength(1);
  });
});

function withoutFragments(inner: ObjectStore): ObjectStore {
  return {
    get: (key) => inner.get(key),
    head: (key) => inner.head(key),
    delete: (key, options) => inner.delete(key, options),
    list: (options) => inner.list(options),
    put: async (key, body, options) => {
      if (key.startsWith('fragments/')) throw new StorageError('unavailable', key, 'secret detail');
      return inner.put(key, body, options);
    },
  };
}

import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { HOME, type Notes, startNotes } from './testing/notes.ts';
import { call, connect, reader, refusal, SITE_ORIGIN, stranger, writer } from './testing/test-server.ts';

let notes: Notes;
let agent: Client;

beforeEach(async () => {
  notes = await startNotes();
  agent = notes.agent;
});

describe('access', () => {
  const listed = async (client: Client) => (await call(client, 'list_wikis')).data.wikis;

  it('shows each caller just the wikis that it may read', async () => {
    await notes.server.wikis.create('me/diary');
    await notes.server.wikis.create('open/wiki', { public: true });
    expect(await listed(agent)).toEqual([
      { wiki: 'me/diary', access: 'read-write', public: false, url: `${SITE_ORIGIN}/me/diary/` },
      { wiki: 'me/notes', access: 'read-write', public: false, url: `${SITE_ORIGIN}/me/notes/` },
      { wiki: 'open/wiki', access: 'read', public: true, url: `${SITE_ORIGIN}/open/wiki/` },
    ]);
    expect(await listed(await connect(notes.server, reader))).toEqual([
      { wiki: 'me/notes', access: 'read', public: false, url: `${SITE_ORIGIN}/me/notes/` },
      { wiki: 'open/wiki', access: 'read', public: true, url: `${SITE_ORIGIN}/open/wiki/` },
    ]);
  });

  it('answers for a private wiki as for one that does not exist', async () => {
    await notes.write('Home', HOME);
    const outsider = await connect(notes.server, stranger);
    const calls: [string, object][] = [
      ['list_pages', {}],
      ['read_page', { path: 'Home' }],
      ['write_page', { path: 'Home', content: 'x' }],
      ['edit_page', { path: 'Home', old_text: 'Home', new_text: 'x' }],
      ['rename_page', { path: 'Home', new_path: 'Start' }],
      ['delete_page', { path: 'Home' }],
    ];
    for (const [tool, input] of calls) {
      const hidden = await refusal(outsider, tool, { wiki: 'me/notes', ...input });
      const absent = await refusal(outsider, tool, { wiki: 'me/nothing', ...input });
      expect(JSON.stringify(hidden).replaceAll('me/notes', 'me/nothing')).toBe(JSON.stringify(absent));
      expect(hidden.code).toBe('wiki-not-found');
    }
    expect((await notes.read('Home')).data.content).toBe(HOME);
  });

  it('lets a read token read and refuses its every write', async () => {
    await notes.write('Home', HOME);
    const guest = await connect(notes.server, reader);
    expect((await call(guest, 'read_page', { wiki: 'me/notes', path: 'Home' })).data.content).toBe(HOME);
    const before = await notes.snapshot();
    const writes: [string, object][] = [
      ['write_page', { path: 'Home', content: 'x' }],
      ['edit_page', { path: 'Home', old_text: 'Home', new_text: 'x' }],
      ['rename_page', { path: 'Home', new_path: 'Start' }],
      ['delete_page', { path: 'Home' }],
    ];
    for (const [tool, input] of writes) {
      expect(await refusal(guest, tool, { wiki: 'me/notes', ...input })).toMatchObject({ code: 'write-not-allowed' });
    }
    expect(await notes.snapshot()).toEqual(before);
  });

  it('lets everyone read a public wiki, and nobody else write it', async () => {
    await notes.server.wikis.create('open/wiki', { public: true });
    const outsider = await connect(notes.server, stranger);
    expect((await call(outsider, 'list_pages', { wiki: 'open/wiki' })).isError).toBe(false);
    const input = { wiki: 'open/wiki', path: 'Home', content: 'x' };
    expect(await refusal(outsider, 'write_page', input)).toMatchObject({ code: 'write-not-allowed' });
  });

  it('needs the right to read as well as the right to write', async () => {
    const blind = await connect(notes.server, { ...writer, scope: ['write'] });
    const input = { wiki: 'me/notes', path: 'Home', content: 'x' };
    expect(await refusal(blind, 'write_page', input)).toMatchObject({ code: 'wiki-not-found' });
  });
});

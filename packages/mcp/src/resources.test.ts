import { settingsKey } from '@holt/edge';
import { MemoryObjectStore } from '@holt/storage';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { describe, expect, it } from 'vitest';
import { readResourceUri, toResourceUri } from './resource-uri.ts';
import { connect, SITE_ORIGIN, serve, startTestServer, stranger, writer } from './testing/test-server.ts';
import { callerWith, ID, SECRET, startServerWithSecrets } from './testing/wiki-with-secrets.ts';

const author = { name: 'Ada', email: 'ada@example.org' };

async function listAll(client: Client): Promise<{ uris: string[]; answers: number }> {
  const uris: string[] = [];
  let cursor: string | undefined;
  let answers = 0;
  do {
    const { resources, nextCursor } = await client.listResources(cursor === undefined ? {} : { cursor });
    expect(resources.length).toBeLessThanOrEqual(100);
    uris.push(...resources.map(({ uri }) => uri));
    cursor = nextCursor;
    answers++;
  } while (cursor !== undefined);
  return { uris, answers };
}

describe('pages as resources', () => {
  it('are listed with their titles', async () => {
    const { server } = await startServerWithSecrets();
    const { resources } = await (await connect(server, callerWith('owner'))).listResources();
    expect(resources).toEqual([
      { uri: 'holt://me/notes/Home', name: 'Home', title: 'Home', mimeType: 'text/markdown' },
      { uri: 'holt://me/notes/Plan', name: 'Plan', title: 'The plan', mimeType: 'text/markdown' },
      { uri: 'holt://me/notes/Sesame/Door', name: 'Sesame/Door', title: 'Sesame opens', mimeType: 'text/markdown' },
      {
        uri: 'holt://me/notes/Sesame/Plan',
        name: 'Sesame/Plan',
        title: 'The plan of Sesame',
        mimeType: 'text/markdown',
      },
    ]);
  });

  it('are listed once each over many wikis, by cursor', async () => {
    const server = startTestServer();
    const expected: string[] = [];
    for (let index = 0; index < 45; index++) {
      const id = `me/w${String(index).padStart(2, '0')}`;
      const wiki = await server.wikis.create(id);
      // One wiki has more than one answer holds, one exactly as many as are left, most have none.
      const count = { 3: 130, 4: 70, 5: 3, 40: 2 }[index] ?? 0;
      const paths = Array.from({ length: count }, (_, page) => `P${String(page).padStart(3, '0')}`);
      const changes = paths.map((path) => ({ op: 'put' as const, path, content: `# ${path}\n` }));
      for (let from = 0; from < count; from += 50) {
        await wiki.write({ changes: changes.slice(from, from + 50), author });
      }
      expected.push(...paths.map((path) => `holt://${id}/${path}`));
    }
    const { uris, answers } = await listAll(await connect(server, writer));
    expect(uris).toEqual(expected);
    expect(answers).toBeLessThan(6);
  });

  it('are listed of the other wikis when the settings of one are damaged', async () => {
    const store = new MemoryObjectStore();
    const server = startTestServer(store);
    for (const id of ['me/a', 'me/b']) {
      await (await server.wikis.create(id)).write({ changes: [{ op: 'put', path: 'A', content: 'a' }], author });
    }
    await store.put(settingsKey('me', 'a'), 'garbage');
    expect((await listAll(await connect(server, writer))).uris).toEqual(['holt://me/b/A']);
  });

  it('are those alone that the caller may read', async () => {
    const { server } = await startServerWithSecrets();
    const client = await connect(server, callerWith('editor'));
    expect((await listAll(client)).uris).toEqual(['holt://me/notes/Home', 'holt://me/notes/Plan']);
    expect((await listAll(await connect(server, stranger))).uris).toEqual([]);
  });

  it('are those of the one wiki on a bound connection', async () => {
    const server = startTestServer();
    for (const id of ['me/diary', 'me/notes']) {
      await (await server.wikis.create(id)).write({ changes: [{ op: 'put', path: 'A', content: 'a' }], author });
    }
    const bound = await connect(server, writer, 'me/notes');
    expect((await listAll(bound)).uris).toEqual(['holt://me/notes/A']);
    await expect(bound.readResource({ uri: 'holt://me/diary/A' })).rejects.toMatchObject({ code: -32002 });
    const { resourceTemplates } = await bound.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(['holt://me/notes/{+path}']);
  });

  it('are read by the template, with what a change needs', async () => {
    const { server, revisions } = await startServerWithSecrets();
    const client = await connect(server, callerWith('reader'));
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates).toMatchObject([
      { uriTemplate: 'holt://{owner}/{wiki}/{+path}', name: 'page', mimeType: 'text/markdown' },
    ]);
    const { contents } = await client.readResource({ uri: 'holt://me/notes/Home' });
    expect(contents).toEqual([
      {
        uri: 'holt://me/notes/Home',
        mimeType: 'text/markdown',
        text: '# Home\n\nThe door has a lock. See [[Plan]] and [[Sesame/Door]].\n',
        _meta: {
          version: expect.stringMatching(/^[0-9a-f]{40}$/),
          revision: revisions.at(-1),
          url: `${SITE_ORIGIN}/me/notes/`,
          last_change: expect.objectContaining({ author: 'Ada', agent: 'scribe', revision: revisions[0] }),
          hidden: [],
        },
      },
    ]);
  });

  it('show hidden characters', async () => {
    const server = startTestServer();
    const wiki = await server.wikis.create(ID);
    await wiki.write({ changes: [{ op: 'put', path: 'A', content: 'a\u200bb' }], author });
    const { contents } = await (await connect(server, writer)).readResource({ uri: 'holt://me/notes/A' });
    expect(contents).toMatchObject([{ text: 'a⟦U+200B⟧b', _meta: { hidden: [{ line: 1 }] } }]);
  });

  it('that the caller may not read are answered as those that are not there', async () => {
    const { server } = await startServerWithSecrets();
    const client = await connect(server, callerWith('editor'));
    const answer = (uri: string) => client.readResource({ uri }).catch((error) => `${error.code} ${error.message}`);
    const absent = await answer('holt://me/notes/Sesame/Absent');
    expect(absent).toMatch(/^-32002 .*There is no page/);
    expect(await answer('holt://me/notes/Sesame/Door')).toBe(String(absent).replaceAll('Absent', 'Door'));
    const outside = await connect(server, stranger);
    const read = (uri: string) => outside.readResource({ uri }).catch((error) => String(error.message));
    expect(await read('holt://me/notes/Home')).toBe(
      String(await read('holt://me/nothing/Home')).replaceAll('me/nothing', 'me/notes'),
    );
  });

  it.each([
    '',
    'Home',
    'https://me/notes/Home',
    'holt://me/notes',
    'holt://me/notes/',
    'holt://me/notes/%zz',
    'holt://me/notes/../x',
  ])('are not found under %j', async (uri) => {
    const { server } = await startServerWithSecrets();
    const client = await connect(server, callerWith('owner'));
    await expect(client.readResource({ uri })).rejects.toMatchObject({ code: -32002 });
  });

  it('are not listed after a cursor that is none', async () => {
    const { server } = await startServerWithSecrets();
    const client = await connect(server, callerWith('owner'));
    await expect(client.listResources({ cursor: 'x' })).rejects.toMatchObject({ code: -32602 });
  });

  it('that fail in a way that nobody foresaw are told without detail', async () => {
    const { server } = await startServerWithSecrets();
    const fail = async () => {
      throw new Error('secret detail');
    };
    const broken = serve({ ...server.wikis, list: fail, open: fail });
    const client = await connect(broken, callerWith('owner'));
    for (const answer of [client.listResources(), client.readResource({ uri: 'holt://me/notes/Home' })]) {
      const error = await answer.catch((error) => error);
      expect(error).toMatchObject({ code: -32603 });
      expect(error.message).not.toContain('secret');
    }
    expect(broken.logged.map(({ message }) => message)).toEqual([
      expect.stringContaining('resources/list failed'),
      expect.stringContaining('resources/read failed'),
    ]);
  });
});

describe('the URI of a page', () => {
  it.each([
    ['Home', 'holt://me/notes/Home'],
    ['Design/Über_uns', 'holt://me/notes/Design/%C3%9Cber_uns'],
    ['100%', 'holt://me/notes/100%25'],
  ])('%s', (path, uri) => {
    expect(toResourceUri('me/notes', path)).toBe(uri);
    expect(readResourceUri(uri)).toEqual({ wiki: 'me/notes', path });
  });

  it('is read as a client may write it, too', () => {
    expect(readResourceUri('holt://me/notes/Über_uns.md')).toEqual({ wiki: 'me/notes', path: 'Über_uns' });
  });
});

it(`no resource names what holds ${SECRET} to who may not read it`, async () => {
  const { server } = await startServerWithSecrets();
  const client = await connect(server, callerWith('editor'));
  expect(JSON.stringify(await client.listResources())).not.toContain(SECRET);
});

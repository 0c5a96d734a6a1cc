import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  call,
  connect,
  refusal,
  SITE_ORIGIN,
  startTestServer,
  type TestServer,
  writer,
} from '../testing/test-server.ts';
import { callerWith, SECRET, startServerWithSecrets } from '../testing/wiki-with-secrets.ts';

let server: TestServer;
let agent: Client;

beforeEach(async () => {
  server = startTestServer();
  await server.wikis.create('me/notes');
  agent = await connect(server, writer, 'me/notes');
});

const write = (path: string, content: string) => call(agent, 'write_page', { path, content });
const read = (paths: string[], more: object = {}) => call(agent, 'read_pages', { paths, ...more });

describe('read_pages', () => {
  it('gives each page as of one revision, and says which there are not', async () => {
    const a = await write('A', '# A\u200b\n');
    const b = await write('B', '# B\n');
    const { data, text } = await read(['B', 'None', 'A.md', 'B', '../x']);
    expect(data).toMatchObject({
      wiki: 'me/notes',
      revision: b.data.revision,
      pages: [
        { path: 'B', content: '# B\n', version: b.data.version, hidden: [] },
        { path: 'A', content: '# A⟦U+200B⟧\n', version: a.data.version, hidden: [{ line: 1 }] },
      ],
      errors: [
        { path: 'None', code: 'page-not-found' },
        { path: '../x', code: 'invalid-path' },
      ],
    });
    expect(data).not.toHaveProperty('rest');
    expect(text).toContain(
      `----- begin page ${a.data.version} -----\n# A⟦U+200B⟧\n----- end page ${a.data.version} -----`,
    );
    expect(text).toContain('Error page-not-found: There is no page "None"');
  });

  it('tells of each where it is on the web, and its properties', async () => {
    await write('Home', '# Home\n');
    await write('A/B', '---\nstatus: "x\u200b"\n---\n# B\n');
    const { data, text } = await read(['Home', 'A/B']);
    expect(data.pages).toMatchObject([
      { url: `${SITE_ORIGIN}/me/notes/`, properties: {} },
      { url: `${SITE_ORIGIN}/me/notes/A/B`, properties: { status: 'x⟦U+200B⟧' } },
    ]);
    expect(text).toContain(`url: ${SITE_ORIGIN}/me/notes/A/B\n`);
    expect(text.match(/^properties: .*$/gm)).toEqual(['properties: {"status":"x⟦U+200B⟧"}']);
  });

  it('gives them as they were at a revision', async () => {
    const first = await write('A', 'one\n');
    await write('A', 'two\n');
    await write('B', 'b\n');
    const { data } = await read(['A', 'B'], { revision: first.data.revision });
    expect(data).toMatchObject({ pages: [{ content: 'one\n' }], errors: [{ path: 'B', code: 'page-not-found' }] });
  });

  it('names what does not fit, so that every page is had in the end', async () => {
    const wiki = await server.wikis.open('me/notes');
    // Each is shown in twelve times its bytes.
    const paths = Array.from({ length: 5 }, (_, index) => `Long/${index}`);
    for (const path of paths) {
      await wiki.write({
        changes: [{ op: 'put', path, content: `${path}\n${'\u0001'.repeat(80_000)}\n` }],
        author: { name: 'A', email: 'a@example.org' },
      });
    }
    const had: string[] = [];
    let rest: string[] = paths;
    let answers = 0;
    while (rest.length > 0) {
      const { data, text, isError } = await read(rest);
      expect(isError).toBe(false);
      had.push(...(data.pages as { path: string; content: string }[]).map(({ path }) => path));
      rest = (data.rest as string[] | undefined) ?? [];
      if (rest.length > 0) expect(text).toContain(`read them next: ${rest.join(', ')}`);
      answers++;
    }
    expect(had).toEqual(paths);
    expect(answers).toBeGreaterThan(1);
    expect(answers).toBeLessThan(5);
  });

  it.each([
    ['none', []],
    ['more than twenty', Array.from({ length: 21 }, (_, index) => `P${index}`)],
  ])('refuses %s', async (_how, paths) => {
    expect(await refusal(agent, 'read_pages', { paths })).toMatchObject({ code: 'invalid-arguments' });
  });

  it('refuses a revision that there is not', async () => {
    await write('A', 'a\n');
    const error = await refusal(agent, 'read_pages', { paths: ['A'], revision: '0'.repeat(40) });
    expect(error).toMatchObject({ code: 'revision-not-found' });
  });

  it('answers for a page that the caller may not read as for one that is not there', async () => {
    const { server } = await startServerWithSecrets();
    const editor = await connect(server, callerWith('editor'), 'me/notes');
    const ask = async (path: string) => {
      const { text, data } = await call(editor, 'read_pages', { paths: ['Home', path] });
      return JSON.stringify({ text, data });
    };
    expect(await ask('Sesame/Door')).toBe((await ask('Sesame/None')).replaceAll('None', 'Door'));
    expect(await ask('Sesame/Door')).not.toContain(`${SECRET} opens`);
    // Renamed to where the caller may not look.
    const owner = await connect(server, callerWith('owner'), 'me/notes');
    await call(owner, 'rename_page', { path: 'Plan', new_path: 'Sesame/Old_plan' });
    expect(await ask('Plan')).not.toContain('Old_plan');
  });
});

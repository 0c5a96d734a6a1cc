import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { call, connect, startTestServer, type TestServer, writer } from '../testing/test-server.ts';

let server: TestServer;
let agent: Client;

beforeEach(async () => {
  server = startTestServer();
  await server.wikis.create('me/notes');
  agent = await connect(server, writer, 'me/notes');
});

const write = (path: string, content: string) => call(agent, 'write_page', { path, content });
const read = (path: string, more: object = {}) => call(agent, 'read_page', { path, ...more });

describe('of a page with much in it, read_page', () => {
  it('counts what its lists are short of', async () => {
    const many = (count: number, line: (index: number) => string) =>
      Array.from({ length: count }, (_, index) => `${line(index)}\n\n`).join('');
    const long = [
      many(203, (index) => `## Day ${index}`),
      many(260, (index) => `[[Missing/${index}]]`),
      '## Notes\n\n',
      many(51, (index) => `<!-- note ${index} -->`),
    ].join('');
    const wiki = await server.wikis.open('me/notes');
    await wiki.write({
      changes: [
        { op: 'put', path: 'Long', content: long },
        ...Array.from({ length: 201 }, (_, i) => ({ op: 'put' as const, path: `From/${i}`, content: '[[Long]]\n' })),
      ],
      author: { name: 'A', email: 'a@example.org' },
    });
    const { data, text } = await read('Long');
    expect(data.omitted).toEqual({ hidden: 1, sections: 4, links_out: 60, links_in: 1 });
    const { out, in: from } = data.links as { out: object[]; in: string[] };
    expect([data.hidden, data.sections, out, from].map((list) => (list as object[]).length)).toEqual([
      50, 200, 200, 200,
    ]);
    expect(text).toContain('  … and 1 more HTML comment\nrevision: ');
    expect(text).toMatch(/^sections: .*, … and 4 more$/m);
    expect(text).toMatch(/^links to: .*, … and 60 more$/m);
    expect(text).toMatch(/^linked from: .*, … and 1 more$/m);
    const day = await read('Long', { section: 'Day 3' });
    expect(day.data.omitted).toEqual({ sections: 4, links_out: 60, links_in: 1 });
    expect(day.text).not.toContain('HTML comment');
    const { data: all } = await call(agent, 'read_pages', { paths: ['Long', 'From/1'] });
    expect((all.pages as { omitted?: object }[]).map(({ omitted }) => omitted)).toEqual([{ hidden: 1 }, undefined]);
  });

  it('says of a long page that a section can be read alone', async () => {
    const hint = 'Read one section at a time';
    await write('Long', `# Long\n\n## A\n\nshort\n\n## B\n\n${'words and words '.repeat(7000)}\n`);
    expect((await read('Long')).text).toContain(`This page has 112 KB. ${hint}`);
    expect((await read('Long', { section: 'A' })).text).not.toContain(hint);
    await write('Bare', `${'words and words '.repeat(7000)}\n`);
    expect((await read('Bare')).text).not.toContain(hint);
    await write('Short', `# Short\n\n${'words and words '.repeat(6000)}\n`);
    expect((await read('Short')).text).not.toContain(hint);
  });
});

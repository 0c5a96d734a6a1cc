import { MemoryObjectStore } from '@holt/storage';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { call, connect, reader, startTestServer, type TestServer } from '../testing/test-server.ts';

const QUERIES: readonly (readonly [what: string, query: string])[] = [
  ['control characters', '\u0000\u0007plan\u001b[31m\u0085\u2028'],
  ['lone surrogates', '\ud800 plan\udc00 "\udfff"'],
  ['what looks like a regular expression', '(a+)+$ [^]* \\p{L} (?<=x) .* | ^'],
  ['names that objects have', '__proto__ constructor toString hasOwnProperty'],
  ['paths out of the wiki', 'path:../../ path:/etc tag:../x ../../../git'],
  ['signs alone', '- -- -"" tag: path: -tag: "" : ::'],
  ['quotes alone', '"'.repeat(1000)],
  ['minuses alone', '-'.repeat(1000)],
  ['spaces alone', ' \t\u00a0\u3000'.repeat(250)],
  ['one long word', 'a'.repeat(1000)],
  ['many short words', 'a b c d e f g h i j k l m n o p q r s t u v w x y z'.repeat(20)],
  ['a long run without spaces', '漢字'.repeat(500)],
  ['a long compound', 'a-b_c.'.repeat(166)],
  ['marks alone', '\u0301'.repeat(1000)],
  ['a letter that grows when it is folded', 'ﷺ'.repeat(1000)],
  ['text from right to left', '\u202eplan\u202c \u2066x\u2069 שלום'],
  ['joined emoji', '👩‍👩‍👧‍👦 🏳️‍🌈 plan'],
  ['markup', '<script>alert(1)</script> <b>plan</b> [[x]] ](javascript:x)'],
  ['only what is not wanted', '-plan -"a plan" -tag:x -path:X'],
  ['a name of the index', 'search/recent.json #plan =plan'],
  ['too much', 'plan '.repeat(1000)],
];

const PAGES: readonly (readonly [path: string, text: string])[] = [
  ['Plan', '# The plan\n\nplan\n'],
  ['Words', Array.from({ length: 100_000 }, (_, index) => index.toString(36)).join(' ')],
  ['One_word', 'a'.repeat(1_000_000)],
  ['Signs', `# <img src=x onerror=alert(1)>\n\n${'\u0001\u0007\u202e'.repeat(1000)} plan\n`],
  ['Marks', `plan${'\u0301'.repeat(100_000)} plan\n`],
  ['Compound', 'a_b-c.'.repeat(50_000)],
];

const REFUSALS = ['invalid-request', 'invalid-arguments'];

describe.each(['from the root', 'from a main part', 'without an index'])('a search %s', (where) => {
  let server: TestServer;
  let agent: Client;

  beforeAll(async () => {
    const store = new MemoryObjectStore();
    server = startTestServer(store);
    const wiki = await server.wikis.create('me/notes');
    const author = { name: 'A', email: 'a@example.org' };
    for (const [path, content] of PAGES) await wiki.write({ changes: [{ op: 'put', path, content }], author });
    if (where === 'from a main part') await wiki.fold();
    if (where === 'without an index') await store.delete('fragments/me/notes/-/search/recent.json');
    agent = await connect(server, reader, 'me/notes');
  }, 60_000);

  it.each(QUERIES)(
    'for %s is answered, or refused with what to do',
    async (_what, query) => {
      const before = process.cpuUsage();
      const { data, isError, text } = await call(agent, 'search', { query });
      const { user } = process.cpuUsage(before);
      if (isError) expect(REFUSALS).toContain((data.error as { code: string }).code);
      else expect(data.hits).toBeInstanceOf(Array);
      expect(text).not.toBe('');
      expect(server.logged).toEqual([]);
      expect(user / 1000).toBeLessThan(8000);
    },
    30_000,
  );

  it('finds the page among such pages', async () => {
    const { data, text } = await call(agent, 'search', { query: 'plan' });
    expect((data.hits as { path: string }[])[0]?.path).toBe('Plan');
    // What is hidden in a title is shown.
    for (const character of ['\u0001', '\u0007', '\u202e']) expect(text).not.toContain(character);
  });
});

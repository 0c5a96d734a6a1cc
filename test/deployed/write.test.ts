import { systemClock, systemRandom } from '@holt/storage';
import { openWikis } from '@holt/wiki';
import { expect, test } from 'vitest';
import { callTool } from './call-tool.ts';
import { toFunctionUrlEvent, toResponse } from './function-url-event.ts';
import { ALICE, type Deployment, openDeployment } from './open-deployment.ts';
import { ORIGIN, SECRETS } from './serve-deployment.ts';
import { type Owner, SESSION_COOKIE, signInAndMakeWiki } from './sign-in-and-make-wiki.ts';

const LONG = `# Long

${'A sentence that is one of many. '.repeat(400)}

\`\`\`mermaid
graph TD
  a[Den] --> b[River]
\`\`\`

\`\`\`ts
const den: string = 'holt';
\`\`\`

$$
x^2
$$
`;

async function open(): Promise<{ site: Deployment; owner: Owner }> {
  const site = await openDeployment();
  return { site, owner: await signInAndMakeWiki(site) };
}

const readPage = (site: Deployment, { session }: Owner, path: string) =>
  site.fetch(new Request(`${ORIGIN}/team/notes/${path}`, { headers: { cookie: `${SESSION_COOKIE}=${session}` } }));

/** Of the HTML alone. */
const textOf = async (response: Response) => (await response.text()).replace(/<[^>]*>/g, '');

test('what an agent writes, agents and people read at once, and nobody else', async () => {
  const { site, owner } = await open();
  const content = '# Plan\n\nDig a holt, for Zoë.\n';
  const written = await callTool(site.fetch, owner.token, 'write_page', { path: 'Plan', content });
  expect(written.data).toMatchObject({ committed: true, published: true, url: `${ORIGIN}/team/notes/Plan` });
  const read = await callTool(site.fetch, owner.token, 'read_page', { path: 'Plan' });
  expect(read.data).toMatchObject({ content, version: written.data.version, last_change: { author: ALICE.name } });

  const page = await readPage(site, owner, 'Plan');
  expect(page.status).toBe(200);
  expect(await textOf(page)).toContain('Dig a holt, for Zoë.');
  expect((await site.fetch(new Request(`${ORIGIN}/team/notes/Plan`))).status).toBe(401);
});

test('a long page is rendered in a thread: diagrams are drawn, code and mathematics are set', async () => {
  const { site, owner } = await open();
  const { data } = await callTool(site.fetch, owner.token, 'write_page', { path: 'Long', content: LONG });
  expect(data).toMatchObject({ committed: true, published: true });
  const html = await (await readPage(site, owner, 'Long')).text();
  const afterWords = html.slice(html.lastIndexOf('one of many.'));
  expect(afterWords).toMatch(/<img src="data:image\/svg\+xml[^"]*River/);
  expect(afterWords).toMatch(/<span class="c-keyword">const<\/span>/);
  expect(afterWords).toContain('<msup>');
});

test('writes from one base are merged by libgit2, and a conflict is told with both texts', async () => {
  const { site, owner } = await open();
  const lines = (first: string, last: string) => `# List\n\n${first}\n\n- one\n- two\n- three\n\n${last}\n`;
  const write = (content: string, base?: string) =>
    callTool(site.fetch, owner.token, 'write_page', {
      path: 'List',
      content,
      ...(base === undefined ? {} : { base_version: base }),
    });
  const { version: base } = (await write(lines('First.', 'Last.'))).data;
  await write(lines('First, theirs.', 'Last.'), base);
  const merged = await write(lines('First.', 'Last, mine.'), base);
  expect(merged.data).toMatchObject({ committed: true, merged: true });
  const read = await callTool(site.fetch, owner.token, 'read_page', { path: 'List' });
  expect(read.data.content).toBe(lines('First, theirs.', 'Last, mine.'));

  const refused = await write(lines('First, mine.', 'Last.'), base);
  expect(refused.isError).toBe(true);
  expect(refused.text).toContain('First, theirs.');
});

test('what the bundles have made is what the sources make, byte for byte', async () => {
  const { site, owner } = await open();
  await callTool(site.fetch, owner.token, 'write_page', { path: 'Long', content: LONG });
  await callTool(site.fetch, owner.token, 'write_page', { path: 'Home', content: '# Home\n\n[[Long]]\n' });
  await callTool(site.fetch, owner.token, 'rename_page', { path: 'Long', new_path: 'Far/Longer' });
  await (await site.running('maintenance')).invoke({});
  const { store, keyValues } = site;
  const wikis = openWikis({ store, keyValues, clock: systemClock, random: systemRandom });
  const report = await (await wikis.open('team/notes')).verify();
  expect(report).toMatchObject({ complete: true, differences: [], damage: [] });
  expect(report.artifacts).toBeGreaterThan(10);
});

test('a body in base64 is taken as one in text is', async () => {
  const { site, owner } = await open();
  const { invoke } = await site.running('write');
  const asBytes = async (request: Request) => {
    request.headers.set('x-holt-host', new URL(ORIGIN).host);
    const event = await toFunctionUrlEvent(request, SECRETS.origin);
    expect(event.isBase64Encoded).toBe(false);
    const body = Buffer.from(event.body ?? '').toString('base64');
    return toResponse(await invoke({ ...event, body, isBase64Encoded: true }));
  };
  const content = '# Näht\n';
  await callTool(asBytes, owner.token, 'write_page', { path: 'Bytes', content });
  expect((await callTool(site.fetch, owner.token, 'read_page', { path: 'Bytes' })).data.content).toBe(content);
});

test("agents' calls ask nothing of the key-value store that the edge reads: each request would cost as much as many of S3", async () => {
  const { site, owner } = await open();
  const asked = site.keyValueService.requests.length;
  await callTool(site.fetch, owner.token, 'write_page', { path: 'Plan', content: '# Plan\n' });
  await callTool(site.fetch, owner.token, 'read_page', { path: 'Plan' });
  await callTool(site.fetch, owner.token, 'list_wikis', {});
  expect(site.keyValueService.requests.length).toBe(asked);
});

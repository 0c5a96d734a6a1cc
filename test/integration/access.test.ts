import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type RunningEdge, runHolt, startDev, temporaryFolder } from '../support/holt-process.ts';
import { connect } from '../support/mcp-client.ts';
import { runGit } from '../support/run-git.ts';

let edge: RunningEdge;
let data: string;
const removals: (() => void)[] = [];

/** What a `holt` command prints as JSON. */
async function holt(...args: string[]) {
  const { status, stdout, stderr } = await runHolt([...args, '--data', data, '--json']);
  expect([status, stderr.replaceAll(/^.*\] \d+\/\d+\n/gm, '')]).toEqual([0, '']);
  return JSON.parse(stdout);
}

const origin = () => new URL(edge.url).origin;

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(origin() + path, { redirect: 'manual', headers });

beforeAll(async () => {
  const folder = temporaryFolder((remove) => removals.push(remove));
  data = join(folder, 'data');
  edge = await startDev(['--data', data]);
  const vault = join(folder, 'vault');
  mkdirSync(join(vault, 'Drafts'), { recursive: true });
  writeFileSync(join(vault, 'Home.md'), '# Private home\n');
  writeFileSync(join(vault, 'Drafts', 'Plan.md'), '# Secret plan\n');
  for (const wiki of ['me/secret', 'me/other']) await holt('import', vault, '--wiki', wiki, '--private');
});
afterAll(async () => {
  await edge.stop();
  for (const remove of removals) remove();
});

describe('git clone of a private wiki', () => {
  const clone = (wiki: string, password: string | undefined) => {
    const directory = join(temporaryFolder(onTestFinished), 'clone');
    const url = new URL(`${origin()}/${wiki}.git`);
    if (password !== undefined) Object.assign(url, { username: 'git', password });
    return runGit('.', 'clone', '--quiet', url.href, directory).then(() => directory);
  };

  it('works with a token as the password', async () => {
    const { token } = await holt('token', '--wiki', 'me/secret', '--scope', 'read');
    const directory = await clone('me/secret', token);
    expect(await runGit(directory, 'fsck', '--strict')).toBe('');
    expect(await runGit(directory, 'ls-files')).toBe('Drafts/Plan.md\nHome.md\n');
  });

  it('is asked for a password without one, and refused with a bad one, the same as for a wiki that does not exist', async () => {
    const answers = await Promise.all(
      ['me/secret', 'me/none'].flatMap((wiki) =>
        [{}, { authorization: `Basic ${btoa('git:not-a-token')}` }].map(async (headers: Record<string, string>) => {
          const response = await get(`/${wiki}.git/info/refs?service=git-upload-pack`, headers);
          return [response.status, response.headers.get('www-authenticate'), await response.text()];
        }),
      ),
    );
    expect(answers[0]?.slice(0, 2)).toEqual([401, expect.stringMatching(/^Basic realm=/)]);
    expect(answers.slice(1)).toEqual([answers[0], answers[0], answers[0]]);
    await expect(clone('me/secret', undefined)).rejects.toThrow();
  });

  it("is refused with another wiki's token, the same as for a wiki that does not exist", async () => {
    const { token } = await holt('token', '--wiki', 'me/other', '--scope', 'read');
    const authorization = `Basic ${btoa(`git:${token}`)}`;
    const [other, missing] = await Promise.all(
      ['me/secret', 'me/none'].map(async (wiki) => {
        const response = await get(`/${wiki}.git/info/refs`, { authorization });
        return [response.status, await response.text()];
      }),
    );
    expect(other?.[0]).toBe(403);
    expect(missing).toEqual(other);
    await expect(clone('me/secret', token)).rejects.toThrow();
  });
});

describe('a private wiki on this machine', () => {
  it('is read in a browser without asking, by the very path that a deployed one takes', async () => {
    const html = { accept: 'text/html' };
    const toSignIn = await get('/me/secret/Drafts/Plan', html);
    const location = toSignIn.headers.get('location') ?? '';
    expect([toSignIn.status, location]).toEqual([302, expect.stringMatching(/^\/auth\/sign-in\?return=/)]);
    const back = await get(location, html);
    expect([back.status, back.headers.get('location')]).toEqual([302, '/me/secret/Drafts/Plan']);
    const [cookie = ''] = back.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-holt=[^;]+; (?=.*HttpOnly)(?=.*Secure)(?=.*SameSite=Lax)(?=.*Path=\/)/);
    const page = await get('/me/secret/Drafts/Plan', { ...html, cookie: cookie.split(';')[0] ?? '' });
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Secret plan')]);
  });

  it('is not read by programs without a token', async () => {
    const answer = await get('/me/secret/Home.md', { accept: '*/*' });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, expect.stringMatching(/^Bearer/)]);
  });
});

describe('rules for paths', () => {
  it('hold for browsers, git and agents alike', async () => {
    await holt('wiki', 'set', 'me/other', '--rule', 'Drafts=owner');
    const { token } = await holt('token', '--wiki', 'me/other', '--scope', 'write');
    const authorization = `Bearer ${token}`;
    const status = async (path: string) => (await get(path, { authorization })).status;
    expect(await status('/me/other/')).toBe(200);
    expect(await status('/me/other/Drafts/Plan')).toBe(403);
    expect(await status('/me/other/Drafts/Plan.md')).toBe(403);
    // They show the whole wiki, the closed folder included.
    expect(await status('/me/other/-/sidebar.json')).toBe(403);
    expect(await status('/me/other.git/info/refs')).toBe(403);

    const agent = await connect(edge.mcp, token);
    onTestFinished(() => agent.close());
    const { data: listed } = await agent.call('list_pages', { wiki: 'me/other' });
    expect(listed).toMatchObject({ total: 1, pages: [{ path: 'Home' }] });
    const read = await agent.call('read_page', { wiki: 'me/other', path: 'Drafts/Plan' });
    const missing = await agent.call('read_page', { wiki: 'me/other', path: 'Drafts/None' });
    expect([read.isError, read.text.replace('Plan', 'None')]).toEqual([true, missing.text]);
    const page = { wiki: 'me/other', path: 'Drafts/New', content: '# New\n' };
    expect((await agent.call('write_page', page)).isError).toBe(true);

    const owner = await holt('token', '--wiki', 'me/other', '--scope', 'manage');
    const asOwner = { authorization: `Bearer ${owner.token}` };
    expect((await get('/me/other/Drafts/Plan', asOwner)).status).toBe(200);
    expect((await get('/me/other.git/info/refs', asOwner)).status).toBe(200);
  });
});

describe('tokens', () => {
  it('end when they are revoked, at the edge and for agents', async () => {
    const { token, id } = await holt('token', '--wiki', 'me/secret', '--scope', 'write', '--name', 'Laptop');
    const headers = { authorization: `Bearer ${token}` };
    expect((await get('/me/secret/', headers)).status).toBe(200);
    const listed = await holt('token', 'list');
    expect(listed).toContainEqual(expect.objectContaining({ id, name: 'Laptop' }));
    expect(JSON.stringify(listed)).not.toContain(token);
    await holt('token', 'revoke', id);
    expect((await get('/me/secret/', headers)).status).toBe(401);
    await expect(connect(edge.mcp, token)).rejects.toThrow();
  });

  it('live on when the key is rotated, until what they were signed with is retired', async () => {
    const { token } = await holt('token', '--wiki', 'me/secret', '--scope', 'read');
    const read = async () => (await get('/me/secret/', { authorization: `Bearer ${token}` })).status;
    const [{ kid }] = await holt('keys', 'list');
    await holt('keys', 'rotate');
    expect(await read()).toBe(200);
    const refused = await runHolt(['keys', 'retire', kid, '--data', data]);
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('until')]);
    expect(await read()).toBe(200);
    await holt('keys', 'retire', kid, '--force');
    expect(await read()).toBe(401);
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFileObjectStore, systemRandom } from '@holt/storage';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { runHolt, startDev, temporaryFolder } from '../support/holt-process.ts';

let data: string;
const holt = (...args: string[]) => runHolt([...args, '--data', data]);

async function facts(...args: string[]) {
  const { status, stdout, stderr } = await holt(...args, '--json');
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

beforeEach(async () => {
  data = join(temporaryFolder(onTestFinished), 'data');
  await facts('wiki', 'create', 'me/notes', '--private');
});

describe('the commands for access', () => {
  it('open and close wikis and folders, and tell who did', async () => {
    expect(
      await facts('wiki', 'set', 'me/notes', '--public', '--rule', 'Drafts=editor', '--rule', 'Keys=owner'),
    ).toEqual({
      id: 'me/notes',
      public: true,
      rules: [
        ['Drafts', 'editor'],
        ['Keys', 'owner'],
      ],
      since: 0,
      grants: [],
    });
    const changed = await facts('wiki', 'set', 'me/notes', '--private', '--rule', 'Drafts=reader', '--no-rule', 'Keys');
    expect(changed).toMatchObject({ public: false, rules: [['Drafts', 'reader']] });
    expect(await facts('wiki', 'show', 'me/notes')).toEqual(changed);
    const entries = await facts('wiki', 'audit', 'me/notes');
    expect(entries.map((entry: { seq: number }) => entry.seq)).toEqual(
      [...entries.keys()].reverse().map((i) => i + entries.at(-1).seq),
    );
    expect(entries.slice(0, -1).every((entry: { by: { subject: string } }) => entry.by.subject === 'me')).toBe(true);
    expect((await holt('wiki', 'audit', 'me/notes')).stdout).toMatch(/^\d{4}-.*\tme\t/);
  });

  it('render a wiki anew at once when its links are written the other way round', async () => {
    const vault = temporaryFolder(onTestFinished);
    writeFileSync(join(vault, 'Home.md'), '[[The plan|Plan]]\n');
    writeFileSync(join(vault, 'Plan.md'), '# Plan\n');
    await holt('import', vault, '--wiki', 'me/notes');
    const { status, stdout, stderr } = await holt('wiki', 'set', 'me/notes', '--title-first');
    expect([status, stdout]).toEqual([
      0,
      expect.stringMatching(/^title-first\nRendered anew: [1-9]\d* files changed$/m),
    ]);
    expect(stderr).toMatch(/^Rendering .*\] (\d+)\/\1\n$/);
    expect(await facts('wiki', 'show', 'me/notes')).toMatchObject({ titleFirst: true });
    const store = openFileObjectStore({ directory: join(data, 'store'), random: systemRandom });
    const home = await store.get('fragments/me/notes/pages/Home.html');
    expect(new TextDecoder().decode(home?.body)).toContain('href="/me/notes/Plan">The plan</a>');
    expect((await holt('verify')).status).toBe(0);
    const back = JSON.parse((await holt('wiki', 'set', 'me/notes', '--no-title-first', '--json')).stdout);
    expect(back).toMatchObject({ id: 'me/notes', rendered: expect.any(Number) });
    expect(back).not.toHaveProperty('titleFirst');
    expect((await holt('verify')).status).toBe(0);
  });

  it('give and take roles', async () => {
    await facts('grant', 'Alice@Example.com', '--wiki', 'me/notes', '--role', 'owner');
    const both = await facts('grant', '@example.com', '--wiki', 'me/notes', '--role', 'reader');
    expect(both.grants).toEqual([
      { grantee: 'alice@example.com', role: 'owner' },
      { grantee: '@example.com', role: 'reader' },
    ]);
    expect(await facts('revoke', 'alice@example.com', '--wiki', 'me/notes')).toMatchObject({ tokens: [] });
    expect((await facts('wiki', 'show', 'me/notes')).grants).toEqual([{ grantee: '@example.com', role: 'reader' }]);
    await facts('revoke', '--all-tokens', '--wiki', 'me/notes');
    expect((await facts('wiki', 'show', 'me/notes')).since).toBeGreaterThan(0);
  });

  it('map hosts', async () => {
    await facts('host', 'set', 'notes.example', 'me/notes');
    expect(await facts('host', 'set', 'me.example', 'me')).toEqual([
      { host: 'me.example', serves: 'me' },
      { host: 'notes.example', serves: 'me/notes' },
    ]);
    expect(await facts('host', 'remove', 'me.example')).toEqual([{ host: 'notes.example', serves: 'me/notes' }]);
  });

  it.each<[string, string[], string]>([
    ['a level that is none', ['wiki', 'set', 'me/notes', '--rule', 'Drafts=admin'], 'Drafts=admin'],
    ['a rule without a path', ['wiki', 'set', 'me/notes', '--rule', '=owner'], '=owner'],
    ['both orders of links', ['wiki', 'set', 'me/notes', '--title-first', '--no-title-first'], '--title-first'],
    ['nothing to set', ['wiki', 'set', 'me/notes'], '--rule'],
    ['a role that is none', ['grant', 'a@example.com', '--wiki', 'me/notes', '--role', 'admin'], '--role'],
    ['nobody to revoke', ['revoke', '--wiki', 'me/notes'], '--all-tokens'],
    ['a host with a port', ['host', 'set', 'a.example:80', 'me'], 'a.example:80'],
    ['a host for what is no wiki', ['host', 'set', 'a.example', 'www'], 'www'],
    ['a key to retire without its name', ['keys', 'retire'], 'KID'],
    ['a life that is too long', ['token', '--wiki', 'me/notes', '--scope', 'read', '--ttl', '400d'], '400d'],
    ['a path of no page', ['token', '--wiki', 'me/notes', '--scope', 'read', '--path', '../x'], '../x'],
    ['a scope that is none', ['token', '--wiki', 'me/notes', '--scope', 'all'], '--scope'],
  ])('refuse %s as wrong usage', async (_what, args, named) => {
    const { status, stderr } = await holt(...args);
    expect([status, stderr]).toEqual([2, expect.stringContaining(named)]);
  });

  it.each<[string, string[], string]>([
    ['a path that is none', ['wiki', 'set', 'me/notes', '--rule', '../x=owner'], '../x'],
    ['a grantee who is nobody', ['grant', 'alice', '--wiki', 'me/notes', '--role', 'reader'], 'alice'],
    ['a wiki that is not there', ['wiki', 'show', 'me/none'], 'me/none'],
    [
      'an import that would be public into what is private',
      ['import', 'docs', '--wiki', 'me/notes', '--public'],
      '--public',
    ],
    ['a token that is not there', ['token', 'revoke', '0'.repeat(32)], 'token'],
    ['a key that is not there', ['keys', 'retire', 'abcdefgh'], 'abcdefgh'],
  ])('say what is wrong with %s', async (_what, args, named) => {
    const { status, stderr } = await holt(...args);
    expect([status, stderr]).toEqual([1, expect.stringContaining(named)]);
  });
});

it('dev says which settings of the sign-in are wrong, and not what they are', async () => {
  const env = { HOLT_OIDC_ISSUER: 'http://provider.example', HOLT_OWNERS: 'alice' };
  const { status, stderr } = await runHolt(['dev', '--port', '0', '--data', data], { env });
  expect([status, stderr]).toEqual([
    1,
    expect.stringMatching(/^holt: [^\n]*HOLT_OIDC_ISSUER[^\n]*HOLT_OIDC_CLIENT_ID[^\n]*HOLT_OWNERS[^\n]*\n$/),
  ]);
  expect(stderr).not.toContain('provider.example');
});

it('dev prints the same token at every start, until it is revoked or ended with all of a wiki', async () => {
  const tokens: string[] = [];
  for (let start = 0; start < 4; start++) {
    const edge = await startDev(['--data', data]);
    tokens.push(edge.token);
    await edge.stop();
    if (start === 1) for (const { id } of await facts('token', 'list')) await facts('token', 'revoke', id);
    if (start === 2) await facts('revoke', '--all-tokens', '--wiki', 'me/notes');
  }
  expect(tokens[1]).toBe(tokens[0]);
  expect(tokens[2]).not.toBe(tokens[0]);
  expect(tokens[3]).not.toBe(tokens[2]);
});

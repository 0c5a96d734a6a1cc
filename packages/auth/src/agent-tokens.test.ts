import { createHash } from 'node:crypto';
import { revokedTokenKey } from '@holt/edge';
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewAgentToken } from './agent-tokens.ts';
import { revokeSubject } from './revoke-subject.ts';
import { openScene, RULES, type Scene, START_SECONDS } from './testing/open-scene.ts';
import { verifyToken } from './verify-token.ts';

const DAY_SECONDS = 86_400;
const NEW: NewAgentToken = {
  name: 'laptop',
  subject: 'me',
  wikis: ['me/notes:editor'],
  scope: ['read', 'write'],
  ttlSeconds: 30 * DAY_SECONDS,
};

let scene: Scene;

beforeEach(async () => {
  scene = openScene();
  await scene.ring.ensure();
});

describe("an agent's token", () => {
  it('is good for what it was made for, and says who holds it', async () => {
    const { token, record } = await scene.tokens.create({ ...NEW, holderName: 'Me Myself', paths: ['Design'] });
    expect(await verifyToken(scene.ring, token, RULES)).toEqual({
      subject: 'me',
      name: 'Me Myself',
      wikis: ['me/notes:editor'],
      scope: ['read', 'write'],
      paths: ['Design'],
      id: record.id,
      issuedAt: START_SECONDS,
      expiresAt: START_SECONDS + 30 * DAY_SECONDS,
    });
  });

  it('has a record, which holds its hash and not the token', async () => {
    const { token, record } = await scene.tokens.create({ ...NEW, email: 'me@holt.example', paths: ['Design'] });
    const [info] = (await scene.store.list({ prefix: 'control/-/tokens/' })).objects;
    const text = Buffer.from((await scene.store.get(info?.key ?? ''))?.body ?? []).toString();
    const [key] = await scene.ring.list();
    expect(info?.key).toBe(`control/-/tokens/${record.id}.json`);
    expect(JSON.parse(text)).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      name: 'laptop',
      subject: 'me',
      email: 'me@holt.example',
      wikis: ['me/notes:editor'],
      scope: ['read', 'write'],
      paths: ['Design'],
      kid: key?.kid,
      createdAt: START_SECONDS,
      expiresAt: START_SECONDS + 30 * DAY_SECONDS,
      hash: createHash('sha256').update(token).digest('base64url'),
    });
    for (const part of token.split('.')) expect(text).not.toContain(part);
  });

  it.each<[string, object]>([
    ['name', { name: '' }],
    ['name', { name: 'two\nlines' }],
    ['email', { email: '' }],
    ['wikis', { wikis: [] }],
    ['wikis', { wikis: ['me'] }],
    ['scope', { scope: [] }],
    ['paths', { paths: [] }],
    ['ttlSeconds', { ttlSeconds: 0 }],
    ['ttlSeconds', { ttlSeconds: 366 * DAY_SECONDS + 1 }],
  ])('is not made when its %s is wrong: %j', async (option, changes) => {
    const error = await scene.tokens.create({ ...NEW, ...changes }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toContain(option);
    expect(await scene.tokens.list()).toEqual([]);
  });
});

describe('the list of tokens', () => {
  it('names those of a subject, the newest first', async () => {
    const { record: first } = await scene.tokens.create(NEW);
    await scene.clock.advance(1000);
    const { record: second } = await scene.tokens.create({ ...NEW, name: 'server' });
    const { record: foreign } = await scene.tokens.create({ ...NEW, subject: 'you' });
    expect(await scene.tokens.list({ subject: 'me' })).toEqual([second, first]);
    expect(await scene.tokens.list()).toHaveLength(3);
    expect(await scene.tokens.list({ subject: 'you' })).toEqual([foreign]);
    expect(await scene.tokens.list({ subject: 'them' })).toEqual([]);
  });

  it('is ordered by their making, not by their ids', async () => {
    const made = [];
    for (let index = 0; index < 10; index++) {
      made.unshift((await scene.tokens.create(NEW)).record);
      await scene.clock.advance(1000);
    }
    expect(await scene.tokens.list()).toEqual(made);
  });

  it('leaves out what has expired', async () => {
    await scene.tokens.create({ ...NEW, ttlSeconds: 60 });
    await scene.clock.advance(59_000);
    expect(await scene.tokens.list()).toHaveLength(1);
    await scene.clock.advance(1000);
    expect(await scene.tokens.list()).toEqual([]);
  });

  it('leaves out what was revoked with its subject', async () => {
    await scene.tokens.create(NEW);
    await revokeSubject(scene.ring, 'me');
    expect(await scene.tokens.list()).toEqual([]);
    const { record } = await scene.tokens.create(NEW);
    expect(await scene.tokens.list()).toEqual([record]);
  });

  it('goes on beyond a page of the store', async () => {
    for (let index = 0; index < 101; index++) await scene.tokens.create({ ...NEW, name: `t${index}` });
    expect(new Set((await scene.tokens.list()).map((record) => record.name)).size).toBe(101);
  });

  it.each([
    ['is no JSON', '{'],
    ['is null', 'null'],
    ['is of another token', JSON.stringify({ id: '0'.repeat(32) })],
  ])('says which record is damaged when one %s', async (_title, text) => {
    const { record } = await scene.tokens.create(NEW);
    const key = `control/-/tokens/${record.id}.json`;
    await scene.store.put(key, text);
    await expect(scene.tokens.list()).rejects.toMatchObject({ code: 'damaged', key });
  });
});

describe('revoking a token', () => {
  it('ends that token and no other, and may be done again', async () => {
    const [one, other] = [await scene.tokens.create(NEW), await scene.tokens.create(NEW)];
    await scene.tokens.revoke(one.record.id);
    await expect(verifyToken(scene.ring, one.token, RULES)).rejects.toMatchObject({ code: 'token-revoked' });
    expect(await verifyToken(scene.ring, other.token, RULES)).toMatchObject({ id: other.record.id });
    expect(await scene.tokens.list()).toEqual([other.record]);
    await expect(scene.tokens.revoke(one.record.id)).resolves.toBeUndefined();
  });

  it('marks it until it would have expired', async () => {
    const { record } = await scene.tokens.create(NEW);
    await scene.tokens.revoke(record.id);
    expect(await scene.keyValues.get(revokedTokenKey(record.id))).toBe(String(record.expiresAt));
  });

  it.each(['', 'laptop', '0'.repeat(32), '../me/notes/wiki', 'A'.repeat(32), 'a'.repeat(600)])(
    'refuses an id that is unknown: %j',
    async (id) => {
      await scene.tokens.create(NEW);
      await expect(scene.tokens.revoke(id)).rejects.toMatchObject({ code: 'token-unknown' });
      expect(await scene.tokens.list()).toHaveLength(1);
    },
  );

  it('by what its record says ends all that fit, however many', async () => {
    const mine = [];
    for (let index = 0; index < 60; index++) mine.push(await scene.tokens.create({ ...NEW, email: 'me@holt.example' }));
    const other = await scene.tokens.create(NEW);
    const revoked = await scene.tokens.revokeWhere((record) => record.email === 'me@holt.example');
    expect(revoked.map((record) => record.id).sort()).toEqual(mine.map(({ record }) => record.id).sort());
    for (const { token } of mine) {
      await expect(verifyToken(scene.ring, token, RULES)).rejects.toMatchObject({ code: 'token-revoked' });
    }
    expect(await scene.tokens.list()).toEqual([other.record]);
    expect(await scene.tokens.revokeWhere(() => false)).toEqual([]);
  });
});

import { revokedSubjectKey, revokedTokenKey } from '@holt/edge';
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewAgentToken } from './agent-tokens.ts';
import { mintToken } from './mint-token.ts';
import { revokeSubject } from './revoke-subject.ts';
import { openScene, RULES, type Scene, START_SECONDS } from './testing/open-scene.ts';
import { verifyToken } from './verify-token.ts';

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;
const NEW: NewAgentToken = {
  name: 'laptop',
  subject: 'me',
  wikis: ['me/notes'],
  scope: ['read'],
  ttlSeconds: DAY_SECONDS,
};
const NOTHING = { records: 0, marks: 0 };

let scene: Scene;

beforeEach(async () => {
  scene = openScene();
  await scene.ring.ensure();
});

const advance = (seconds: number) => scene.clock.advance(seconds * 1000);
const keys = async () => (await scene.keyValues.entries()).map(({ key }) => key);
const recordCount = async () => (await scene.store.list({ prefix: 'control/-/tokens/' })).objects.length;

describe('cleaning up', () => {
  it('changes nothing while everything is needed', async () => {
    const { record } = await scene.tokens.create(NEW);
    await scene.tokens.revoke((await scene.tokens.create(NEW)).record.id);
    await revokeSubject(scene.ring, 'you');
    const before = await scene.keyValues.entries();
    expect(await scene.tokens.cleanUp()).toEqual(NOTHING);
    expect(await scene.keyValues.entries()).toEqual(before);
    expect(await scene.tokens.list()).toEqual([record]);
  });

  it('forgets the record of a token an hour after it has expired', async () => {
    await scene.tokens.create(NEW);
    await advance(DAY_SECONDS + HOUR_SECONDS - 1);
    expect(await scene.tokens.cleanUp()).toEqual(NOTHING);
    await advance(1);
    expect(await scene.tokens.cleanUp()).toEqual({ records: 1, marks: 0 });
    expect(await recordCount()).toBe(0);
  });

  it('forgets the mark of a token an hour after the token has expired', async () => {
    const { record } = await scene.tokens.create(NEW);
    await scene.tokens.revoke(record.id);
    await advance(DAY_SECONDS + HOUR_SECONDS - 1);
    expect(await scene.tokens.cleanUp()).toEqual(NOTHING);
    await advance(1);
    expect(await scene.tokens.cleanUp()).toEqual({ records: 0, marks: 1 });
    expect(await keys()).not.toContain(revokedTokenKey(record.id));
  });

  it('forgets the mark of a subject once no session from before it can be left, here or at the provider', async () => {
    await revokeSubject(scene.ring, 'me');
    await advance(30 * DAY_SECONDS + HOUR_SECONDS);
    expect(await scene.tokens.cleanUp()).toEqual(NOTHING);
    await advance(1);
    expect(await scene.tokens.cleanUp()).toEqual({ records: 0, marks: 1 });
    expect(await keys()).not.toContain(revokedSubjectKey('me'));
  });

  it("keeps the mark of a subject as long as it ends an agent's token", async () => {
    const { token } = await scene.tokens.create({ ...NEW, ttlSeconds: 300 * DAY_SECONDS });
    await revokeSubject(scene.ring, 'me');
    await advance(299 * DAY_SECONDS);
    expect(await scene.tokens.cleanUp()).toEqual(NOTHING);
    await expect(verifyToken(scene.ring, token, RULES)).rejects.toMatchObject({ code: 'token-revoked' });
    await advance(DAY_SECONDS + HOUR_SECONDS);
    expect(await scene.tokens.cleanUp()).toEqual({ records: 1, marks: 1 });
    await expect(verifyToken(scene.ring, token, RULES)).rejects.toMatchObject({ code: 'token-expired' });
  });

  it('keeps the mark of a subject for one token from before it among many from after it', async () => {
    const { token } = await scene.tokens.create({ ...NEW, ttlSeconds: 300 * DAY_SECONDS });
    await revokeSubject(scene.ring, 'me');
    await advance(DAY_SECONDS);
    for (let index = 0; index < 10; index++) await scene.tokens.create({ ...NEW, ttlSeconds: 10 * DAY_SECONDS });
    expect(await scene.tokens.cleanUp()).toEqual(NOTHING);
    await expect(verifyToken(scene.ring, token, RULES)).rejects.toMatchObject({ code: 'token-revoked' });
  });

  it('does not keep the mark of a subject for tokens that were made after it', async () => {
    await revokeSubject(scene.ring, 'me');
    const { token } = await scene.tokens.create({ ...NEW, ttlSeconds: 300 * DAY_SECONDS });
    await advance(31 * DAY_SECONDS);
    expect(await scene.tokens.cleanUp()).toEqual({ records: 0, marks: 1 });
    expect(await verifyToken(scene.ring, token, RULES)).toMatchObject({ subject: 'me' });
  });

  it('forgets the record of a token whose revocation stopped halfway', async () => {
    const { record } = await scene.tokens.create(NEW);
    await scene.keyValues.update({ put: { [revokedTokenKey(record.id)]: String(record.expiresAt) } });
    expect(await scene.tokens.cleanUp()).toEqual({ records: 1, marks: 0 });
    expect(await keys()).toContain(revokedTokenKey(record.id));
  });

  it('keeps marks that it can not read, and all that is no mark', async () => {
    const entries = { 'access:me/notes': '1', home: '1', 'revoked:x': 'soon', 'revoked-token:x': '1e3', site: '1' };
    await scene.keyValues.update({ put: entries });
    await advance(1000 * DAY_SECONDS);
    expect(await scene.tokens.cleanUp()).toEqual(NOTHING);
    expect(await keys()).toEqual(expect.arrayContaining(Object.keys(entries)));
  });

  it('forgets more marks than one update takes', async () => {
    for (let start = 0; start < 120; start += 40) {
      const marks = Array.from({ length: 40 }, (_, index) => [revokedTokenKey(`t${start + index}`), '1']);
      await scene.keyValues.update({ put: Object.fromEntries(marks) });
    }
    expect(await scene.tokens.cleanUp()).toEqual({ records: 0, marks: 120 });
    expect((await keys()).filter((key) => key.startsWith('revoked'))).toEqual([]);
  });

  it('does not take back a revocation that comes at the same time', async () => {
    await revokeSubject(scene.ring, 'me');
    await advance(DAY_SECONDS);
    const session = await mintToken(scene.ring, { ...NEW, ttlSeconds: 900, ...RULES });
    await Promise.all([scene.tokens.cleanUp(), revokeSubject(scene.ring, 'me')]);
    expect(await scene.keyValues.get(revokedSubjectKey('me'))).toBe(String(START_SECONDS + DAY_SECONDS + 1));
    await expect(verifyToken(scene.ring, session, RULES)).rejects.toMatchObject({ code: 'token-revoked' });
  });
});

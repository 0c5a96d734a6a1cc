import { revokedSubjectKey, revokedTokenKey } from '@holt/edge';
import { type KeyValueStore, manualClock, StorageError } from '@holt/storage';
import { beforeEach, describe, expect, it } from 'vitest';
import { type MintOptions, mintToken } from './mint-token.ts';
import { revokeSubject } from './revoke-subject.ts';
import { openScene, RULES, type Scene, START_SECONDS } from './testing/open-scene.ts';
import { verifyCredentials } from './verify-credentials.ts';
import { verifyToken } from './verify-token.ts';

const MINT: MintOptions = { subject: 'me', wikis: ['me/notes'], scope: ['read'], ttlSeconds: 900, ...RULES };
const REVOKED = { code: 'token-revoked' };

let scene: Scene;

beforeEach(async () => {
  scene = openScene();
  await scene.ring.ensure();
});

describe('revoking a subject', () => {
  it('ends every token that the subject had, by header and by cookie', async () => {
    const [session, agent] = [await mintToken(scene.ring, MINT), await mintToken(scene.ring, { ...MINT, id: 'agent' })];
    await revokeSubject(scene.ring, 'me');
    for (const token of [session, agent]) {
      await expect(verifyToken(scene.ring, token, RULES)).rejects.toMatchObject(REVOKED);
      const headers = { authorization: `Bearer ${token}`, cookie: `__Host-holt=${token}` };
      await expect(verifyCredentials(scene.ring, headers, RULES)).rejects.toMatchObject(REVOKED);
      const { cookie } = headers;
      await expect(verifyCredentials(scene.ring, { cookie }, RULES)).rejects.toMatchObject(REVOKED);
    }
  });

  it('leaves the tokens of others alone', async () => {
    const token = await mintToken(scene.ring, { ...MINT, subject: 'you' });
    await revokeSubject(scene.ring, 'me');
    expect(await verifyToken(scene.ring, token, RULES)).toMatchObject({ subject: 'you' });
  });

  it('marks the next second under a digest, as a subject may be longer than a key', async () => {
    const subject = 'ä'.repeat(256);
    expect(await revokeSubject(scene.ring, subject)).toBe(START_SECONDS + 1);
    expect(await scene.keyValues.get(revokedSubjectKey(subject))).toBe(String(START_SECONDS + 1));
  });

  it('ends a token that was made in the same second, after an earlier revocation', async () => {
    await revokeSubject(scene.ring, 'me');
    const token = await mintToken(scene.ring, MINT);
    await scene.clock.advance(1000);
    await revokeSubject(scene.ring, 'me');
    await expect(verifyToken(scene.ring, token, RULES)).rejects.toMatchObject(REVOKED);
  });

  it('never lowers a mark, whatever the clock of the machine says', async () => {
    const mark = await revokeSubject(scene.ring, 'me');
    const slow = openScene({ store: scene.store, clock: manualClock((START_SECONDS - 3600) * 1000) });
    expect(await revokeSubject(slow.ring, 'me')).toBe(mark);
    expect(await scene.keyValues.get(revokedSubjectKey('me'))).toBe(String(mark));
  });

  it('keeps the highest mark of many at once', async () => {
    const rings = Array.from(
      { length: 8 },
      (_, index) => openScene({ store: scene.store, clock: manualClock((START_SECONDS + index) * 1000) }).ring,
    );
    await Promise.all(rings.map((ring) => revokeSubject(ring, 'me')));
    expect(await scene.keyValues.get(revokedSubjectKey('me'))).toBe(String(START_SECONDS + 8));
  });

  it.each(['', 'soon', '-1', '1e9', '1.5', ' 1', '9'.repeat(40)])(
    'puts a damaged mark right: until then %j ends all',
    async (mark) => {
      const token = await mintToken(scene.ring, MINT);
      await scene.keyValues.update({ put: { [revokedSubjectKey('me')]: mark } });
      await expect(verifyToken(scene.ring, token, RULES)).rejects.toMatchObject(REVOKED);
      expect(await revokeSubject(scene.ring, 'me')).toBe(START_SECONDS + 1);
    },
  );
});

describe('a revocation mark', () => {
  it.each(['', '0', 'never', String(START_SECONDS)])('of a token ends it by being there: %j', async (mark) => {
    const token = await mintToken(scene.ring, { ...MINT, id: 'agent' });
    await scene.keyValues.update({ put: { [revokedTokenKey('agent')]: mark } });
    await expect(verifyToken(scene.ring, token, RULES)).rejects.toMatchObject(REVOKED);
  });

  it('of a token leaves other tokens of its subject alone', async () => {
    const token = await mintToken(scene.ring, { ...MINT, id: 'other' });
    await scene.keyValues.update({ put: { [revokedTokenKey('agent')]: String(START_SECONDS + 900) } });
    expect(await verifyToken(scene.ring, token, RULES)).toMatchObject({ id: 'other' });
  });

  it.each(['revoked:', 'revoked-token:'])('that can not be read (%s…) lets nobody in', async (prefix) => {
    const token = await mintToken(scene.ring, { ...MINT, id: 'agent' });
    const get: KeyValueStore['get'] = async (key) => {
      if (key.startsWith(prefix)) throw new StorageError('unavailable', key, 'no answer');
      return await scene.keyValues.get(key);
    };
    const keyValues: KeyValueStore = { ...scene.keyValues, get };
    await expect(verifyToken({ ...scene.ring, keyValues }, token, RULES)).rejects.toMatchObject({
      code: 'unavailable',
    });
  });
});

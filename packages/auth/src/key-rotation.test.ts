import { kidKey } from '@holt/edge';
import { type KeyValueStore, manualClock, seededRandom } from '@holt/storage';
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewAgentToken } from './agent-tokens.ts';
import { openKeyRing } from './key-ring.ts';
import { type MintOptions, mintToken } from './mint-token.ts';
import { revokeSubject } from './revoke-subject.ts';
import { openScene, RULES, type Scene, START_SECONDS } from './testing/open-scene.ts';
import { verifyToken } from './verify-token.ts';

const DAY_SECONDS = 86_400;
/** For how long after a rotation the older key may have signed a session that is good: 60 s, 900 s, and 30 s for clocks that differ. */
const IN_USE_SECONDS = 990;
const SESSION: MintOptions = { subject: 'me', wikis: ['me/notes'], scope: ['read'], ttlSeconds: 900, ...RULES };
const AGENT: NewAgentToken = {
  name: 'laptop',
  subject: 'me',
  wikis: ['me/notes'],
  scope: ['read'],
  ttlSeconds: 30 * DAY_SECONDS,
};

let scene: Scene;

beforeEach(async () => {
  scene = openScene({ clock: manualClock((START_SECONDS - 3600) * 1000) });
  await scene.ring.ensure();
  await advance(3600);
});

const advance = (seconds: number) => scene.clock.advance(seconds * 1000);
const rotate = (options = {}) => scene.ring.rotate({ tokens: scene.tokens, ...options });
const session = () => mintToken(scene.ring, SESSION);
const kids = async () => (await scene.ring.list()).map(({ kid }) => kid);
const isGood = async (token: string) =>
  (await verifyToken(scene.ring, token, RULES).catch(() => undefined)) !== undefined;
const signer = async () => (await scene.ring.signingKey()).kid;
const kidOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid;

describe('rotating keys', () => {
  it('lists keys with their age, the newest first, and never their secrets', async () => {
    const first = await signer();
    await advance(5);
    const { kid } = await rotate();
    expect(await scene.ring.list()).toEqual([
      { kid, madeAt: START_SECONDS + 5, signs: false },
      { kid: first, madeAt: START_SECONDS - 3600, signs: true },
    ]);
  });

  it('signs with the new key only once it has reached every edge', async () => {
    const first = await signer();
    const { kid } = await rotate();
    await advance(59);
    expect(await signer()).toBe(first);
    await advance(1);
    expect(await signer()).toBe(kid);
    expect(kidOf(await session())).toBe(kid);
  });

  it('signs with a key at once when it is the only one', async () => {
    const fresh = openScene();
    const { kid, ...rest } = await fresh.ring.rotate();
    expect(rest).toEqual({});
    expect((await fresh.ring.signingKey()).kid).toBe(kid);
  });

  it('signs with the older of two keys that are both new', async () => {
    const fresh = openScene({ clock: scene.clock });
    const { kid } = await fresh.ring.rotate();
    await advance(10);
    await fresh.ring.rotate();
    expect((await fresh.ring.signingKey()).kid).toBe(kid);
  });

  it('verifies with both keys', async () => {
    const before = await session();
    await rotate();
    await advance(60);
    const after = await session();
    expect(kidOf(after)).not.toBe(kidOf(before));
    expect([await isGood(before), await isGood(after)]).toEqual([true, true]);
  });

  it('replaces the older of two keys in one update', async () => {
    const first = await signer();
    const { kid: second } = await rotate();
    await advance(IN_USE_SECONDS);
    const { kid: third, retired } = await rotate();
    expect(retired).toBe(first);
    expect(await kids()).toEqual([third, second]);
  });

  it('signs nobody out, whenever it is tried', async () => {
    const good: { token: string; untilSeconds: number }[] = [];
    const agent = await scene.tokens.create({ ...AGENT, ttlSeconds: 2 * 3600 });
    good.push({ token: agent.token, untilSeconds: agent.record.expiresAt });
    const retired = [];
    for (let seconds = START_SECONDS; seconds < START_SECONDS + 3 * 3600; seconds += 90) {
      good.push({ token: await session(), untilSeconds: seconds + 900 });
      const rotated = await rotate().catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'key-in-use' });
        return undefined;
      });
      if (rotated?.retired) retired.push(rotated.retired);
      for (const { token, untilSeconds } of good) expect(await isGood(token)).toBe(seconds < untilSeconds);
      expect((await kids()).length).toBeLessThanOrEqual(2);
      good.splice(0, good.length, ...good.filter(({ untilSeconds }) => untilSeconds > seconds));
      await advance(90);
    }
    expect(retired.length).toBeGreaterThan(2);
  });

  it('is refused while sessions of the older key may be good, and says until when', async () => {
    await rotate();
    await advance(IN_USE_SECONDS - 1);
    await expect(rotate()).rejects.toMatchObject({
      code: 'key-in-use',
      message: expect.stringContaining('2026-11-20T00:16:30.000Z'),
    });
    expect(await kids()).toHaveLength(2);
  });

  it("is refused while an agent's token of the older key is good, and says until when", async () => {
    await scene.tokens.create(AGENT);
    await rotate();
    await advance(29 * DAY_SECONDS);
    await expect(rotate()).rejects.toMatchObject({
      code: 'key-in-use',
      message: expect.stringContaining('2026-12-20T00:00:00.000Z'),
    });
    await advance(DAY_SECONDS);
    expect(await rotate()).toHaveProperty('retired');
  });

  it.each([
    ['revoked', async (id: string) => scene.tokens.revoke(id)],
    ['revoked with its subject', async () => revokeSubject(scene.ring, 'me')],
  ])("does not wait for an agent's token that was %s", async (_title, end) => {
    const { record } = await scene.tokens.create(AGENT);
    await rotate();
    await end(record.id);
    await advance(IN_USE_SECONDS);
    expect(await rotate()).toHaveProperty('retired', record.kid);
  });

  it("does not wait for an agent's token of the newer key", async () => {
    await rotate();
    await advance(60);
    const { token } = await scene.tokens.create(AGENT);
    await advance(IN_USE_SECONDS);
    expect(await rotate()).toHaveProperty('retired');
    expect(await isGood(token)).toBe(true);
  });

  it('takes the older key for used for 366 days when it is not told of the tokens', async () => {
    await rotate();
    await advance(366 * DAY_SECONDS);
    await expect(scene.ring.rotate()).rejects.toMatchObject({ code: 'key-in-use' });
    await advance(90);
    expect(await scene.ring.rotate()).toHaveProperty('retired');
  });

  it('by force ends what the older key signed', async () => {
    const agent = await scene.tokens.create(AGENT);
    await rotate();
    await advance(60);
    const after = await session();
    await rotate({ force: true });
    await expect(verifyToken(scene.ring, agent.token, RULES)).rejects.toMatchObject({ code: 'token-unknown-key' });
    expect(await isGood(after)).toBe(true);
  });

  it('goes through once when many try at once', async () => {
    await rotate();
    await advance(IN_USE_SECONDS);
    const tries = Array.from({ length: 10 }, (_, seed) =>
      openScene({ store: scene.store, clock: scene.clock, seed }).ring.rotate({ tokens: scene.tokens }),
    );
    const results = await Promise.allSettled(tries);
    const done = results.filter((result) => result.status === 'fulfilled');
    expect(done).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'key-in-use' });
    }
    expect(await kids()).toHaveLength(2);
    expect((await kids())[0]).toBe(done[0]?.value.kid);
  });

  it('goes through although a page is made public in between', async () => {
    let disturbances = 3;
    const disturbed: KeyValueStore = {
      ...scene.keyValues,
      etag: async () => {
        const etag = await scene.keyValues.etag();
        if (disturbances-- > 0) await scene.keyValues.update({ put: { home: `/${disturbances}` } });
        return etag;
      },
    };
    const ring = openKeyRing({ keyValues: disturbed, clock: scene.clock, random: seededRandom(2) });
    const { kid } = await ring.rotate({ tokens: scene.tokens });
    expect((await kids())[0]).toBe(kid);
    expect(disturbances).toBe(-1);
  });
});

describe('retiring a key', () => {
  it('ends what it signed', async () => {
    const before = await session();
    const first = kidOf(before);
    await rotate();
    await advance(IN_USE_SECONDS);
    await scene.ring.retire(first, { tokens: scene.tokens });
    expect(await kids()).toHaveLength(1);
    expect(await scene.keyValues.get(kidKey(first))).toBeUndefined();
    await expect(verifyToken(scene.ring, before, RULES)).rejects.toMatchObject({ code: 'token-unknown-key' });
  });

  it('waits until nothing good is left of it', async () => {
    const first = await signer();
    await rotate();
    await expect(scene.ring.retire(first, { tokens: scene.tokens })).rejects.toMatchObject({ code: 'key-in-use' });
    expect(await kids()).toContain(first);
  });

  it('takes the newest only by force; then the older signs again', async () => {
    const first = await signer();
    const { kid } = await rotate();
    await advance(DAY_SECONDS);
    await expect(scene.ring.retire(kid, { tokens: scene.tokens })).rejects.toMatchObject({ code: 'key-in-use' });
    await scene.ring.retire(kid, { force: true });
    expect(await signer()).toBe(first);
  });

  it('of two at once leaves one', async () => {
    const first = await signer();
    const { kid } = await rotate();
    const both = [first, kid].map((each) => scene.ring.retire(each, { force: true }));
    const results = await Promise.allSettled(both);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await kids()).toHaveLength(1);
  });

  it('never takes the only one', async () => {
    await expect(scene.ring.retire(await signer(), { force: true })).rejects.toMatchObject({ code: 'key-in-use' });
    expect(await kids()).toHaveLength(1);
  });

  it.each(['', 'abcdefgh', 'home', '../home'])('knows no key %j', async (kid) => {
    await rotate();
    await expect(scene.ring.retire(kid, { force: true })).rejects.toMatchObject({ code: 'key-unknown' });
  });
});

describe('the age of a key', () => {
  it('comes after that of the key before it, whatever the clock of the machine says', async () => {
    const slow = openScene({ store: scene.store, clock: manualClock((START_SECONDS - 7200) * 1000), seed: 2 });
    const first = await signer();
    const { kid } = await slow.ring.rotate();
    expect(await kids()).toEqual([kid, first]);
    await advance(61);
    expect(await signer()).toBe(kid);
  });

  it.each(['byhand2026', 'ffffffffffffffff', 'zzzzzzzzzzzzzzzz', 'z'.repeat(32)])(
    'is not known of one that was put there by hand, %s, which gives way to others',
    async (kid) => {
      const fresh = openScene({ clock: scene.clock });
      await fresh.keyValues.update({ put: { [kidKey(kid)]: Buffer.alloc(32, 7).toString('base64url') } });
      expect(await fresh.ring.list()).toEqual([{ kid, madeAt: 0, signs: true }]);
      const { kid: next } = await fresh.ring.rotate();
      await advance(60);
      expect((await fresh.ring.signingKey()).kid).toBe(next);
      await advance(IN_USE_SECONDS);
      expect(await fresh.ring.rotate({ tokens: fresh.tokens })).toHaveProperty('retired', kid);
    },
  );
});

import type { ManualClock } from '@holt/storage';
import { MemoryObjectStore, manualClock, type ObjectStore } from '@holt/storage';
import { describe, expect, it } from 'vitest';
import type { NewAgentToken } from './agent-tokens.ts';
import { mintToken } from './mint-token.ts';
import { revokeSubject } from './revoke-subject.ts';
import { dyingStore } from './testing/dying-store.ts';
import { openScene, RULES, type Scene, START_SECONDS } from './testing/open-scene.ts';
import { verifyToken } from './verify-token.ts';

const NEW: NewAgentToken = {
  name: 'laptop',
  subject: 'me',
  wikis: ['me/notes'],
  scope: ['read'],
  ttlSeconds: 30 * 86_400,
};
/** When the older key of a rotation may go. */
const LATER_SECONDS = 990;

/** What a work brought, and what there was before it. */
interface Outcome<T> {
  /** undefined when the process died before it could tell. */
  answer: T | undefined;
  /** The process that comes after it. */
  after: Scene;
}

/**
 * Runs a work again and again, each time from the same beginning, in a process that dies at its first, second, … call of the store: before the call
 * reached it, and after. The last time it does not die.
 *
 * @param prepare what there is before
 */
async function dieEverywhere<P, T>(
  prepare: (scene: Scene) => Promise<P>,
  work: (scene: Scene, prepared: P) => Promise<T>,
  check: (outcome: Outcome<T>, prepared: P) => Promise<void>,
): Promise<void> {
  for (const isDone of [false, true]) {
    let isOver = false;
    for (let call = 1; !isOver; call++) {
      const store: ObjectStore = new MemoryObjectStore();
      const clock: ManualClock = manualClock(START_SECONDS * 1000);
      const before = openScene({ store, clock, seed: 'before' });
      const prepared = await prepare(before);
      const dying = dyingStore(store, call, isDone);
      const answer = await work(openScene({ store: dying, clock, seed: 'dying' }), prepared).catch((error) => {
        expect(error).toMatchObject({ code: 'unavailable' });
        return undefined;
      });
      isOver = dying.calls < call;
      if (isOver) expect(answer, 'without a death there is an answer').toBeDefined();
      await check({ answer, after: openScene({ store, clock, seed: 'after' }) }, prepared);
    }
  }
}

const isGood = async ({ ring }: Scene, token: string) =>
  (await verifyToken(ring, token, RULES).catch(() => undefined)) !== undefined;

describe('a process that dies at any call of the store', () => {
  it('hands out no token without a record', async () => {
    await dieEverywhere(
      ({ ring }) => ring.ensure(),
      ({ tokens }) => tokens.create(NEW),
      async ({ answer, after }) => {
        const records = await after.tokens.list();
        if (answer === undefined) expect(records.length).toBeLessThanOrEqual(1);
        else expect(records).toEqual([answer.record]);
        expect(await after.tokens.create(NEW)).toHaveProperty('token');
      },
    );
  });

  it('leaves no token good whose revocation it acknowledged, and revoking again ends it in any case', async () => {
    await dieEverywhere(
      async ({ ring, tokens }) => {
        await ring.ensure();
        return await tokens.create(NEW);
      },
      async ({ tokens }, { record }) => {
        await tokens.revoke(record.id);
        return true;
      },
      async ({ answer, after }, { token, record }) => {
        // What is listed is good, and what is good is listed.
        const listed = (await after.tokens.list()).length === 1;
        expect(await isGood(after, token)).toBe(listed);
        if (answer) expect(listed).toBe(false);
        await after.tokens.revoke(record.id);
        expect(await isGood(after, token)).toBe(false);
        await after.tokens.cleanUp();
        expect(await isGood(after, token)).toBe(false);
        expect((await after.store.list({ prefix: 'control/-/' })).objects).toEqual([]);
      },
    );
  });

  it('ends all tokens of a subject or none, and all once it says so', async () => {
    await dieEverywhere(
      async ({ ring, tokens }) => {
        await ring.ensure();
        return [(await tokens.create(NEW)).token, await mintToken(ring, { ...NEW, ttlSeconds: 900, ...RULES })];
      },
      ({ ring }) => revokeSubject(ring, 'me'),
      async ({ answer, after }, tokens) => {
        const good = await Promise.all(tokens.map((token) => isGood(after, token)));
        expect(new Set(good).size).toBe(1);
        if (answer !== undefined) expect(good).toEqual([false, false]);
        await revokeSubject(after.ring, 'me');
        for (const token of tokens) expect(await isGood(after, token)).toBe(false);
      },
    );
  });

  it('leaves one key or two, signs nobody out, and the ring can be rotated on', async () => {
    await dieEverywhere(
      async ({ ring, tokens, clock }) => {
        await ring.ensure();
        await clock.advance(1000);
        await ring.rotate({ tokens });
        await clock.advance(LATER_SECONDS * 1000);
        return [(await tokens.create(NEW)).token, await mintToken(ring, { ...NEW, ttlSeconds: 900, ...RULES })];
      },
      ({ ring, tokens }) => ring.rotate({ tokens }),
      async ({ answer, after }, tokens) => {
        const keys = await after.ring.list();
        expect(keys).toHaveLength(2);
        if (answer !== undefined) expect(keys.map(({ kid }) => kid)).toContain(answer.kid);
        for (const token of tokens) expect(await isGood(after, token)).toBe(true);
        const next = await mintToken(after.ring, { ...NEW, ttlSeconds: 900, ...RULES });
        expect(await isGood(after, next)).toBe(true);
        await after.clock.advance(31 * 86_400 * 1000);
        await after.ring.rotate({ tokens: after.tokens });
        expect(await after.ring.list()).toHaveLength(2);
      },
    );
  });

  it('makes a first key or none', async () => {
    await dieEverywhere(
      async () => undefined,
      async ({ ring }) => {
        await ring.ensure();
        return await ring.signingKey();
      },
      async ({ answer, after }) => {
        await after.ring.ensure();
        expect(await after.ring.list()).toHaveLength(1);
        if (answer !== undefined) expect((await after.ring.signingKey()).kid).toBe(answer.kid);
      },
    );
  });

  it('brings no revoked token back by cleaning up', async () => {
    await dieEverywhere(
      async ({ ring, tokens, clock }) => {
        await ring.ensure();
        const long = { ...NEW, ttlSeconds: 90 * 86_400 };
        await tokens.create({ ...NEW, ttlSeconds: 60 });
        const [revoked, ended, kept] = [
          await tokens.create(long),
          await tokens.create({ ...long, subject: 'you' }),
          await tokens.create({ ...long, subject: 'them' }),
        ];
        await tokens.revoke(revoked.record.id);
        await revokeSubject(ring, 'you');
        await revokeSubject(ring, 'nobody');
        await clock.advance(31 * 86_400 * 1000);
        return { gone: [revoked.token, ended.token], kept };
      },
      ({ tokens }) => tokens.cleanUp(),
      async ({ answer, after }, { gone, kept }) => {
        if (answer !== undefined) expect(answer).toEqual({ records: 1, marks: 1 });
        for (const token of gone) expect(await isGood(after, token)).toBe(false);
        expect(await after.tokens.list()).toEqual([kept.record]);
        await after.tokens.cleanUp();
        for (const token of gone) expect(await isGood(after, token)).toBe(false);
        expect(await isGood(after, kept.token)).toBe(true);
      },
    );
  });
});

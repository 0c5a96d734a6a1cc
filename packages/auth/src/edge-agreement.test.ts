import { kidKey, SITE_KEY } from '@holt/edge';
import { type TestKey, type TokenCase, tokenCases } from '@holt/edge/testing';
import { describe, expect, it } from 'vitest';
import { openScene, RULES, type Scene, START_SECONDS } from './testing/open-scene.ts';
import { verifyCredentials } from './verify-credentials.ts';
import { verifyToken } from './verify-token.ts';

const KEY: TestKey = { kid: 'first000key', secret: new Uint8Array(32).fill(3) };
const SITE = { iss: RULES.issuer, aud: RULES.audience };

const cases = tokenCases({ ...SITE, nowSeconds: START_SECONDS, key: KEY });

/** The very entries that the edge is given. */
async function sceneOf({ entries = {} }: TokenCase): Promise<Scene> {
  const scene = openScene();
  const held = Object.entries(entries).filter((entry): entry is [string, string] => entry[1] !== undefined);
  await scene.keyValues.update({
    put: {
      [kidKey(KEY.kid)]: Buffer.from(KEY.secret).toString('base64url'),
      [SITE_KEY]: JSON.stringify({ ...SITE, signIn: '/auth/sign-in' }),
      ...Object.fromEntries(held),
    },
  });
  return scene;
}

async function accepts(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    (error: unknown) => {
      expect(error).toMatchObject({ name: 'AuthError', code: expect.stringMatching(/^token-/) });
      return false;
    },
  );
}

describe('the table of tokens that the edge function answers, answered the same here', () => {
  it.each(cases.map((one) => [one.isGood ? 'accepts' : 'refuses', one.title, one] as const))(
    '%s %s',
    async (...row) => {
      const one = row[2];
      const { ring } = await sceneOf(one);
      const basic = `Basic ${Buffer.from(`git:${one.token}`).toString('base64')}`;
      expect({
        alone: await accepts(verifyToken(ring, one.token, RULES)),
        bearer: await accepts(verifyCredentials(ring, { authorization: `Bearer ${one.token}` }, RULES)),
        basic: await accepts(verifyCredentials(ring, { authorization: basic }, RULES)),
        cookie: await accepts(verifyCredentials(ring, { cookie: `__Host-holt=${one.token}` }, RULES)),
      }).toEqual({ alone: one.isGood, bearer: one.isGood, basic: one.isGood, cookie: one.isGood });
    },
  );
});

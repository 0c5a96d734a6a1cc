import { beforeEach, describe, expect, it } from 'vitest';
import { mintToken } from './mint-token.ts';
import { openScene, RULES, type Scene } from './testing/open-scene.ts';
import { verifyCredentials } from './verify-credentials.ts';

let scene: Scene;
let mine: string;
let yours: string;

const session = (subject: string) =>
  mintToken(scene.ring, { subject, wikis: ['me/notes'], scope: ['read'], ttlSeconds: 900, ...RULES });
const basic = (password: string) => `Basic ${Buffer.from(`git:${password}`).toString('base64')}`;

beforeEach(async () => {
  scene = openScene();
  await scene.ring.ensure();
  [mine, yours] = [await session('me'), await session('you')];
});

describe('who sends a request', () => {
  it.each<[string, 'header' | 'cookie', () => { authorization?: string; cookie?: string }]>([
    ['a bearer token', 'header', () => ({ authorization: `Bearer ${mine}` })],
    ['the password of git', 'header', () => ({ authorization: basic(mine) })],
    ['the session of a browser', 'cookie', () => ({ cookie: `theme=dark; __Host-holt=${mine}` })],
    [
      'the header, when a cookie disagrees',
      'header',
      () => ({ authorization: `Bearer ${mine}`, cookie: `__Host-holt=${yours}` }),
    ],
  ])('is told by %s', async (_title, source, headers) => {
    expect(await verifyCredentials(scene.ring, headers(), RULES)).toMatchObject({ claims: { subject: 'me' }, source });
  });

  it.each<[string, string, () => { authorization?: string; cookie?: string }]>([
    ['nothing', 'token-missing', () => ({})],
    [
      'a bad header beside a good cookie',
      'token-malformed',
      () => ({ authorization: 'Bearer x', cookie: `__Host-holt=${mine}` }),
    ],
    ['two cookies, one of them good', 'token-malformed', () => ({ cookie: `__Host-holt=${mine}; __Host-holt=x` })],
    ['a token in quotes', 'token-malformed', () => ({ cookie: `__Host-holt="${mine}"` })],
    [
      'another signature',
      'token-signature',
      () => ({ authorization: basic(mine.replace(/[^.]+$/, yours.split('.')[2] ?? '')) }),
    ],
  ])('is not told by %s', async (_title, code, headers) => {
    await expect(verifyCredentials(scene.ring, headers(), RULES)).rejects.toMatchObject({ code });
  });

  it.each(['issuer', 'audience'] as const)('is not told by a token for another %s', async (rule) => {
    const rules = { ...RULES, [rule]: 'https://other.example' };
    await expect(verifyCredentials(scene.ring, { cookie: `__Host-holt=${mine}` }, rules)).rejects.toMatchObject({
      code: `token-wrong-${rule}`,
    });
  });
});

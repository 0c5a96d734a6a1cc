import { beforeEach, describe, expect, it } from 'vitest';
import { type MintOptions, mintToken } from './mint-token.ts';
import { revokeSubject } from './revoke-subject.ts';
import { openScene, RULES, type Scene, START_SECONDS } from './testing/open-scene.ts';
import { verifyToken } from './verify-token.ts';

const MINT: MintOptions = { subject: 'me', wikis: ['me/notes'], scope: ['read', 'write'], ttlSeconds: 900, ...RULES };

let scene: Scene;

beforeEach(async () => {
  scene = openScene();
  await scene.ring.ensure();
});

function payloadOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

describe('minting', () => {
  it('makes no id, no name and no paths of its own', async () => {
    const names = Object.keys(payloadOf(await mintToken(scene.ring, MINT)));
    expect(names.sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'scope', 'sub', 'wikis']);
  });

  it('takes an id, paths and the right to manage', async () => {
    const token = await mintToken(scene.ring, {
      ...MINT,
      wikis: ['me/notes:owner'],
      scope: ['read', 'manage', 'read'],
      paths: ['Design', 'Design/plan.pdf'],
      id: 'agent-1',
      ttlSeconds: 86_400,
    });
    expect(await verifyToken(scene.ring, token, RULES)).toEqual({
      subject: 'me',
      wikis: ['me/notes:owner'],
      scope: ['read', 'manage'],
      paths: ['Design', 'Design/plan.pdf'],
      id: 'agent-1',
      issuedAt: START_SECONDS,
      expiresAt: START_SECONDS + 86_400,
    });
  });

  it('makes a token for somebody who was granted nothing', async () => {
    const token = await mintToken(scene.ring, { ...MINT, wikis: [] });
    expect(await verifyToken(scene.ring, token, RULES)).toMatchObject({ subject: 'me', wikis: [] });
  });

  it('dates a token to the mark of its subject, so that it is good right after a revocation', async () => {
    const mark = await revokeSubject(scene.ring, 'me');
    const token = await mintToken(scene.ring, MINT);
    expect(payloadOf(token)).toMatchObject({ iat: mark, exp: mark + 900 });
    expect(await verifyToken(scene.ring, token, RULES)).toMatchObject({ issuedAt: mark });
  });

  it('makes no token that its holder could not use, as the mark of the subject is damaged', async () => {
    const [mark] = await revokeAndFind('me');
    await scene.keyValues.update({ put: { [mark ?? '']: 'soon' } });
    await expect(mintToken(scene.ring, MINT)).rejects.toMatchObject({ code: 'damaged', key: mark });
  });

  it.each<[string, object]>([
    ['subject', { subject: '' }],
    ['subject', { subject: 'a\u0000b' }],
    ['name', { name: ' ' }],
    ['wikis', { wikis: ['me'] }],
    ['wikis', { wikis: ['me/notes:admin'] }],
    ['scope', { scope: [] }],
    ['scope', { scope: ['admin'] }],
    ['paths', { paths: [] }],
    ['paths', { paths: ['../Design'] }],
    ['id', { id: '' }],
    ['id', { id: 'a:b' }],
    ['ttlSeconds', { ttlSeconds: 0 }],
    ['ttlSeconds', { ttlSeconds: 1.5 }],
    ['ttlSeconds', { ttlSeconds: 901 }],
    ['issuer', { issuer: '' }],
    ['audience', { audience: '' }],
  ])('names the option %s when it is %j', async (option, changes) => {
    const error = await mintToken(scene.ring, { ...MINT, ...changes }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toContain(option);
  });

  it('refuses more wikis than a token has room for', async () => {
    const wikis = Array.from({ length: 400 }, (_, index) => `me/notes-${index}`);
    await expect(mintToken(scene.ring, { ...MINT, wikis })).rejects.toMatchObject({ code: 'token-too-long' });
  });

  it('needs a key', async () => {
    await expect(mintToken(openScene().ring, MINT)).rejects.toMatchObject({ code: 'no-signing-key' });
  });
});

/** The keys of all marks once the subject is revoked. */
async function revokeAndFind(subject: string): Promise<string[]> {
  await revokeSubject(scene.ring, subject);
  return (await scene.keyValues.entries()).map(({ key }) => key).filter((key) => key.startsWith('revoked:'));
}

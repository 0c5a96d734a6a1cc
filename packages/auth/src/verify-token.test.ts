import { encodePart, signParts } from '@holt/edge/testing';
import { generateKeyPair, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AuthError, AuthErrorCode } from './errors.ts';
import { type MintOptions, mintToken } from './mint-token.ts';
import type { SigningKey } from './signing-key.ts';
import { openScene, RULES, START_SECONDS } from './testing/open-scene.ts';
import { verifyToken } from './verify-token.ts';

const { ring, keyValues, clock } = openScene();
const MINT: MintOptions = {
  subject: 'me',
  name: 'Me Myself',
  wikis: ['me/notes', 'team/*:reader'],
  scope: ['read', 'write'],
  ttlSeconds: 900,
  ...RULES,
};

let key: SigningKey;

beforeAll(async () => {
  await keyValues.update({ put: { home: '/me/notes/' } });
  await ring.ensure();
  key = await ring.signingKey();
});

const header = (changes: object = {}) => ({ alg: 'HS256', typ: 'JWT', kid: key.kid, ...changes });
const claims = (changes: object = {}) => ({
  iss: RULES.issuer,
  aud: RULES.audience,
  sub: 'me',
  iat: START_SECONDS,
  exp: START_SECONDS + 900,
  scope: 'read write',
  wikis: ['me/notes'],
  ...changes,
});

/** Signed rightly, whatever is in it. */
function forge(headerPart: unknown, payloadPart: unknown, secret: Uint8Array = key.secret, hash?: string): string {
  return signParts(headerPart, payloadPart, secret, hash);
}

async function refusal(token: string): Promise<AuthError> {
  const result = await verifyToken(ring, token, RULES).catch((error: unknown) => error);
  expect(result, 'the token was accepted').toBeInstanceOf(Error);
  return result as AuthError;
}

const parts = (token: string) => token.split('.') as [string, string, string];
const good = () => forge(header(), claims());

describe('a token', () => {
  it('comes back as the claims it was minted with', async () => {
    const token = await mintToken(ring, MINT);
    expect(await verifyToken(ring, token, RULES)).toEqual({
      subject: 'me',
      name: 'Me Myself',
      wikis: ['me/notes', 'team/*:reader'],
      scope: ['read', 'write'],
      issuedAt: START_SECONDS,
      expiresAt: START_SECONDS + 900,
    });
  });

  it('holds just the documented header and claims', async () => {
    const [first, second] = parts(await mintToken(ring, MINT));
    const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
    expect(decode(first)).toEqual({ alg: 'HS256', typ: 'JWT', kid: key.kid });
    expect(decode(second)).toEqual({
      iss: RULES.issuer,
      aud: RULES.audience,
      sub: 'me',
      name: 'Me Myself',
      iat: START_SECONDS,
      exp: START_SECONDS + 900,
      scope: 'read write',
      wikis: ['me/notes', 'team/*:reader'],
    });
  });

  it('made by hand after the documentation is accepted', async () => {
    expect(await verifyToken(ring, good(), RULES)).toMatchObject({ subject: 'me' });
  });

  it('is good until the second it expires in', async () => {
    const at = (seconds: number) =>
      verifyToken({ ...ring, clock: { ...clock, now: () => seconds * 1000 } }, good(), RULES);
    await expect(at(START_SECONDS + 899)).resolves.toMatchObject({ subject: 'me' });
    await expect(at(START_SECONDS + 900)).rejects.toMatchObject({ code: 'token-expired' });
  });

  it('may come from a clock that is a little ahead', async () => {
    const token = forge(header(), claims({ iat: START_SECONDS + 20, nbf: START_SECONDS + 20 }));
    expect(await verifyToken(ring, token, RULES)).toMatchObject({ subject: 'me' });
  });

  it('grants nothing for scope words that Holt does not know', async () => {
    const token = forge(header(), claims({ scope: 'admin read  Write' }));
    expect(await verifyToken(ring, token, RULES)).toMatchObject({ scope: ['read'] });
  });
});

const attacks: [title: string, code: AuthErrorCode, token: () => string | Promise<string>][] = [
  ['nothing', 'token-missing', () => ''],
  ['a word', 'token-malformed', () => 'token'],
  ['two parts', 'token-malformed', () => parts(good()).slice(0, 2).join('.')],
  ['four parts', 'token-malformed', () => `${good()}.x`],
  ['an empty signature', 'token-malformed', () => `${parts(good()).slice(0, 2).join('.')}.`],
  ['white space around', 'token-malformed', () => ` ${good()}`],
  ['a line end', 'token-malformed', () => `${good()}\n`],
  ['padding', 'token-malformed', () => `${good()}=`],
  ['a signature of another spelling', 'token-malformed', () => respell(good())],
  ['5 KB', 'token-malformed', () => forge(header(), claims({ wikis: Array(500).fill('me/notes-0') }))],
  ['a header that is no JSON', 'token-malformed', () => forge('{', claims())],
  ['an array header', 'token-malformed', () => forge([header()], claims())],
  ['a null header', 'token-malformed', () => forge('null', claims())],
  ['a payload that is no JSON', 'token-malformed', () => forge(header(), '{')],
  ['an array payload', 'token-malformed', () => forge(header(), [claims()])],
  [
    'alg none, no signature',
    'token-malformed',
    () => `${encodePart(header({ alg: 'none' }))}.${encodePart(claims())}.`,
  ],
  ['alg none', 'token-unsupported', () => forge(header({ alg: 'none' }), claims())],
  ['alg None', 'token-unsupported', () => forge(header({ alg: 'None' }), claims())],
  ['alg hs256', 'token-unsupported', () => forge(header({ alg: 'hs256' }), claims())],
  ['alg HS512, signed so', 'token-unsupported', () => forge(header({ alg: 'HS512' }), claims(), key.secret, 'sha512')],
  ['alg RS256, signed so', 'token-unsupported', () => signedByRsa()],
  ['alg an array', 'token-unsupported', () => forge(header({ alg: ['HS256'] }), claims())],
  ['no alg', 'token-unsupported', () => forge(header({ alg: undefined }), claims())],
  ['no typ', 'token-unsupported', () => forge(header({ typ: undefined }), claims())],
  ['another typ', 'token-unsupported', () => forge(header({ typ: 'at+jwt' }), claims())],
  ['crit', 'token-unsupported', () => forge(header({ crit: ['exp'] }), claims())],
  ['b64 false', 'token-unsupported', () => forge(header({ b64: false, crit: ['b64'] }), claims())],
  ['its own key (jwk)', 'token-unsupported', () => forge(header({ jwk: { kty: 'oct', k: 'AAAA' } }), claims())],
  ['a key set to fetch (jku)', 'token-unsupported', () => forge(header({ jku: 'https://evil.example' }), claims())],
  [
    '__proto__ in the header',
    'token-unsupported',
    () => forge(`{"__proto__":{"alg":"HS256"},"kid":"${key.kid}"}`, claims()),
  ],
  ['no kid', 'token-unknown-key', () => forge(header({ kid: undefined }), claims())],
  ['a kid that is no string', 'token-unknown-key', () => forge(header({ kid: [key.kid] }), claims())],
  ['an unknown kid', 'token-unknown-key', () => forge(header({ kid: 'abcdefgh0123' }), claims())],
  ['a kid that climbs', 'token-unknown-key', () => forge(header({ kid: `../key:${key.kid}` }), claims())],
  [
    'a kid that names another entry',
    'token-unknown-key',
    () => forge(header({ kid: 'home' }), claims(), Buffer.from('/me/notes/')),
  ],
  [
    'an unknown kid and an empty key',
    'token-unknown-key',
    () => forge(header({ kid: 'abcdefgh0123' }), claims(), Buffer.alloc(0)),
  ],
  ['another secret', 'token-signature', () => forge(header(), claims(), Buffer.alloc(32))],
  ['an empty secret', 'token-signature', () => forge(header(), claims(), Buffer.alloc(0))],
  ['the kid as its secret', 'token-signature', () => forge(header(), claims(), Buffer.from(key.kid))],
  ['the signature of another payload', 'token-signature', () => swapPayload(good(), claims({ sub: 'root' }))],
  ['a truncated signature', 'token-signature', () => truncateSignature(good())],
  ['exp in the past', 'token-expired', () => forge(header(), claims({ exp: START_SECONDS - 1 }))],
  ['exp now', 'token-expired', () => forge(header(), claims({ exp: START_SECONDS }))],
  ['iat in the future', 'token-not-yet-valid', () => forge(header(), claims({ iat: START_SECONDS + 60 }))],
  ['nbf in the future', 'token-not-yet-valid', () => forge(header(), claims({ nbf: START_SECONDS + 60 }))],
  ['another issuer', 'token-wrong-issuer', () => forge(header(), claims({ iss: 'https://evil.example' }))],
  ['an issuer with a slash more', 'token-wrong-issuer', () => forge(header(), claims({ iss: `${RULES.issuer}/` }))],
  ['no issuer', 'token-wrong-issuer', () => forge(header(), claims({ iss: undefined }))],
  ['another audience', 'token-wrong-audience', () => forge(header(), claims({ aud: 'https://other.example/mcp' }))],
  ['no audience', 'token-wrong-audience', () => forge(header(), claims({ aud: undefined }))],
  [
    'two audiences',
    'token-wrong-audience',
    () => forge(header(), claims({ aud: [RULES.audience, 'https://other.example'] })),
  ],
  ['no exp', 'token-invalid-claims', () => forge(header(), claims({ exp: undefined }))],
  ['exp as text', 'token-invalid-claims', () => forge(header(), claims({ exp: `${START_SECONDS + 60}` }))],
  ['exp as a float', 'token-invalid-claims', () => forge(header(), claims({ exp: START_SECONDS + 60.5 }))],
  [
    'exp beyond numbers',
    'token-invalid-claims',
    () => forge(header(), JSON.stringify(claims()).replace(/"exp":\d+/, '"exp":1e400')),
  ],
  ['exp null', 'token-invalid-claims', () => forge(header(), claims({ exp: null }))],
  ['no iat', 'token-invalid-claims', () => forge(header(), claims({ iat: undefined }))],
  ['iat as text', 'token-invalid-claims', () => forge(header(), claims({ iat: `${START_SECONDS}` }))],
  ['iat as a float', 'token-invalid-claims', () => forge(header(), claims({ iat: START_SECONDS - 0.5 }))],
  ['nbf as text', 'token-invalid-claims', () => forge(header(), claims({ nbf: '0' }))],
  ['nbf as a float', 'token-invalid-claims', () => forge(header(), claims({ nbf: 0.5 }))],
  ['no sub', 'token-invalid-claims', () => forge(header(), claims({ sub: undefined }))],
  ['an empty sub', 'token-invalid-claims', () => forge(header(), claims({ sub: '' }))],
  ['a sub with a line end', 'token-invalid-claims', () => forge(header(), claims({ sub: 'me\nroot' }))],
  ['a name with a line end', 'token-invalid-claims', () => forge(header(), claims({ name: 'Me\n' }))],
  ['no wikis', 'token-invalid-claims', () => forge(header(), claims({ wikis: undefined }))],
  ['wikis as text', 'token-invalid-claims', () => forge(header(), claims({ wikis: '*' }))],
  ['a pattern beyond the rule', 'token-invalid-claims', () => forge(header(), claims({ wikis: ['*/*'] }))],
  ['a wiki that climbs', 'token-invalid-claims', () => forge(header(), claims({ wikis: ['me/../you'] }))],
  ['a role that is none', 'token-invalid-claims', () => forge(header(), claims({ wikis: ['me/notes:admin'] }))],
  ['an id that names another entry', 'token-invalid-claims', () => forge(header(), claims({ jti: 'a:b' }))],
  ['an id that is no text', 'token-invalid-claims', () => forge(header(), claims({ jti: 1 }))],
  ['paths as text', 'token-invalid-claims', () => forge(header(), claims({ paths: 'Design' }))],
  ['a path that climbs', 'token-invalid-claims', () => forge(header(), claims({ paths: ['../Design'] }))],
  ['iat before 1970', 'token-invalid-claims', () => forge(header(), claims({ iat: -1 }))],
  ['no scope', 'token-invalid-claims', () => forge(header(), claims({ scope: undefined }))],
  ['scope as an array', 'token-invalid-claims', () => forge(header(), claims({ scope: ['write'] }))],
];

describe('an attacker', () => {
  it.each(attacks)('is refused with %s: %s', async (_title, code, makeToken) => {
    const token = await makeToken();
    const error = await refusal(token);
    expect(error.code).toBe(code);
    for (const part of token.split('.').filter((text) => text.trim().length > 8)) {
      expect(`${error.message} ${error.stack} ${String(error.cause)}`).not.toContain(part.trim());
    }
  });

  it('is refused with any one bit of the signature flipped', async () => {
    const [first, second, third] = parts(good());
    const signature = Buffer.from(third, 'base64url');
    for (let bit = 0; bit < signature.length * 8; bit++) {
      const flipped = Buffer.from(signature);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const error = await refusal(`${first}.${second}.${flipped.toString('base64url')}`);
      expect(error.code).toBe('token-signature');
    }
  });

  it('is refused with any one character of the token changed', async () => {
    const token = good();
    for (let at = 0; at < token.length; at++) {
      const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
      expect((await refusal(changed)).code).toMatch(/^token-/);
    }
  });
});

/** The last character of 32 bytes in base64url carries two unused bits. */
function respell(token: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(token.at(-1) ?? '');
  return `${token.slice(0, -1)}${alphabet[last ^ 1]}`;
}

function truncateSignature(token: string): string {
  const [first, second, third] = parts(token);
  return `${first}.${second}.${Buffer.from(third, 'base64url').subarray(0, 16).toString('base64url')}`;
}

function swapPayload(token: string, payload: object): string {
  const [first, , third] = parts(token);
  return `${first}.${encodePart(payload)}.${third}`;
}

async function signedByRsa(): Promise<string> {
  const { privateKey } = await generateKeyPair('RS256');
  return new SignJWT(claims()).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid }).sign(privateKey);
}

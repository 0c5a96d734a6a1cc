import { generateKeyPairSync, sign } from 'node:crypto';
import { kidKey, revokedSubjectKey, revokedTokenKey } from '../src/index.js';
import { encodePart, signParts, signToken, type TestKey } from './sign-token.ts';

/** What tokens are made for and checked against. */
export interface TokenCaseOptions {
  iss: string;
  aud: string;
  /** Since 1970. */
  nowSeconds: number;
  /** A live key. */
  key: TestKey;
}

/** One way of attacking the check of tokens, or of using it rightly. */
export interface TokenCase {
  title: string;
  token: string;
  isGood: boolean;
  /** What the key-value store holds besides the live key and the site; undefined: does not hold. Default: nothing more. */
  entries?: Readonly<Record<string, string | undefined>>;
}

const OTHER_SECRET = new Uint8Array(32).fill(7);

/** The table of tokens, good and bad: every check of Holt's tokens must answer all of them so. */
export function tokenCases(options: TokenCaseOptions): TokenCase[] {
  return [
    ...goodTokens(options),
    ...badHeaders(options),
    ...badKeys(options),
    ...badSpellings(options),
    ...badClaims(options),
    ...revokedTokens(options),
  ];
}

/** The claims of a good token for reading and writing `me/notes`. */
export function goodClaims({ iss, aud, nowSeconds }: Omit<TokenCaseOptions, 'key'>): Record<string, unknown> {
  return {
    iss,
    aud,
    sub: 'user-1',
    iat: nowSeconds - 10,
    exp: nowSeconds + 900,
    scope: 'read write',
    wikis: ['me/notes'],
  };
}

function goodTokens(options: TokenCaseOptions): TokenCase[] {
  const { key, nowSeconds } = options;
  const second: TestKey = { kid: 'second00key', secret: OTHER_SECRET };
  const good = (title: string, more: object): TokenCase => ({
    title,
    token: signToken({ ...goodClaims(options), ...more }, key),
    isGood: true,
  });
  return [
    good('a good token', {}),
    good('made 30 s ahead', { iat: nowSeconds + 30 }),
    good('good for one second more', { exp: nowSeconds + 1 }),
    good('with nbf, jti, name and paths', {
      nbf: nowSeconds,
      jti: 'agent-1_A',
      name: 'Zoë 😀',
      paths: ['Home', 'Design'],
    }),
    good('with a role', { wikis: ['me/notes:reader'] }),
    {
      title: 'signed by the second of two live keys',
      token: signToken(goodClaims(options), second),
      isGood: true,
      entries: { [kidKey(second.kid)]: Buffer.from(OTHER_SECRET).toString('base64url') },
    },
    {
      ...good('made at the very mark of its subject', { iat: nowSeconds }),
      entries: { [revokedSubjectKey('user-1')]: String(nowSeconds) },
    },
  ];
}

function badHeaders(options: TokenCaseOptions): TokenCase[] {
  const { key } = options;
  const claims = goodClaims(options);
  const ours = { alg: 'HS256', typ: 'JWT', kid: key.kid };
  const bad = (title: string, header: unknown): TokenCase => ({
    title,
    token: signParts(header, claims, key.secret),
    isGood: false,
  });
  const jwk = { kty: 'oct', k: Buffer.from(OTHER_SECRET).toString('base64url') };
  return [
    bad('alg none, signed', { ...ours, alg: 'none' }),
    { title: 'alg none, not signed', token: unsigned({ ...ours, alg: 'none' }, claims), isGood: false },
    {
      title: 'alg None, no signature at all',
      token: unsigned({ ...ours, alg: 'None' }, claims).slice(0, -1),
      isGood: false,
    },
    { title: 'alg RS256, signed with RSA', token: signedWithRsa({ ...ours, alg: 'RS256' }, claims), isGood: false },
    bad('alg RS256, signed with HMAC', { ...ours, alg: 'RS256' }),
    {
      title: 'alg HS512, signed so',
      token: signParts({ ...ours, alg: 'HS512' }, claims, key.secret, 'sha512'),
      isGood: false,
    },
    bad('alg unknown', { ...ours, alg: 'HS257' }),
    bad('alg in lower case', { ...ours, alg: 'hs256' }),
    bad('alg missing', { typ: 'JWT', kid: key.kid }),
    bad('alg a list', { ...ours, alg: ['HS256'] }),
    bad('another typ', { ...ours, typ: 'at+jwt' }),
    bad('typ missing', { alg: 'HS256', kid: key.kid }),
    bad('crit', { ...ours, crit: ['exp'] }),
    bad('jwk', { ...ours, jwk }),
    { title: 'jwk, and signed by it', token: signParts({ ...ours, jwk }, claims, OTHER_SECRET), isGood: false },
    bad('jku', { ...ours, jku: 'https://evil.example/keys' }),
    bad('x5u', { ...ours, x5u: 'https://evil.example/cert' }),
    bad('b64 false', { ...ours, b64: false, crit: ['b64'] }),
    bad('zip', { ...ours, zip: 'DEF' }),
    bad('a header that is a list', [ours]),
    bad('a header that is null', null),
    bad('a header that is a text', '"HS256"'),
    bad('a header that is not JSON', '{alg:HS256}'),
    bad('a header that is empty JSON', {}),
    bad('a header nested a thousand deep', `${'['.repeat(1000)}${']'.repeat(1000)}`),
  ];
}

function badKeys(options: TokenCaseOptions): TokenCase[] {
  const { key } = options;
  const claims = goodClaims(options);
  const empty = new Uint8Array(0);
  const bad = (title: string, kid: unknown, secret: Uint8Array, entries: TokenCase['entries'] = {}): TokenCase => ({
    title,
    token: signParts({ alg: 'HS256', typ: 'JWT', kid }, claims, secret),
    isGood: false,
    entries,
  });
  const asKey = (title: string, value: string, secret: Uint8Array): TokenCase =>
    bad(title, 'weak0key', secret, { [kidKey('weak0key')]: value });
  const short = new Uint8Array(16).fill(1);
  return [
    { title: 'kid missing', token: signParts({ alg: 'HS256', typ: 'JWT' }, claims, key.secret), isGood: false },
    bad('kid null', null, key.secret),
    bad('kid a number', 12345678, key.secret),
    bad('kid a list', [key.kid], key.secret),
    bad('kid empty', '', empty),
    bad('kid of a path', '../../home', empty, { '../../home': '', 'key:../../home': '' }),
    bad('kid of another entry', 'home', empty, { home: '' }),
    bad('kid in capitals', key.kid.toUpperCase(), key.secret),
    bad('kid with a line break', `${key.kid}\n`, key.secret),
    bad('kid with a zero byte', `${key.kid}\u0000`, key.secret),
    bad('kid of 33 characters', 'k'.repeat(33), empty, { [kidKey('k'.repeat(33))]: '' }),
    bad('a name of the prototype as kid', 'constructor', empty),
    bad('a key that is not there, signed with nothing', 'unknown0', empty),
    bad('the right key, signed with another', key.kid, OTHER_SECRET),
    bad('the right key, signed with its text', key.kid, Buffer.from(Buffer.from(key.secret).toString('base64url'))),
    bad('an old key after rotation', 'retired0', OTHER_SECRET, { [kidKey('retired0')]: undefined }),
    asKey('an empty key', '', empty),
    asKey('a key of 16 bytes', Buffer.from(short).toString('base64url'), short),
    asKey('a key in padded base64', `${Buffer.from(OTHER_SECRET).toString('base64url')}=`, OTHER_SECRET),
    asKey('a key that is not base64url', '!'.repeat(43), empty),
  ];
}

function badSpellings(options: TokenCaseOptions): TokenCase[] {
  const token = signToken(goodClaims(options), options.key);
  const [header = '', payload = '', signature = ''] = token.split('.');
  const bad = (title: string, spelling: string): TokenCase => ({ title, token: spelling, isGood: false });
  return [
    bad('one part', header),
    bad('two parts', `${header}.${payload}`),
    bad('an empty signature', `${header}.${payload}.`),
    bad('an empty payload', `${header}..${signature}`),
    bad('an empty header', `.${payload}.${signature}`),
    bad('four parts', `${token}.${signature}`),
    bad('a dot at the end', `${token}.`),
    bad('null for a signature', `${header}.${payload}.null`),
    bad('a signature of zeros', `${header}.${payload}.${encodePart('\0'.repeat(32))}`),
    bad('a signature cut by a character', token.slice(0, -1)),
    bad('a signature cut by half', token.slice(0, -21)),
    bad('a signature with more behind', `${token}A`),
    bad('a signature of all of the signature twice', `${token}${signature}`),
    bad('the last bits of the signature not zero', `${token.slice(0, -1)}${nextCharacter(token.slice(-1))}`),
    bad('the first bit of the signature flipped', `${header}.${payload}.${flipFirstBit(signature)}`),
    bad('a bit of the payload flipped', `${header}.${flipFirstBit(payload)}.${signature}`),
    bad(
      'the signature of another payload',
      `${header}.${encodePart({ ...goodClaims(options), sub: 'x' })}.${signature}`,
    ),
    bad('padding', `${header}.${payload}.${signature}=`),
    bad('base64 for base64url', `${header}.${payload}.${plusAndSlash(signature)}`),
    bad('a line break inside', `${header}.${payload.slice(0, 9)}\n${payload.slice(9)}.${signature}`),
    bad('a line break at the end', `${token}\n`),
    bad('a space in front', ` ${token}`),
    bad('a space behind', `${token} `),
    bad('a percent-encoded dot', `${header}%2E${payload}.${signature}`),
    bad('quotes', `"${token}"`),
    bad('a letter beyond ASCII', `${header}.${payload}.é${signature.slice(1)}`),
    bad('a token of 5 KB', signToken({ ...goodClaims(options), more: 'x'.repeat(3600) }, options.key)),
    bad('two tokens', `${token},${token}`),
    bad('JSON for compact form', JSON.stringify({ protected: header, payload, signature })),
    bad('a payload that is not JSON', signPayload(options, 'not json')),
    bad('a payload that is null', signPayload(options, 'null')),
    bad('a payload that is a list', signPayload(options, JSON.stringify([goodClaims(options)]))),
    bad('a payload that is a number', signPayload(options, '1')),
  ];
}

function badClaims(options: TokenCaseOptions): TokenCase[] {
  const { iss, aud, nowSeconds, key } = options;
  const bad = (title: string, more: object): TokenCase => ({
    title,
    token: signToken({ ...goodClaims(options), ...more }, key),
    isGood: false,
  });
  const times = ['exp', 'nbf', 'iat'].flatMap((claim) => [
    bad(`${claim} a text`, { [claim]: String(nowSeconds) }),
    bad(`${claim} a fraction`, { [claim]: nowSeconds + 0.5 }),
    bad(`${claim} below zero`, { [claim]: -1 }),
    bad(`${claim} too large to be exact`, { [claim]: 1e300 }),
    bad(`${claim} null`, { [claim]: null }),
    bad(`${claim} a list`, { [claim]: [nowSeconds] }),
    bad(`${claim} true`, { [claim]: true }),
  ]);
  const missing = ['iss', 'aud', 'sub', 'iat', 'exp', 'scope', 'wikis'].map((claim) =>
    bad(`${claim} missing`, { [claim]: undefined }),
  );
  return [
    ...missing,
    ...times,
    bad('exp past', { exp: nowSeconds - 1 }),
    bad('exp now', { exp: nowSeconds }),
    bad('iat in the future', { iat: nowSeconds + 31 }),
    bad('iat in milliseconds', { iat: nowSeconds * 1000 }),
    bad('nbf in the future', { nbf: nowSeconds + 31 }),
    bad('another iss', { iss: 'https://evil.example' }),
    bad('iss with more behind', { iss: `${iss}/` }),
    bad('iss a list', { iss: [iss] }),
    bad('iss empty', { iss: '' }),
    bad('another aud', { aud: 'https://evil.example' }),
    bad('aud a list', { aud: [aud] }),
    bad('aud empty', { aud: '' }),
    bad('sub a number', { sub: 1 }),
    bad('scope a list', { scope: ['read'] }),
    bad('wikis a text', { wikis: 'me/notes' }),
    bad('wikis null', { wikis: null }),
    bad('wikis with something else than texts', { wikis: ['me/notes', 1] }),
    bad('paths a text', { paths: 'Home' }),
    bad('paths null', { paths: null }),
  ];
}

function revokedTokens(options: TokenCaseOptions): TokenCase[] {
  const { nowSeconds, key } = options;
  const revoked = (title: string, more: object, entries: Record<string, string>): TokenCase => ({
    title,
    token: signToken({ ...goodClaims(options), ...more }, key),
    isGood: false,
    entries,
  });
  const mark = revokedSubjectKey('user-1');
  return [
    revoked('a revoked subject', {}, { [mark]: String(nowSeconds + 1) }),
    revoked('made a second before the mark of its subject', { iat: nowSeconds - 1 }, { [mark]: String(nowSeconds) }),
    revoked('a mark that is no number', {}, { [mark]: 'soon' }),
    revoked('a mark that is empty', {}, { [mark]: '' }),
    revoked('a revoked token', { jti: 'agent-1' }, { [revokedTokenKey('agent-1')]: String(nowSeconds + 900) }),
    revoked('a revoked token, its mark past', { jti: 'agent-1' }, { [revokedTokenKey('agent-1')]: '0' }),
  ];
}

function unsigned(header: object, claims: object): string {
  return `${encodePart(header)}.${encodePart(claims)}.`;
}

function signedWithRsa(header: object, claims: object): string {
  const signed = `${encodePart(header)}.${encodePart(claims)}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

/** With a payload that is any text. */
function signPayload({ key }: TokenCaseOptions, payload: string): string {
  return signParts({ alg: 'HS256', typ: 'JWT', kid: key.kid }, payload, key.secret);
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Decodes to the same bytes when it is the last of 43 characters: its two last bits belong to no byte. */
function nextCharacter(character: string): string {
  return ALPHABET[ALPHABET.indexOf(character) + 1] as string;
}

function flipFirstBit(part: string): string {
  return (ALPHABET[ALPHABET.indexOf(part.charAt(0)) ^ 32] as string) + part.slice(1);
}

/** In the alphabet of base64, also where the signature has none of the characters that differ. */
function plusAndSlash(signature: string): string {
  const replaced = signature.replaceAll('-', '+').replaceAll('_', '/');
  return replaced === signature ? `+${signature.slice(1)}` : replaced;
}

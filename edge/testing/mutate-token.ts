import { encodePart, signParts } from './sign-token.ts';

type Next = (limit: number) => number;

const CHARACTERS = [...'ABCXYZabcxyz0189-_', '.', '=', '+', '/', ' ', '%', '"', '\n', '\u0000', 'é'];
const VALUES = [
  null,
  true,
  0,
  1,
  -1,
  1.5,
  2 ** 53,
  '',
  'me',
  '*',
  [],
  {},
  ['*'],
  ['*:owner'],
  'none',
  'RS256',
  'owner',
];
const CLAIMS = ['iss', 'aud', 'sub', 'iat', 'exp', 'nbf', 'jti', 'scope', 'wikis', 'paths', 'name', 'admin'];
const HEADERS = ['alg', 'typ', 'kid', 'crit', 'jwk', 'jku', 'b64', 'zip'];

const pick = <T>(next: Next, list: readonly T[]): T => list[next(list.length)] as T;

/** The token with one to four changes, some of which a forger would make who knows how tokens are read but no key. */
export function mutateToken(token: string, next: Next): string {
  let mutated = token;
  for (let left = 1 + next(4); left > 0; left--) mutated = pick(next, MUTATIONS)(mutated, next);
  return mutated;
}

const MUTATIONS: readonly ((token: string, next: Next) => string)[] = [
  (token, next) => splice(token, next(token.length), 1, pick(next, CHARACTERS)),
  (token, next) => splice(token, next(token.length), 1, ''),
  (token, next) => splice(token, next(token.length + 1), 0, pick(next, CHARACTERS)),
  (token, next) => token.slice(0, next(token.length)),
  (token, next) => splice(token, next(token.length), 0, token.slice(next(token.length))),
  (token, next) => flipBit(token, next),
  (token, next) => changePart(token, 0, next, HEADERS),
  (token, next) => changePart(token, 1, next, CLAIMS),
  (token, next) => changePart(token, 1, next, CLAIMS),
  (token, next) => resign(token, new Uint8Array(next(40)).fill(next(256))),
  (token, next) =>
    token
      .split('.')
      .map((part, _at, parts) => (next(3) === 0 ? (parts[next(parts.length)] ?? '') : part))
      .join('.'),
];

function splice(text: string, at: number, remove: number, put: string): string {
  return text.slice(0, at) + put + text.slice(at + remove);
}

/** Of one part's bytes. */
function flipBit(token: string, next: Next): string {
  const parts = token.split('.');
  const at = next(parts.length);
  const bytes = Buffer.from(parts[at] ?? '', 'base64url');
  if (bytes.length === 0) return token;
  const place = next(bytes.length);
  bytes[place] = (bytes[place] ?? 0) ^ (1 << next(8));
  parts[at] = bytes.toString('base64url');
  return parts.join('.');
}

/** Gives a member of a part another value. */
function changePart(token: string, at: number, next: Next, names: readonly string[]): string {
  const parts = token.split('.');
  const members = parseObject(parts[at] ?? '');
  parts[at] = encodePart({ ...members, [pick(next, names)]: pick(next, VALUES) });
  return parts.join('.');
}

/** Signs what is there with a key that is not the right one. */
function resign(token: string, secret: Uint8Array): string {
  const [header = '', payload = ''] = token.split('.');
  const decode = (part: string) => Buffer.from(part, 'base64url').toString();
  return signParts(decode(header), decode(payload), secret);
}

function parseObject(part: string): object {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

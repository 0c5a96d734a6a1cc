import { hostKey, kidKey, revokedSubjectKey, SITE_KEY } from '../src/index.js';
import { edgeEvent, type RequestParts } from './edge-request.ts';
import type { EdgeCase } from './run-in-njs.ts';
import { signToken, type TestKey } from './sign-token.ts';
import { goodClaims } from './token-cases.ts';

export const NOW_SECONDS = 1_800_000_000;
export const SITE = { iss: 'https://wiki.example', aud: 'https://wiki.example/wikis' };
export const KEY: TestKey = { kid: 'livekey0', secret: new Uint8Array(32).fill(42) };

/** The store behind all cases: one private wiki, one public, one with rules; `alone.example` is one wiki's host. */
export const KEY_VALUES: Readonly<Record<string, string>> = {
  [SITE_KEY]: JSON.stringify({ ...SITE, signIn: '/auth/sign-in' }),
  [kidKey(KEY.kid)]: Buffer.from(KEY.secret).toString('base64url'),
  'access:me/notes': record({}),
  'access:me/open': record({ public: true }),
  'access:me/rules': record({
    public: true,
    rules: [
      ['Team', 'reader'],
      ['Team/Board', 'owner'],
      ['Team/Press', 'public'],
    ],
  }),
  'access:me/closed': record({ since: NOW_SECONDS - 5 }),
  'access:me/broken': '{"public":true}',
  'access:you/secret': record({}),
  [hostKey('alone.example')]: 'me/notes',
  [hostKey('mine.example')]: 'me',
  home: '/me/open/',
};

/** A case of one request: what the function must do with it, in the words of outcomeOf. */
export type RequestCase = [title: string, parts: RequestParts, outcome: string, more?: Partial<EdgeCase>];

const HOME = 'to /fragments/me/notes/pages/Home.html';
const SIGN_IN = '302 /auth/sign-in?return=%2Fme%2Fnotes%2FHome';

/** A token that reads `me/notes`, but for the claims given. */
export function token(claims: object = {}): string {
  return signToken({ ...goodClaims({ ...SITE, nowSeconds: NOW_SECONDS }), ...claims }, KEY);
}

export const bearer = (text = token()): Record<string, string> => ({ authorization: `Bearer ${text}` });
const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});
const cookie = (text = token()) => ({ '__Host-holt': text });
const page = { accept: 'text/html,application/xhtml+xml' };
const bad = token({ iss: 'https://evil.example' });
const old = { iat: NOW_SECONDS - 61 };

/** Where a request proves itself, twice or wrongly. */
export const CREDENTIAL_CASES: RequestCase[] = [
  ['a bearer token', { headers: bearer() }, HOME],
  ['the scheme in capitals', { headers: { authorization: `BEARER ${token()}` } }, HOME],
  ['a token as password', { headers: basic('git', token()) }, HOME],
  ['a token as password of nobody', { headers: basic('', token()) }, HOME],
  ['a token as user', { headers: basic(token(), 'x') }, '401'],
  ['a password with a line break behind', { headers: basic('git', `${token()}\n`) }, '401'],
  ['a password with a colon in front', { headers: basic('git', `:${token()}`) }, '401'],
  ['a session', { cookies: cookie() }, HOME],
  ['two equal cookies', { cookies: { '__Host-holt': [token(), token()] } }, '401'],
  ['two cookies, the first good', { cookies: { '__Host-holt': [token(), bad] }, headers: page }, SIGN_IN],
  ['two cookies, the second good', { cookies: { '__Host-holt': [bad, token()] }, headers: page }, SIGN_IN],
  ['a cookie without the prefix', { cookies: { holt: token() } }, '401'],
  ['a cookie in other case', { cookies: { '__host-holt': token() } }, '401'],
  ['a quoted cookie', { cookies: cookie(`"${token()}"`) }, '401'],
  ['an empty cookie', { cookies: cookie('') }, '401'],
  ['two equal Authorization fields', { headers: { authorization: [`Bearer ${token()}`, `Bearer ${token()}`] } }, '401'],
  [
    'two Authorization fields, the first good',
    { headers: { authorization: [`Bearer ${token()}`, 'Bearer x'] } },
    '401',
  ],
  ['two Authorization fields joined', { headers: { authorization: `Bearer ${token()}, Bearer ${token()}` } }, '401'],
  ['a good header and a bad cookie', { headers: bearer(), cookies: cookie(bad) }, HOME],
  ['a bad header and a good cookie', { headers: { ...page, ...bearer(bad) }, cookies: cookie() }, '401'],
  ['an empty header and a good cookie', { headers: { ...page, authorization: '' }, cookies: cookie() }, '401'],
  ['another scheme and a good cookie', { headers: { authorization: 'Negotiate abc' }, cookies: cookie() }, '401'],
  [
    'a header of another wiki and a good cookie',
    { headers: bearer(token({ wikis: ['you/*'] })), cookies: cookie() },
    '403',
  ],
  ['a token in the query', { query: { access_token: token() } }, '401'],
  ['a space too many', { headers: { authorization: `Bearer  ${token()}` } }, '401'],
];

/** Who may read what. */
export const ACCESS_CASES: RequestCase[] = [
  ['nobody, private', {}, '401'],
  ['nobody, private, in a browser', { headers: page }, SIGN_IN],
  ['nobody, public', { uri: '/me/open/' }, 'to /fragments/me/open/pages/Home.html'],
  ['a bad token, public', { uri: '/me/open/', headers: bearer(bad) }, 'to /fragments/me/open/pages/Home.html'],
  ['a wiki that is not there', { uri: '/me/none/', headers: bearer() }, '403'],
  ['another wiki', { uri: '/you/secret/', headers: bearer() }, '403'],
  [
    'another wiki by a pattern of its owner',
    { uri: '/you/secret/', headers: bearer(token({ wikis: ['me/*'] })) },
    '403',
  ],
  ['a name that begins as the one that is allowed', { uri: '/me/notes2/', headers: bearer() }, '403'],
  [
    'ill-formed patterns',
    {
      headers: bearer(
        token({ wikis: ['me/n*', '**', 'me', '*/notes', '*/*', 'me/notes:public', 'me/notes:admin', ''] }),
      ),
    },
    '403',
  ],
  ['only scope write', { headers: bearer(token({ scope: 'write' })) }, '403'],
  ['only unknown scopes', { headers: bearer(token({ scope: 'readwrite READ  ' })) }, '403'],
  ['paths elsewhere', { headers: bearer(token({ paths: ['Design'] })) }, '403'],
  ['paths that begin so', { headers: bearer(token({ paths: ['Hom', 'Home/'] })) }, '403'],
  ['no paths at all', { headers: bearer(token({ paths: [] })) }, '403'],
  ['the path itself', { headers: bearer(token({ paths: ['Home'] })) }, HOME],
  [
    'below the path',
    { uri: '/me/notes/a/b.md', headers: bearer(token({ paths: ['a'] })) },
    'to /fragments/me/notes/pages/a/b.md',
  ],
  ['the index with a token for paths', { uri: '/me/notes/-/', headers: bearer(token({ paths: ['Home'] })) }, '403'],
  [
    'the repository with a token for paths',
    { uri: '/me/notes.git/HEAD', headers: bearer(token({ paths: ['Home'] })) },
    '403',
  ],
  ['a public page of a wiki with rules', { uri: '/me/rules/Home' }, 'to /fragments/me/rules/pages/Home.html'],
  ['a page under a rule', { uri: '/me/rules/Team' }, '401'],
  ['its Markdown', { uri: '/me/rules/Team.md' }, '401'],
  ['an attachment under a rule', { uri: '/me/rules/-/files/Team/a.png' }, '401'],
  [
    'a page under a rule that opens',
    { uri: '/me/rules/Team/Press/1' },
    'to /fragments/me/rules/pages/Team/Press/1.html',
  ],
  ['a page beside the rule', { uri: '/me/rules/Teams' }, 'to /fragments/me/rules/pages/Teams.html'],
  ['the sidebar of a wiki with rules', { uri: '/me/rules/-/sidebar.json' }, '401'],
  [
    'the repository of a wiki with rules',
    { uri: '/me/rules.git/HEAD', headers: bearer(token({ wikis: ['me/rules:reader'] })) },
    '403',
  ],
  [
    'a reader under a rule',
    { uri: '/me/rules/Team', headers: bearer(token({ wikis: ['me/rules:reader'] })) },
    'to /fragments/me/rules/pages/Team.html',
  ],
  [
    'a reader under a rule for owners',
    { uri: '/me/rules/Team/Board/1', headers: bearer(token({ wikis: ['me/rules:reader'] })) },
    '403',
  ],
  [
    'an owner under it',
    { uri: '/me/rules/Team/Board/1', headers: bearer(token({ wikis: ['me/rules:owner'] })) },
    'to /fragments/me/rules/pages/Team/Board/1.html',
  ],
  ['an expired grant', { uri: '/me/closed/', headers: bearer(token({ wikis: ['me/closed'] })) }, '403'],
  [
    'a grant after it',
    { uri: '/me/closed/', headers: bearer(token({ wikis: ['me/closed'], iat: NOW_SECONDS - 5 })) },
    'to /fragments/me/closed/pages/Home.html',
  ],
  ['a record that is malformed', { uri: '/me/broken/', headers: bearer(token({ wikis: ['*:owner'] })) }, '401'],
  ['a young session without the right', { uri: '/you/secret/', headers: page, cookies: cookie() }, '403'],
  [
    'an old session without the right',
    { uri: '/you/secret/', headers: page, cookies: cookie(token(old)) },
    '302 /auth/sign-in?return=%2Fyou%2Fsecret%2F',
  ],
  ['an old session without the right, of a script', { uri: '/you/secret/', cookies: cookie(token(old)) }, '403'],
  ['an expired session', { headers: page, cookies: cookie(token({ exp: NOW_SECONDS })) }, SIGN_IN],
  [
    'an expired session, of a script',
    { headers: { accept: '*/*' }, cookies: cookie(token({ exp: NOW_SECONDS })) },
    '401',
  ],
  ['an image of a page', { headers: { ...page, 'sec-fetch-dest': 'image' } }, '401'],
  ['a frame', { headers: { ...page, 'sec-fetch-dest': 'iframe' } }, '401'],
  ['a navigation', { headers: { ...page, 'sec-fetch-dest': 'document' } }, SIGN_IN],
  ['git that accepts HTML', { uri: '/me/notes.git/HEAD', headers: page }, '401'],
  [
    'a query, kept for the return',
    { headers: page, query: { q: 'a%26b', n: '' } },
    '302 /auth/sign-in?return=%2Fme%2Fnotes%2FHome%3Fq%3Da%2526b%26n%3D',
  ],
  ['a query too long to keep', { headers: page, query: { q: 'x'.repeat(2000) } }, SIGN_IN],
  ['a POST', { method: 'POST', headers: bearer() }, '405'],
  [
    'nobody where nobody can sign in',
    { headers: page },
    '401',
    { keyValues: { ...KEY_VALUES, [SITE_KEY]: JSON.stringify({ ...SITE, signIn: '' }) } },
  ],
  [
    'nobody, signing in elsewhere',
    { headers: page },
    '302 https://login.example/in?return=%2Fme%2Fnotes%2FHome',
    elsewhere(),
  ],
];

/** Hosts that are mapped, and how they might be got round. */
export const HOST_CASES: RequestCase[] = [
  ['the wiki of its host', { headers: { ...bearer(), host: 'alone.example' } }, HOME],
  ['another wiki', { uri: '/me/open/', headers: { host: 'alone.example' } }, '404'],
  [
    'another wiki of its owner',
    { uri: '/me/open/', headers: { host: 'mine.example' } },
    'to /fragments/me/open/pages/Home.html',
  ],
  [
    'another owner',
    { uri: '/you/secret/', headers: { ...bearer(token({ wikis: ['*'] })), host: 'mine.example' } },
    '404',
  ],
  ["another wiki's repository", { uri: '/me/open.git/HEAD', headers: { host: 'alone.example' } }, '404'],
  ['capitals', { uri: '/me/open/', headers: { host: 'ALONE.Example' } }, '404'],
  ['a port', { uri: '/me/open/', headers: { host: 'alone.example:8443' } }, '404'],
  ['an empty port', { uri: '/me/open/', headers: { host: 'alone.example:' } }, '404'],
  ['the dot of the root', { uri: '/me/open/', headers: { host: 'alone.example.' } }, '404'],
  ['dots and a port', { uri: '/me/open/', headers: { host: 'alone.example..:443' } }, '404'],
  ['no host', { uri: '/me/open/', headers: { host: undefined } }, '400'],
  ['an empty host', { uri: '/me/open/', headers: { host: '' } }, '400'],
  ['two hosts', { uri: '/me/open/', headers: { host: ['wiki.example', 'alone.example'] } }, '400'],
  [
    'a field that only says so',
    { uri: '/me/open/', headers: { host: 'alone.example', 'x-forwarded-host': 'wiki.example' } },
    '404',
  ],
  ["the root of a wiki's host", { uri: '/', headers: { host: 'alone.example' } }, '302 /me/notes/'],
  ["the root of an owner's host", { uri: '/', headers: { host: 'mine.example' } }, '302 /me/open/'],
  [
    "the root of an owner's host, the home elsewhere",
    { uri: '/', headers: { host: 'mine.example' } },
    '404',
    { keyValues: { ...KEY_VALUES, home: '/you/secret/' } },
  ],
  ['the root', { uri: '/' }, '302 /me/open/'],
  ['an asset', { uri: '/assets/site.0a.css', headers: { host: 'alone.example' } }, 'to /assets/site.0a.css'],
  ['signing in', { uri: '/auth/sign-in', headers: { host: 'alone.example' } }, 'to /auth/sign-in'],
  ['agents', { uri: '/mcp', method: 'POST', headers: { host: 'alone.example' } }, 'to /mcp'],
  [
    'how agents get a token',
    { uri: '/.well-known/oauth-protected-resource/mcp', headers: { host: 'alone.example' } },
    'to /.well-known/oauth-protected-resource/mcp',
  ],
  ['the API', { uri: '/api/x', method: 'POST', headers: { host: 'alone.example' } }, '404'],
  [
    'a mapping that is empty',
    { uri: '/me/open/', headers: { host: 'none.example' } },
    '404',
    { keyValues: { ...KEY_VALUES, [hostKey('none.example')]: '' } },
  ],
  [
    'signing in elsewhere, back to the mapped host',
    { headers: { ...page, host: 'Alone.example:443' } },
    '302 https://login.example/in?return=https%3A%2F%2Falone.example%2Fme%2Fnotes%2FHome',
    elsewhere(),
  ],
  ['signing in on the mapped host', { headers: { ...page, host: 'alone.example' } }, SIGN_IN],
];

/** Reads that fail: nothing is let through that could have been closed by what was not read. */
export const FAILURE_CASES: RequestCase[] = [
  ['the mapping of the host', { uri: '/me/open/' }, '401', { failing: [hostKey('wiki.example')] }],
  [
    'the mapping of the host, of a service',
    { uri: '/api/x', method: 'POST' },
    '401',
    { failing: [hostKey('wiki.example')] },
  ],
  ["a public wiki's record", { uri: '/me/open/' }, '401', { failing: ['access:me/open'] }],
  [
    'a record that may have rules',
    { uri: '/me/rules/Team/Board/1', headers: bearer(token({ wikis: ['me/rules'] })) },
    '401',
    { failing: ['access:me/rules'] },
  ],
  ['the site', { headers: bearer() }, '401', { failing: [SITE_KEY] }],
  ['the site, in a browser', { headers: page }, '401', { failing: [SITE_KEY] }],
  ['the key', { headers: bearer() }, '401', { failing: [kidKey(KEY.kid)] }],
  ['the mark of the subject', { headers: bearer() }, '401', { failing: [revokedSubjectKey('user-1')] }],
  ['the mark of the token', { headers: bearer(token({ jti: 'a1' })) }, '401', { failing: ['revoked-token:a1'] }],
  ['the home', { uri: '/' }, '401', { failing: ['home'] }],
];

/** What the function is given in a case. */
export function toEdgeCase([, parts, , more]: RequestCase): EdgeCase {
  return { event: edgeEvent(parts), keyValues: KEY_VALUES, nowSeconds: NOW_SECONDS, ...more };
}

function record(changes: object): string {
  return JSON.stringify({ public: false, rules: [], since: 0, ...changes });
}

function elsewhere(): Partial<EdgeCase> {
  const site = JSON.stringify({ ...SITE, signIn: 'https://login.example/in' });
  return { keyValues: { ...KEY_VALUES, [SITE_KEY]: site } };
}

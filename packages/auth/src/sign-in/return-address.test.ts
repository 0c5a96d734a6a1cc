import { expect, it } from 'vitest';
import { readReturnAddress } from './return-address.ts';

const MAIN = 'https://wiki.example';
const MAPPED = ['notes.example', 'xn--bcher-kva.example'];

async function read(text: string | undefined, origin = MAIN): Promise<string> {
  const address = await readReturnAddress(text, origin, async (hostname) => MAPPED.includes(hostname));
  return address.origin + address.path;
}

it.each([
  '/',
  '/me/notes/',
  '/me/notes/Plan',
  '/me/notes',
  '/me/notes/Plan.md',
  '/me/notes/Caf%C3%A9',
  '/me/notes/-/changes',
  '/me/notes/-/search?q=a%20b&next=https://evil.example/',
  '/me/notes/Plan#part',
  '/auth/',
])('goes to the site path %s', async (path) => {
  expect(await read(path)).toBe(MAIN + path);
});

it.each([`${MAIN}/me/notes/Plan?a=1`, 'https://notes.example/me/notes/', 'https://xn--bcher-kva.example/me/notes/'])(
  'goes to the address %s, which is of this site',
  async (url) => {
    expect(await read(url)).toBe(url);
  },
);

it('takes an origin without a path for its root', async () => {
  expect(await read('https://notes.example')).toBe('https://notes.example/');
});

it('takes a host at the port of the main origin only', async () => {
  const origin = 'http://127.0.0.1:8700';
  const isMapped = async () => true;
  expect(await readReturnAddress('http://notes.localhost:8700/a/b/', origin, isMapped)).toEqual({
    origin: 'http://notes.localhost:8700',
    path: '/a/b/',
  });
  expect((await readReturnAddress('http://notes.localhost/a/b/', origin, isMapped)).origin).toBe(origin);
  expect((await readReturnAddress('https://notes.localhost:8700/a/b/', origin, isMapped)).origin).toBe(origin);
});

it.each(['https://127.1/', 'https://0x7f000001/', 'https://2130706433/'])(
  'does not take %s, which a browser spells in another way',
  async (url) => {
    expect(await readReturnAddress(url, MAIN, async () => true)).toEqual({ origin: MAIN, path: '/' });
  },
);

it.each<[title: string, text: string | undefined]>([
  ['nothing', undefined],
  ['an empty text', ''],
  ['a word', 'me/notes/'],
  ['another scheme-relative host', '//evil.example'],
  ['another scheme-relative host with a path', '//evil.example/me/notes/'],
  ['three slashes', '///evil.example'],
  ['two slashes further on', '/me//notes'],
  ['a backslash for a slash', '/\\evil.example'],
  ['two backslashes', '\\\\evil.example'],
  ['a backslash later', '/me/notes/a\\b'],
  ['a backslash in the query', '/me/notes/?a=\\'],
  ['a scheme without slashes', 'https:evil.example'],
  ['a scheme with one slash', 'https:/evil.example'],
  ['a scheme without slashes, this site', 'https:wiki.example/me/notes/'],
  ['a scheme and a backslash', 'https:\\\\evil.example'],
  ['three slashes after the scheme', 'https:///evil.example'],
  ['script', 'javascript:alert(1)'],
  ['script behind a line end', 'java\nscript:alert(1)'],
  ['data', 'data:text/html,x'],
  ['a header', '/me/notes/\r\nset-cookie: a=b'],
  ['a line end', '/me/notes/\n'],
  ['a tab in the slashes', '/\t/evil.example'],
  ['a tab in front', '\t//evil.example'],
  ['a blank in front', ' //evil.example'],
  ['a blank', '/me/notes/a b'],
  ['a null', '/me/notes/\u0000'],
  ['another site', 'https://evil.example/'],
  ['another site over http', 'http://evil.example/'],
  ['this site over http', 'http://wiki.example/me/notes/'],
  ['this site as another name’s beginning', 'https://wiki.example.evil.example/'],
  ['this site as another name’s end', 'https://evilwiki.example/'],
  ['this site as a user', 'https://wiki.example@evil.example/'],
  ['this site as a user with a password', 'https://wiki.example:443@evil.example/'],
  ['a user at this site', 'https://user@wiki.example/'],
  ['an empty user at this site', 'https://@wiki.example/'],
  ['another port', 'https://wiki.example:8443/'],
  ['its own port, spelled out', 'https://wiki.example:443/me/notes/'],
  ['no port after a colon', 'https://wiki.example:/me/notes/'],
  ['a mapped host at another port', 'https://notes.example:8443/me/notes/'],
  ['a mapped host over http', 'http://notes.example/me/notes/'],
  ['a host that is not mapped', 'https://other.example/me/notes/'],
  ['a host with a dot behind', 'https://wiki.example./me/notes/'],
  ['a mapped host with a dot behind', 'https://notes.example./me/notes/'],
  ['the host in capitals', 'https://WIKI.example/me/notes/'],
  ['the scheme in capitals', 'HTTPS://wiki.example/me/notes/'],
  ['a mapped host in capitals', 'https://Notes.example/me/notes/'],
  ['a host in Unicode', 'https://bücher.example/me/notes/'],
  ['a host with a full stop of another script', 'https://notes。example/'],
  ['a host with an encoded letter', 'https://%77iki.example/me/notes/'],
  ['a host with an encoded slash', 'https://wiki.example%2f@evil.example/'],
  ['a path with encoded slashes', '/%2f/evil.example'],
  ['a path that begins with an encoded slash', '/%2fevil.example'],
  ['a path with an encoded backslash', '/%5cevil.example'],
  ['a path encoded twice', '/%252fevil.example'],
  ['an encoded line end', '/me/notes/%0d%0aset-cookie:a=b'],
  ['an encoded tab', '/%09/evil.example'],
  ['dots', '/me/notes/../../auth/sign-out'],
  ['encoded dots', '/me/notes/%2e%2e/x'],
  ['dots that lead to two slashes', '/..//evil.example'],
  ['one dot that leads to two slashes', '/.//evil.example'],
  ['a number for a host', 'https://0x7f000001/'],
  ['another step of the sign-in', '/auth/sign-in?return=/auth/sign-in'],
  ['the hand-over', '/auth/accept?token=x'],
  ['the callback', '/auth/callback?code=x'],
  ['the API', '/api/wikis'],
  ['an area that is no wiki', '/control/me/notes'],
  ['half of an encoding', '/me/notes/%c3'],
  ['an overlong encoding', '/%c0%afevil.example'],
  ['a fragment as the whole', '#//evil.example'],
  ['a query as the whole', '?//evil.example'],
  ['1,025 characters', `/me/notes/?a=${'x'.repeat(1012)}`],
])('goes to the root for %s', async (_title, text) => {
  expect(await read(text)).toBe(`${MAIN}/`);
});

it('never leads off the site, whatever the address', async () => {
  const parts = [
    '/',
    '\\',
    ':',
    '@',
    '.',
    '?',
    '#',
    '%2f',
    '%5c',
    '\t',
    '\n',
    'https',
    'evil.example',
    'wiki.example',
    'a',
  ];
  const allowed = new Set([MAIN, 'https://notes.example']);
  for (let number = 0; number < parts.length ** 4; number++) {
    const text = [0, 1, 2, 3].map((place) => parts[Math.floor(number / parts.length ** place) % parts.length]).join('');
    // As a browser reads a Location header, which is where it ends.
    expect(allowed, JSON.stringify(text)).toContain(new URL(await read(text), MAIN).origin);
  }
});

import { describe, expect, test } from 'vitest';
import { type ObjectArea, resolve } from './index.js';

const oid = '0123456789abcdef0123456789abcdef01234567';

describe('the table of URLs', () => {
  const objects: [url: string, area: ObjectArea, path: string, key: string][] = [
    ['/me/notes/', 'page', 'Home', 'fragments/me/notes/pages/Home.html'],
    ['/me/notes/Home', 'page', 'Home', 'fragments/me/notes/pages/Home.html'],
    ['/me/notes/Design/Overview', 'page', 'Design/Overview', 'fragments/me/notes/pages/Design/Overview.html'],
    ['/me/notes/v1.2', 'page', 'v1.2', 'fragments/me/notes/pages/v1.2.html'],
    ['/me/notes/a+b', 'page', 'a+b', 'fragments/me/notes/pages/a+b.html'],
    ['/me/notes/a%2Bb', 'page', 'a+b', 'fragments/me/notes/pages/a+b.html'],
    ['/me/notes/Caf%C3%A9', 'page', 'Café', 'fragments/me/notes/pages/Café.html'],
    ['/me/notes/Caf%c3%a9', 'page', 'Café', 'fragments/me/notes/pages/Café.html'],
    ['/me/notes/%F0%9F%98%80', 'page', '😀', 'fragments/me/notes/pages/😀.html'],
    ['/me/notes/a;b', 'page', 'a;b', 'fragments/me/notes/pages/a;b.html'],
    ['/me/notes/git/x/HEAD', 'page', 'git/x/HEAD', 'fragments/me/notes/pages/git/x/HEAD.html'],
    ['/me/notes/a/-/b', 'page', 'a/-/b', 'fragments/me/notes/pages/a/-/b.html'],
    ['/me/notes/Design/Overview.md', 'markdown', 'Design/Overview', 'fragments/me/notes/pages/Design/Overview.md'],
    ['/me/notes/-/', 'dash', '', 'fragments/me/notes/-/index.html'],
    ['/me/notes/-/sidebar.json', 'dash', 'sidebar.json', 'fragments/me/notes/sidebar.json'],
    ['/me/notes/-/changes', 'dash', 'changes', 'fragments/me/notes/-/changes.html'],
    ['/me/notes/-/changes.json', 'dash', 'changes.json', 'fragments/me/notes/-/changes.json'],
    ['/me/notes/-/feed.xml', 'dash', 'feed.xml', 'fragments/me/notes/-/feed.xml'],
    ['/me/notes/-/llms.txt', 'dash', 'llms.txt', 'fragments/me/notes/-/llms.txt'],
    [`/me/notes/-/commit/${oid}`, 'dash', `commit/${oid}`, `fragments/me/notes/-/commit/${oid}.html`],
    ['/me/notes/-/history/v1.2', 'dash', 'history/v1.2', 'fragments/me/notes/-/history/v1.2.html'],
    ['/me/notes/-/files/img/a%20b.png', 'file', 'img/a b.png', 'fragments/me/notes/-/files/img/a b.png'],
    ['/me/notes.git/HEAD', 'git', 'HEAD', 'git/me/notes/HEAD'],
    ['/me/notes.git/info/refs', 'git', 'info/refs', 'git/me/notes/info/refs'],
    ['/me/notes.git/objects/info/packs', 'git', 'objects/info/packs', 'git/me/notes/objects/info/packs'],
    [
      `/me/notes.git/objects/01/${oid.slice(2)}`,
      'git',
      `objects/01/${oid.slice(2)}`,
      `git/me/notes/objects/01/${oid.slice(2)}`,
    ],
    [
      `/me/notes.git/objects/pack/pack-${oid}.idx`,
      'git',
      `objects/pack/pack-${oid}.idx`,
      `git/me/notes/objects/pack/pack-${oid}.idx`,
    ],
  ];

  test.each(objects)('%s names an object to be read', (url, area, path, key) => {
    expect(resolve(url)).toEqual({ kind: 'object', area, owner: 'me', wiki: 'notes', path, key, right: 'read' });
  });

  test('an asset belongs to no wiki and may be read by all', () => {
    expect(resolve('/assets/site.1f2e3d.css')).toEqual({
      kind: 'object',
      area: 'asset',
      owner: '',
      wiki: '',
      path: 'site.1f2e3d.css',
      key: 'assets/site.1f2e3d.css',
      right: 'none',
    });
  });

  test('what crawlers may read is told at the root, for all', () => {
    expect(resolve('/robots.txt')).toEqual({
      kind: 'object',
      area: 'asset',
      owner: '',
      wiki: '',
      path: 'robots.txt',
      key: 'assets/robots.txt',
      right: 'none',
    });
    expect(resolve('/robots.txt/')).toEqual({ kind: 'none' });
  });

  test.each([
    ['/mcp', { kind: 'service', service: 'mcp' }],
    ['/mcp/me/notes', { kind: 'service', service: 'mcp', owner: 'me', wiki: 'notes' }],
    ['/api', { kind: 'service', service: 'api' }],
    ['/api/wikis/me', { kind: 'service', service: 'api' }],
    ['/auth/callback', { kind: 'service', service: 'auth' }],
    ['/.well-known/oauth-protected-resource/mcp', { kind: 'service', service: 'well-known' }],
    ['/', { kind: 'root' }],
    ['/me/notes', { kind: 'redirect', location: '/me/notes/' }],
    ['/me/notes/-', { kind: 'redirect', location: '/me/notes/-/' }],
    ['/me/notes/Caf%c3%a9/', { kind: 'redirect', location: '/me/notes/Caf%C3%A9' }],
    ['/me/notes/Getting%20Started', { kind: 'redirect', location: '/me/notes/Getting_Started' }],
    ['/me/notes/Getting%20Started.md', { kind: 'redirect', location: '/me/notes/Getting_Started.md' }],
  ])('%s is %o', (url, route) => {
    expect(resolve(url)).toEqual(route);
  });

  test.each([
    '/favicon.ico',
    '/me',
    '/me/',
    '/mcp/',
    '/mcp/me',
    '/mcp/me/notes/x',
    '/.well-known',
    '/.well-known/',
    '/assets/',
    '/assets/site',
    '/assets/a/b.css',
    '/me/notes.git',
    '/me/notes.git/',
    '/me/notes.git/config',
    '/me/notes.git/objects/',
    '/me/notes.git/objects/01/xyz',
    '/me/notes.git/refs/heads/main',
    '/me/notes.git/info/refs/x',
    '/me/notes/-/_x',
    '/me/-notes/Home',
    '/me/notes-/Home',
    `/me/${'n'.repeat(40)}/Home`,
  ])('%s names nothing', (url) => {
    expect(resolve(url)).toEqual({ kind: 'none' });
  });
});

describe('hostile URLs', () => {
  const spellings = [
    '',
    'me/notes/Home',
    '*',
    'http://127.0.0.1/me/notes/',
    '//me/notes/Home',
    '/me//notes/Home',
    '/me/notes//',
    '/me/notes/a//b',
    '/me/notes/..',
    '/me/notes/../private/Home',
    '/me/notes/../../git/me/private/HEAD',
    '/me/notes/./Home',
    '/me/notes/.',
    '/me/notes/.git/config',
    '/me/notes/%2e%2e/%2e%2e/git/me/private/HEAD',
    '/me/notes/%2E%2E/private/Home',
    '/me/notes/.%2e/private/Home',
    '/me/notes/..%2fprivate%2fHome',
    '/me/notes/..%5cprivate',
    '/me/notes/a%2Fb',
    '/me/notes/a\\b',
    '/me/notes/a%5Cb',
    '/me/notes/..\\..\\git',
    '/me/notes/%00',
    '/me/notes/Home%00.html',
    '/me/notes/%0d%0aset-cookie:x',
    '/me/notes/%7f',
    '/me/notes/%C2%85',
    '/me/notes/%E2%80%AEtxt',
    '/me/notes/%E2%80%8B',
    '/me/notes/%EF%BB%BF',
    '/me/notes/%252e%252e/private',
    '/me/notes/%25',
    '/me/notes/%c0%ae%c0%ae/private',
    '/me/notes/%c0%af',
    '/me/notes/%e0%80%af',
    '/me/notes/%f8%80%80%80%af',
    '/me/notes/%ed%a0%80',
    '/me/notes/%ed%b0%80',
    '/me/notes/%ff',
    '/me/notes/%',
    '/me/notes/%zz',
    '/me/notes/%4',
    '/me/notes/%u002e',
    '/me/notes/\ud800',
    '/me/notes/Café',
    '/me/notes/a b',
    '/me/notes/Home?x',
    '/me/notes/Home#x',
    '/me/notes/%23',
    '/me/notes/%3f',
    '/me/notes/a:b',
    '/me/notes/a*b',
    '/me/notes/%5B%5B',
    '/me/notes/Home.',
    '/me/notes/a./b',
    '/me/notes/..;/private',
    '/me/notes/-x',
    '/me/notes/--/x',
    '/me/notes/%2d/sidebar.json',
    '/me/notes/-.md',
    '/me/notes/.md',
    '/me/notes/Home.MD',
    '/me/notes/Home.md.md',
    '/me/notes/Home%2emd',
    '/me/notes/-/files/../sidebar.json',
    '/me/notes/-/files/',
    '/me/notes/-/files/.git/config',
    '/me/notes/-/files/Home.md',
    '/me/notes/-/commit/',
    '/me/notes/-/a%20/b%20',
    '/%6de/notes/Home',
    '/me/n%6ftes/Home',
    '/%6dcp',
    `/me/notes/${'a'.repeat(241)}`,
    `/me/notes/${'a'.repeat(8192)}`,
    `/me/notes/${'%C3%A9'.repeat(121)}`,
  ];

  test.each(spellings.map((url): [string, string] => [url.slice(0, 80), url]))(
    '%s is refused with 400',
    (_short, url) => {
      expect(resolve(url)).toEqual({ kind: 'bad', reason: expect.stringMatching(/^The URL is not legal: .+\.$/) });
    },
  );

  test.each([
    '/git/me/notes/HEAD',
    '/control/me/wiki.json',
    '/fragments/me/notes/pages/Home.html',
    '/www/notes/Home',
    '/GIT/me/notes/HEAD',
    '/Me/notes/Home',
    '/me/Notes/Home',
    '/me/notes.GIT/HEAD',
    '/me/notes.git.git/HEAD',
    '/me/notes;x/Home',
    '/me;x/notes/Home',
    '/me/notes%20/Home',
    '/m%C3%A9/notes/Home',
    '/me/notes.git/objects/../HEAD/x',
    '/MCP',
    '/mcp/git/notes',
    '/mcp;x',
    '/Assets/site.1.css',
    '/assets/.htaccess',
    '/assets/site..css',
  ])('%s resolves to nothing', (url) => {
    expect(['none', 'bad']).toContain(resolve(url).kind);
  });

  test('a path in Unicode form NFD is not the key of the page in NFC', () => {
    const route = resolve('/me/notes/Cafe%CC%81');
    expect(route).toMatchObject({ kind: 'object', key: 'fragments/me/notes/pages/Cafe\u0301.html' });
    expect(route).not.toMatchObject({ key: 'fragments/me/notes/pages/Café.html' });
  });

  test('a URL of 8,192 bytes is read and one of 8,193 is not', () => {
    const prefix = '/api/';
    expect(resolve(prefix + 'a'.repeat(8192 - prefix.length)).kind).toBe('service');
    expect(resolve(prefix + 'a'.repeat(8193 - prefix.length)).kind).toBe('bad');
  });
});

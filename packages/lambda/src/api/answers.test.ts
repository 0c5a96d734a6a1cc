import { TOOLS } from '@holt/mcp/tool-list';
import { beforeEach, expect, it, test } from 'vitest';
import { GRANT_ROUTES } from './grant-routes.ts';
import { SESSION_ROUTES } from './session-routes.ts';
import { type StartedApi, startApi } from './testing/start-api.ts';
import { TOKEN_ROUTES } from './token-routes.ts';
import { WIKI_ROUTES } from './wiki-routes.ts';

const ROUTES = [...SESSION_ROUTES, ...WIKI_ROUTES, ...GRANT_ROUTES, ...TOKEN_ROUTES];
const WIKI = '/wikis/me/notes';

let call: StartedApi['call'];
let token: string;

beforeEach(async () => {
  ({ call } = await startApi());
  await call('PUT', `${WIKI}/pages/Plan`, { raw: '# Plan\n\nSee [[Log]].\n' });
  await call('PATCH', WIKI, { body: { rules: [['Drafts', 'editor']], titleFirst: true } });
  token = (await call('POST', '/tokens', { body: { name: 'Bot', wikis: ['me/notes'], scope: ['read'] } })).json.id;
});

const answers: Record<string, () => ReturnType<StartedApi['call']>> = {
  get_session: () => call('GET', '/session'),
  create_wiki: () => call('POST', '/wikis', { body: { wiki: 'me/new' } }),
  get_settings: () => call('GET', WIKI),
  change_settings: () => call('PATCH', WIKI, { body: { public: true } }),
  get_audit: () => call('GET', `${WIKI}/audit`),
  grant: () => call('PUT', `${WIKI}/grants`, { body: { grantee: '@example.com', role: 'reader' } }),
  revoke: () => call('DELETE', `${WIKI}/grants`, { body: { grantee: '@example.com' } }),
  list_tokens: () => call('GET', '/tokens'),
  create_token: () =>
    call('POST', '/tokens', { body: { name: 'Bot', wikis: ['me/notes'], scope: ['read'], paths: ['x'] } }),
  end_token: () => call('DELETE', `/tokens/${token}`),
};

it.each(ROUTES.map((route) => [route.name, route] as const))(
  '%s answers what its description says',
  async (name, route) => {
    const answer = await answers[name]?.();
    expect(answer?.status).toBe(route.statusCode);
    // What the schema does not know, it leaves out.
    expect(route.output.parse(answer?.json)).toEqual(answer?.json);
  },
);

test.each<[string, string, string, object]>([
  ['list_pages', 'GET', 'pages', {}],
  ['read_page', 'GET', 'pages/Plan', {}],
  ['write_page', 'PUT', 'pages/Log', { raw: '# Log\n' }],
  ['search', 'GET', 'search?query=plan', {}],
  ['changes_since', 'GET', 'changes', {}],
  ['survey', 'GET', 'survey', {}],
])('%s answers as the tool does', async (name, method, path, body) => {
  const { status, json } = await call(method, `${WIKI}/${path}`, body);
  expect(status).toBeLessThan(300);
  expect(TOOLS.get(name)?.output.parse(json)).toEqual(json);
});

test.each([
  ['curl/8.5.0', 'curl'],
  ['Mozilla/5.0 (X11; Linux x86_64)', 'Mozilla'],
  ['\u0000\u00fc', 'HTTP client'],
  [undefined, 'HTTP client'],
])('a change by %j is marked as made by %s', async (userAgent, agent) => {
  const headers = userAgent === undefined ? {} : { 'user-agent': userAgent };
  await call('PUT', `${WIKI}/pages/Log`, { raw: '# Log\n', headers });
  expect((await call('GET', `${WIKI}/pages/Log`)).json.last_change).toMatchObject({ author: 'olga', agent });
});

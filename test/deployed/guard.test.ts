import { DEPLOYMENT_KEY } from '@holt/lambda/deployment';
import { expect, test } from 'vitest';
import { callTool } from './call-tool.ts';
import { toFunctionUrlEvent, toResponse } from './function-url-event.ts';
import { openDeployment } from './open-deployment.ts';
import { ORIGIN, SECRETS } from './serve-deployment.ts';
import { SESSION_COOKIE, signInAndMakeWiki } from './sign-in-and-make-wiki.ts';
import { toolRequest } from './tool-request.ts';

/** A request as the edge function leaves it. */
const fromEdge = (path: string) => new Request(ORIGIN + path, { headers: { 'x-holt-host': 'wiki.example' } });

test.each(['write', 'auth'] as const)(
  '%s answers nobody who did not come by the edge, and asks nobody for that',
  async (name) => {
    const site = await openDeployment();
    const { invoke } = await site.running(name);
    const path = name === 'write' ? '/mcp' : '/auth/';
    for (const secret of [undefined, '', 'x', `${SECRETS.origin} `, `${SECRETS.origin},${SECRETS.formerOrigin}`]) {
      const answer = toResponse(await invoke(await toFunctionUrlEvent(fromEdge(path), secret)));
      expect(answer.status, secret).toBe(403);
    }
    for (const event of [{}, { headers: {} }, { headers: { 'x-holt-host': 'wiki.example' } }]) {
      expect(await invoke(event)).toMatchObject({ statusCode: 403 });
    }
    expect([site.s3.requests, site.keyValueService.requests]).toEqual([[], []]);
  },
);

test('while the secret changes, both are good', async () => {
  const site = await openDeployment();
  await (await site.running('maintenance')).invoke({ task: 'set-up' });
  const { invoke } = await site.running('write');
  for (const secret of [SECRETS.origin, SECRETS.formerOrigin]) {
    const answer = toResponse(await invoke(await toFunctionUrlEvent(fromEdge('/api/openapi.json'), secret)));
    expect(answer.status).toBe(200);
  }
});

test('which host was asked only the edge says', async () => {
  const site = await openDeployment();
  await (await site.running('maintenance')).invoke({ task: 'set-up' });
  const { invoke } = await site.running('write');
  const ask = async (host: string | undefined) => {
    const request = new Request(`${ORIGIN}/mcp`, { headers: host === undefined ? {} : { 'x-holt-host': host } });
    return toResponse(await invoke(await toFunctionUrlEvent(request, SECRETS.origin))).status;
  };
  // GET is no method of this server's: the host was good.
  expect(await ask('wiki.example')).toBe(405);
  expect(await ask('evil.example')).toBe(421);
  expect(await ask(undefined)).toBe(421);
  const claimed = new Request(`${ORIGIN}/mcp`, { headers: { 'x-holt-host': 'evil.example' } });
  expect((await site.fetch(claimed)).status).toBe(405);
});

test('headers that came several times, and cookies of others, do no harm', async () => {
  const site = await openDeployment();
  const { token } = await signInAndMakeWiki(site);
  const many = (request: Request) => {
    request.headers.delete('accept');
    for (const type of ['application/json', 'text/event-stream']) request.headers.append('accept', type);
    request.headers.set('cookie', `theme=dark; ${SESSION_COOKIE}=; b=a=b`);
    return site.fetch(request);
  };
  expect((await callTool(many, token, 'list_pages', {})).isError).toBe(false);
});

test('a site whose deployment has not ended answers 503, and well as soon as it has', async () => {
  const site = await openDeployment();
  const record = await site.store.get(DEPLOYMENT_KEY);
  await site.store.delete(DEPLOYMENT_KEY);
  const ask = () => site.fetch(toolRequest(undefined, 'list_wikis', {}));
  const answer = await ask();
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  await site.store.put(DEPLOYMENT_KEY, record?.body ?? '');
  expect((await ask()).status).toBe(401);
});

test('a handler without its settings does not start, and says which are missing', async () => {
  const site = await openDeployment({ HOLT_BUCKET: undefined, HOLT_ORIGIN_SECRET: 'too-short' });
  const failed = await site.running('write').catch((error: unknown) => error);
  expect(failed).toMatchObject({
    failure: { errorType: 'TypeError', errorMessage: expect.stringMatching(/HOLT_BUCKET.*HOLT_ORIGIN_SECRET/) },
  });
  expect(String(failed)).not.toContain('too-short');
});

test('the log is lines of JSON, with nothing in it that proves who somebody is', async () => {
  const site = await openDeployment();
  const { token, session } = await signInAndMakeWiki(site);
  await callTool(site.fetch, token, 'write_page', { path: 'Plan', content: '# Plan\n' });
  await site.fetch(toolRequest(`${token.slice(0, -4)}AAAA`, 'list_wikis', {}));
  site.s3.denyPuts('git');
  await callTool(site.fetch, token, 'write_page', { path: 'Other', content: '# Other\n' });
  const log = await site.log();
  const lines = log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.length).toBeGreaterThan(5);
  for (const line of lines) {
    expect(line).toMatchObject({ level: expect.any(String), message: expect.any(String), time: expect.any(String) });
  }
  const keys = [...site.keyValueService.entries].filter(([key]) => key.startsWith('key:')).map(([, value]) => value);
  for (const secret of [...Object.values(SECRETS), ...keys, token, session, ...token.split('.').slice(1)]) {
    expect(log.includes(secret)).toBe(false);
  }
});

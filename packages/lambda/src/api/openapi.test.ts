import { TOOLS } from '@holt/mcp/tool-list';
import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeEach, describe, expect, it } from 'vitest';
import { BINDINGS } from './bindings.ts';
import { ORIGIN, type StartedApi, startApi } from './testing/start-api.ts';

interface Operation {
  operationId: string;
  summary: string;
  parameters?: { name: string; in: string; required?: boolean; schema: object }[];
  requestBody?: { content: Record<string, { schema: { properties?: object; required?: string[] } }> };
  responses: Record<string, unknown>;
}

let started: StartedApi;
let document: { openapi: string; servers: { url: string }[]; paths: Record<string, Record<string, Operation>> };

beforeEach(async () => {
  started = await startApi();
  document = (await started.send('GET', '/openapi.json', {})).json;
});

function operation(id: string): Operation & { path: string; method: string } {
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, found] of Object.entries(methods))
      if (found.operationId === id) return { path, method, ...found };
  }
  throw new Error(`There is no operation "${id}".`);
}

describe('the description of the API', () => {
  it('needs no token, and is at one address', async () => {
    expect(document).toMatchObject({ openapi: '3.1.1', servers: [{ url: `${ORIGIN}/api` }] });
    expect((await started.send('HEAD', '/openapi.json', {})).status).toBe(200);
    expect((await started.send('POST', '/openapi.json', {})).status).toBe(405);
    expect((await started.send('GET', '/openapi.json/', {})).status).toBe(401);
  });

  it('is valid OpenAPI 3.1', async () => {
    expect(await new Validator().validate({ ...document })).toEqual({ valid: true });
  });

  it('has each tool once, and the bindings have no other', () => {
    expect(BINDINGS.map(({ tool }) => tool).sort()).toEqual([...TOOLS.keys()].sort());
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map((one) => one.operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining([...TOOLS.keys()]));
  });

  it.each([...TOOLS.values()].map((tool) => [tool.name, tool] as const))(
    'says where each argument of %s comes from',
    (name, tool) => {
      const { path, parameters = [], requestBody, summary } = operation(name);
      expect(summary).toBe(tool.description);
      const body = requestBody?.content['application/json']?.schema.properties ?? {};
      const given = new Set([
        ...parameters.map((one) => one.name.toLowerCase().replaceAll('-', '_')),
        ...Object.keys(body),
      ]);
      if (given.has('owner')) given.add('wiki');
      if (requestBody?.content['*/*'] !== undefined) given.add('data');
      expect(Object.keys(tool.input.shape).filter((argument) => !given.has(argument))).toEqual([]);
      const placeholders = [...path.matchAll(/\{(\w+)\}/g)].map(([, placeholder]) => placeholder);
      expect(parameters.filter((one) => one.in === 'path').map((one) => one.name)).toEqual(placeholders);
    },
  );

  it('has the settings, the grants and the tokens', () => {
    const settings = ['get_session', 'create_wiki', 'get_settings', 'change_settings', 'get_audit', 'grant', 'revoke'];
    for (const id of [...settings, 'list_tokens', 'create_token', 'end_token'])
      expect(operation(id).responses.default).toBeDefined();
    expect(operation('create_token').requestBody?.content['application/json']?.schema.required).toContain('name');
  });

  it('says what a page can be sent and got as', () => {
    const written = operation('write_page');
    expect(Object.keys(written.requestBody?.content ?? {})).toEqual(['text/markdown', 'application/json']);
    expect(Object.keys(written.responses)).toEqual(['200', '201', 'default']);
    expect(operation('read_page').responses).toMatchObject({ 304: {} });
    expect(written.parameters?.filter((one) => one.in === 'header').map((one) => one.name)).toEqual([
      'Idempotency-Key',
      'If-Match',
      'If-None-Match',
    ]);
  });
});

import type { Tool } from '@holt/mcp/tool';
import { TOOLS } from '@holt/mcp/tool-list';
import packageJson from '../../package.json' with { type: 'json' };
import type { ApiRoute } from './api-context.ts';
import { argumentSchemas, type JsonSchema, toJsonSchema } from './argument-schemas.ts';
import type { Binding } from './bindings.ts';
import { JSON_TYPE, MARKDOWN_TYPE } from './media-types.ts';
import { PROBLEM } from './problem-schema.ts';
import { sourcesOf } from './tool-arguments.ts';

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  description?: string;
  schema: JsonSchema;
}

interface Content {
  [mediaType: string]: { schema: JsonSchema };
}

interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  security?: [];
  parameters?: Parameter[];
  requestBody?: { required: true; content: Content };
  responses: Record<string, object>;
}

const PROBLEM_RESPONSE = { $ref: '#/components/responses/Problem' };
const TEXT: JsonSchema = { type: 'string' };
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  owner: "The wiki's owner",
  wiki: "The wiki's name",
  path: 'A path in the wiki, percent-encoded but for its slashes',
};
const HEADERS: Readonly<Record<string, string>> = {
  'Idempotency-Key': 'Unique per write; the same key again repeats the answer, not the write',
  'If-Match': 'The ETag of what is to be changed: if that is no longer there, nothing is changed (412)',
  'If-None-Match': '* writes only where there is nothing yet (412)',
};
const READ_HEADERS: typeof HEADERS = {
  'If-None-Match': 'The ETag of an earlier answer: if that is still the version, the answer is 304, without a body',
};

/**
 * What the API has, as an OpenAPI 3.1 document, from the same schemas and bindings that requests are read by.
 *
 * @param siteOrigin without a slash at the end
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export function describeApi({
  siteOrigin,
  bindings,
  routes,
}: {
  siteOrigin: string;
  bindings: readonly Binding[];
  routes: readonly ApiRoute[];
}) {
  const paths: Record<string, Record<string, Operation>> = {};
  const add = (path: string, method: string, operation: Operation) => {
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation };
  };
  for (const binding of bindings) {
    const tool = TOOLS.get(binding.tool);
    if (tool !== undefined) add(binding.path, binding.method, describeTool(tool, binding));
  }
  for (const route of routes) add(route.path, route.method, describeRoute(route));
  add('/openapi.json', 'GET', {
    operationId: 'get_openapi',
    summary: 'This document. It needs no token.',
    tags: ['description'],
    security: [],
    responses: { 200: { description: 'OK', content: { [JSON_TYPE]: { schema: { type: 'object' } } } } },
  });
  return {
    openapi: '3.1.1',
    info: {
      title: 'Holt',
      version: packageJson.version,
      description:
        'Pages, attachments and settings of wikis over HTTP. Every operation on pages and attachments is also a tool of the MCP server, of the same name.',
    },
    servers: [{ url: `${siteOrigin}/api` }],
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      schemas: { Problem: toJsonSchema(PROBLEM) },
      responses: {
        Problem: {
          description: 'Refused: code says why, detail what to do',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-holt',
          description: 'The session of a browser; for changes from pages of this site only',
        },
      },
    },
  };
}

function describeTool(tool: Tool, binding: Binding): Operation {
  const sources = sourcesOf(tool, binding);
  const { properties, required } = argumentSchemas(tool);
  const parameters: Parameter[] = [
    ...sources.path.map((name) => pathParameter(name, properties[name])),
    ...sources.query.map(
      (name): Parameter => ({
        name,
        in: 'query',
        ...(required.includes(name) && binding.body === undefined ? { required: true } : {}),
        ...withoutDescription(properties[name] ?? TEXT),
      }),
    ),
    ...headersOf(tool, binding, sources.takesKey).map(
      (name): Parameter => ({
        name,
        in: 'header',
        description: (tool.scope === 'read' ? READ_HEADERS : HEADERS)[name] ?? '',
        schema: TEXT,
      }),
    ),
  ];
  return {
    operationId: tool.name,
    summary: tool.description,
    tags: [binding.target === 'file' || tool.name.includes('attachment') ? 'attachments' : 'pages'],
    parameters,
    ...(binding.body === undefined
      ? {}
      : {
          requestBody: { required: true as const, content: bodyContent(binding, sources.body, properties, required) },
        }),
    responses: {
      200: { description: 'OK', content: answerContent(tool, binding) },
      ...(binding.creates ? { 201: { description: 'Made', content: answerContent(tool, binding) } } : {}),
      ...(binding.method === 'GET' && binding.target !== undefined
        ? { 304: { description: 'It is still at the version that If-None-Match names' } }
        : {}),
      default: PROBLEM_RESPONSE,
    },
  };
}

function headersOf(tool: Tool, { target }: Binding, takesKey: boolean): string[] {
  const conditional =
    target === undefined ? [] : tool.scope === 'write' ? ['If-Match', 'If-None-Match'] : ['If-None-Match'];
  return [...(takesKey ? ['Idempotency-Key'] : []), ...conditional];
}

function bodyContent(
  { body }: Binding,
  names: readonly string[],
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[],
): Content {
  if (body === 'bytes') return { '*/*': { schema: {} } };
  const members = names.filter((name) => name !== 'wiki');
  const object: JsonSchema = {
    type: 'object',
    properties: Object.fromEntries(members.map((name) => [name, properties[name] ?? {}])),
    required: members.filter((name) => required.includes(name)),
    additionalProperties: false,
  };
  return { ...(body === 'markdown' ? { [MARKDOWN_TYPE]: { schema: TEXT } } : {}), [JSON_TYPE]: { schema: object } };
}

function answerContent(tool: Tool, { answers }: Binding): Content {
  if (answers === 'bytes') return { '*/*': { schema: {} } };
  return {
    [JSON_TYPE]: { schema: toJsonSchema(tool.output) },
    ...(answers === 'markdown' ? { [MARKDOWN_TYPE]: { schema: TEXT } } : {}),
  };
}

function describeRoute({ name, description, path, input, output, statusCode }: ApiRoute): Operation {
  const placeholders = [...path.matchAll(/\{(\w+)\}/g)].map(([, placeholder = '']) => placeholder);
  return {
    operationId: name,
    summary: description,
    tags: ['settings'],
    parameters: placeholders.map((placeholder) => pathParameter(placeholder, undefined)),
    ...(input === undefined
      ? {}
      : { requestBody: { required: true as const, content: { [JSON_TYPE]: { schema: toJsonSchema(input) } } } }),
    responses: {
      [statusCode]: {
        description: statusCode === 201 ? 'Made' : 'OK',
        content: { [JSON_TYPE]: { schema: toJsonSchema(output) } },
      },
      default: PROBLEM_RESPONSE,
    },
  };
}

function pathParameter(name: string, schema: JsonSchema | undefined): Parameter {
  const description = schema?.description ?? PLACEHOLDERS[name];
  return { name, in: 'path', required: true, ...(description === undefined ? {} : { description }), schema: TEXT };
}

/** A parameter tells its description beside its schema. */
function withoutDescription({ description, ...schema }: JsonSchema): Pick<Parameter, 'description' | 'schema'> {
  return { ...(description === undefined ? {} : { description }), schema };
}

import type { Tool } from '@holt/mcp/tool';
import type { FunctionUrlEvent } from '../function-url.ts';
import { invalidRequest } from './api-error.ts';
import { argumentSchemas } from './argument-schemas.ts';
import type { Binding } from './bindings.ts';
import { JSON_TYPE, MARKDOWN_TYPE, readContentType } from './media-types.ts';
import { parseJson, readBytes, readText } from './read-body.ts';
import { readQuery } from './read-query.ts';
import { wikiIdOf } from './wiki-id-of.ts';

/** Which argument comes from where. */
export interface ArgumentSources {
  /** Placeholders of the path, in their order; `owner` and `wiki` stand for the argument `wiki`. */
  path: string[];
  query: readonly string[];
  /** `Idempotency-Key` is one. */
  takesKey: boolean;
  /** What a JSON body may have. */
  body: string[];
}

export function sourcesOf(tool: Tool, binding: Binding): ArgumentSources {
  const path = [...binding.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const others = Object.keys(argumentSchemas(tool).properties).filter((name) => !path.includes(name));
  const withoutKey = others.filter((name) => name !== 'idempotency_key');
  return {
    path,
    query: (binding.query ?? (binding.body === undefined ? withoutKey : [])).filter((name) => others.includes(name)),
    takesKey: others.includes('idempotency_key'),
    body: binding.body === 'json' || binding.body === 'markdown' ? others : [],
  };
}

/** The arguments of a tool, with what of them came as it is. */
export interface GivenArguments {
  input: Record<string, unknown>;
  /** The page's text came as such, not in JSON: it is to be taken byte for byte. */
  isVerbatim: boolean;
}

/**
 * Makes a function that reads a tool's arguments from a request. They are not checked: that is the tool's part.
 *
 * @throws ApiError 400 `invalid-request` (an argument comes from two places, or can't be read), `not-utf8`; 413 `content-too-large`; 415
 * `unsupported-media-type`
 */
export function argumentReader(tool: Tool, binding: Binding) {
  const sources = sourcesOf(tool, binding);
  const { properties } = argumentSchemas(tool);

  return (event: FunctionUrlEvent, parameters: Readonly<Record<string, string>>): GivenArguments => {
    const given = new Map<string, unknown>(Object.entries(readPath(parameters)));
    const add = (where: string, more: Iterable<[string, unknown]>) => {
      for (const [name, value] of more) {
        if (given.has(name))
          throw invalidRequest(`"${name.slice(0, 60)}" comes from two places, one of them ${where}. Give it once.`);
        given.set(name, value);
      }
    };
    add('the query', readQuery(event.rawQueryString, sources.query, properties));
    const key = event.headers['idempotency-key'];
    if (key !== undefined && sources.takesKey) add('the header Idempotency-Key', [['idempotency_key', readKey(key)]]);
    const { members, isVerbatim } = readMembers(binding, event);
    add('the body', members);
    return { input: Object.fromEntries(given), isVerbatim };
  };
}

function readPath({ owner, wiki, ...others }: Readonly<Record<string, string>>): Record<string, string> {
  return owner === undefined || wiki === undefined ? others : { wiki: wikiIdOf({ owner, wiki }), ...others };
}

function readMembers(
  { body }: Binding,
  event: FunctionUrlEvent,
): { members: Iterable<[string, unknown]>; isVerbatim: boolean } {
  if (body === undefined) return { members: [], isVerbatim: false };
  const bytes = readBytes(event);
  if (body === 'bytes') return { members: [['data', bytes.toString('base64')]], isVerbatim: false };
  const type = readContentType(
    event.headers['content-type'],
    body === 'markdown' ? [MARKDOWN_TYPE, JSON_TYPE] : [JSON_TYPE],
  );
  if (type === MARKDOWN_TYPE) return { members: [['content', readText(bytes)]], isVerbatim: true };
  const json = parseJson(bytes);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw invalidRequest('The body is no JSON object. Send the arguments as its members.');
  }
  return { members: Object.entries(json), isVerbatim: false };
}

/** As a structured field it is in double quotes; many clients leave them out. */
function readKey(field: string): string {
  return /^"([^"\\]*)"$/.exec(field)?.[1] ?? field;
}

import { z } from 'zod';
import type { Tool } from './tool.ts';

// Every agent reads the list of tools at the beginning of every session, so the schemas in it are shorter than those that calls and answers
// are of. They still hold for all calls and answers.

/** A schema as `tools/list` has it. */
export interface ListedSchema {
  type: 'object';
  properties: Record<string, object>;
  required?: string[];
  [keyword: string]: unknown;
}

/** Bounds and closed objects are checked all the same, and a call that breaks them is answered with what to do. */
const UNLISTED_KEYWORDS: ReadonlySet<string> = new Set([
  '$schema',
  'additionalProperties',
  'maxItems',
  'maxLength',
  'maximum',
  'minItems',
  'minLength',
  'minimum',
  'propertyNames',
]);

/** What whoever called knows: the wiki that it named, and that a write was committed if it is no error. */
const UNLISTED_ANSWERS: ReadonlySet<string> = new Set(['wiki', 'committed']);

/** A tool's arguments. @param bound whether the wiki is that of the connection; naming it is allowed, and says nothing */
export function listInput({ input }: Pick<Tool, 'input'>, bound: boolean): ListedSchema {
  const { properties, required = [], ...schema } = shorten(toSchema(input)) as ListedSchema;
  const isListed = (name: string) => !bound || name !== 'wiki';
  const needed = required.filter(isListed);
  return {
    ...schema,
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => isListed(name))),
    ...(needed.length === 0 ? {} : { required: needed }),
  };
}

/**
 * What a tool answers, by name and type. Nothing is required, as clients check the structured content against it even when it is an
 * error's.
 */
export function listOutput({ output }: Pick<Tool, 'output'>): ListedSchema {
  const properties = Object.entries(toSchema(output).properties ?? {}).filter(([name]) => !UNLISTED_ANSWERS.has(name));
  return {
    type: 'object',
    properties: Object.fromEntries(properties.map(([name, schema]) => [name, { type: (schema as JsonSchema).type }])),
  };
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

function toSchema(schema: z.ZodObject): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input' });
}

function shorten(schema: JsonSchema): JsonSchema {
  const entries = Object.entries(schema).filter(([keyword]) => !UNLISTED_KEYWORDS.has(keyword));
  return Object.fromEntries(entries.map(([keyword, value]) => [keyword, shortenIn(keyword, value)]));
}

function shortenIn(keyword: string, value: unknown): unknown {
  if (keyword === 'items') return shorten(value as JsonSchema);
  if (keyword !== 'properties') return value;
  return Object.fromEntries(
    Object.entries(value as Record<string, JsonSchema>).map(([name, schema]) => [name, shorten(schema)]),
  );
}

import fc from 'fast-check';
import { type Known, SMALL_WIKI } from './small-wiki.ts';

/** As much of JSON Schema as the listed tools use. */
export interface JsonSchema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
}

const HUGE_CHARACTERS = 1_100_000;
const DEPTH = 3000;
const LONGEST_LIST = 3;
/** Mostly given, and mostly stale, so that not each call that looks right is a commit, which takes long. */
const STALE = 'base_version';

// biome-ignore format: a list of words
const HOSTILE_PATHS = [
  '', '.', '..', '/', '//', '../../etc/passwd', 'A/../B', 'A//B', '/Home', 'Home/', 'A\\B', 'C:\\x', '-/sidebar', '-',
  '.git/config', '.md', 'Home.md', 'Home.md.md', 'HOME', 'home', 'Gru\u0308\u00dfe', 'A%2e%2e/B', '%00', 'Home ', ' Home',
  'con', 'a:b', 'a*b?', 'x'.repeat(241), 'x/'.repeat(200), '_redirects', 'Home#top', '[[Home]]', 'Design', 'Files/dot.png',
  '__proto__', 'constructor/prototype', 'toString',
];

// biome-ignore format: a list of words
const HOSTILE_TEXTS = [
 
  '\u0000', '\u0007\u001b[31m', '\r', '\u2028', '\ufeff', '\ud800', 'a\udfffb', '\u202e\u2066', '\u200b\u200b', '\u{e0041}', '⟦U+200B⟧',
  '⟦U+', '---\ntitle:\n---\n', '---\na: [', '---\n&a [*a, *a]\n---\n', '```', '<script>alert(1)</script>', '<!--', '"quote', "'", '$&$1',
  '{}', 'null', 'NaN', '9'.repeat(400), '*/5', '(((((', '[[[[', '1970', '2026-13-45T99:99Z', '-1', '=cmd|x',
];

// biome-ignore format: a list of numbers
const HOSTILE_NUMBERS = [
  0, -0, -1, 0.5, 1e308, -1e308, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 53, 5e-324,
];

/** With keys that are no own properties of other objects; `JSON.parse` makes them own. */
const POLLUTING = [
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"toString":1,"hasOwnProperty":null,"then":{}}',
];

/**
 * Arguments for a tool, derived from its listed schema. About a quarter look right in every way; of the others, each argument may be missing, of another
 * type, beyond its limits, or hostile, and there may be more than the tool takes.
 */
export function arbitraryCall(toolName: string, schema: JsonSchema, known: Known): fc.Arbitrary<unknown> {
  const context: Context = { known, isForFiles: toolName.includes('attachment') };
  return fc.oneof(
    { weight: 12, arbitrary: fitting(schema, '', context) },
    { weight: 36, arbitrary: strange(schema, context) },
    { weight: 1, arbitrary: fc.constantFrom(...POLLUTING).map((json) => JSON.parse(json)) },
  );
}

/** What each operation takes beside its path, in a list of changes whose schema allows all that any of them takes. */
const TAKES: Readonly<Record<string, readonly string[]>> = {
  write: ['content'],
  edit: ['old_text', 'new_text'],
  append: ['content', 'section'],
  prepend: ['content'],
  replace_section: ['section', 'content'],
  insert_before: ['section', 'content'],
  insert_after: ['section', 'content'],
  set_properties: ['properties'],
  rename: ['new_path'],
  delete: [],
};

interface Context {
  known: Known;
  isForFiles: boolean;
}

/** What looks right for a schema. @param name the argument's, by which it is told what would be a good one */
function fitting(schema: JsonSchema, name: string, context: Context): fc.Arbitrary<unknown> {
  const { type, properties } = schema;
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((one) => fitting(one, name, context)));
  if (type === 'string') return fittingText(schema, name, context);
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer' || type === 'number') {
    const { minimum = -10, maximum = 1000 } = schema;
    return fc.oneof(fc.integer({ min: Math.max(minimum, -10), max: Math.min(maximum, 1000) }), fc.constant(minimum));
  }
  if (type === 'array') {
    const minLength = schema.minItems ?? 0;
    return fc.array(fitting(schema.items ?? {}, name, context), {
      minLength,
      maxLength: Math.max(minLength, LONGEST_LIST),
    });
  }
  if (properties !== undefined) return fittingObject(schema, properties, context);
  if (type === 'object') return fc.dictionary(fc.constantFrom('status', 'tags', 'title', 'by'), fc.jsonValue());
  return fc.jsonValue();
}

function fittingObject(
  { required = [] }: JsonSchema,
  properties: Record<string, JsonSchema>,
  context: Context,
): fc.Arbitrary<unknown> {
  const operations = properties.op?.enum as string[] | undefined;
  if (operations !== undefined) {
    const changes = operations.map((op) => {
      const names = ['path', 'base_version', ...(TAKES[op] ?? Object.keys(properties))];
      const values = names.map((name) => {
        const value = fitting(properties[name] ?? {}, name, context);
        return [name, name === STALE ? fc.option(value, { nil: undefined, freq: 1 }) : value];
      });
      return fc.record({ ...Object.fromEntries(values), op: fc.constant(op) });
    });
    return fc.oneof(...changes);
  }
  const values = Object.entries(properties).map(([name, property]) => {
    const value = fitting(property, name, context);
    const isOptional = !required.includes(name);
    return [name, isOptional ? fc.option(value, { nil: undefined, freq: name === STALE ? 8 : 1 }) : value];
  });
  return fc.record(Object.fromEntries(values));
}

function fittingText(schema: JsonSchema, name: string, { known, isForFiles }: Context): fc.Arbitrary<string> {
  const pages = fc.constantFrom(...known.paths, ...known.gone, 'New', 'Design/New_Page');
  const files = fc.constantFrom(...known.files, 'Files/new.txt');
  const texts = fc.constantFrom(...known.texts);
  const some: Record<string, fc.Arbitrary<string>> = {
    wiki: fc.constant(SMALL_WIKI),
    path: isForFiles ? files : pages,
    paths: pages,
    new_path: fc.constantFrom('Moved', 'Design/Moved', 'Home'),
    section: fc.constantFrom(...known.headings),
    revision: fc.constantFrom(...known.revisions, ...known.versions),
    against: fc.constantFrom(...known.revisions),
    base_version: fc.constantFrom(...known.versions, ...known.revisions),
    old_text: texts,
    query: fc.oneof(texts, fc.constantFrom('design', '"rained"', 'plan text')),
    prefix: fc.constantFrom('', 'Design/', 'Files/', 'Z'),
    tag: fc.constantFrom('design', '#plan', 'none'),
    updated_since: fc.constantFrom('2026-11-19', '2026-11-20T00:00:00Z', '2027-01-01'),
    title: fc.constantFrom('Overview', 'Overviews', 'Something else'),
    data: fc.base64String({ maxLength: 40 }),
    idempotency_key: fc.nat().map((number) => `key-${number}`),
  };
  const likely = Object.hasOwn(some, name) ? some[name] : undefined;
  const { minLength = 0, maxLength = 40 } = schema;
  return likely ?? fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 40)) });
}

/** An object of the schema in which any property may be anything. */
function strange(schema: JsonSchema, context: Context): fc.Arbitrary<unknown> {
  const required = new Set(schema.required);
  const entries = Object.entries(schema.properties ?? {}).map(([key, property]) => {
    const missing = required.has(key) || key === STALE ? 1 : 14;
    return [
      key,
      fc.oneof(
        { weight: 20, arbitrary: fitting(property, key, context) },
        { weight: 3, arbitrary: hostile(property, context) },
        { weight: missing, arbitrary: fc.constant(undefined) },
      ),
    ] as const;
  });
  const extra = fc.dictionary(
    fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('__proto__', 'wikis')),
    anything(),
    {
      maxKeys: 2,
      minKeys: 1,
    },
  );
  return fc
    .tuple(fc.record(Object.fromEntries(entries)), fc.option(extra, { nil: {}, freq: 8 }))
    .map(([given, more]) => ({ ...more, ...given }));
}

function hostile(schema: JsonSchema, context: Context): fc.Arbitrary<unknown> {
  const { minimum, maximum, minItems = 0, maxItems, maxLength, items } = schema;
  const beyond: fc.Arbitrary<unknown>[] = [];
  if (minimum !== undefined) beyond.push(fc.constant(minimum - 1));
  if (maximum !== undefined) beyond.push(fc.constantFrom(maximum, maximum + 1));
  if (maxLength !== undefined) beyond.push(fc.constantFrom('x'.repeat(maxLength), 'x'.repeat(maxLength + 1)));
  if (items !== undefined) {
    beyond.push(
      fc.array(items.properties ? strange(items, context) : hostile(items, context), { maxLength: LONGEST_LIST }),
    );
    if (minItems > 0) beyond.push(fc.constant([]));
    if (maxItems !== undefined) {
      const many = (length: number) => fitting(items, 'path', context).map((item) => Array(length).fill(item));
      beyond.push(many(maxItems), many(maxItems + 1));
    }
  }
  return fc.oneof({ weight: 4, arbitrary: anything() }, ...beyond.map((arbitrary) => ({ weight: 2, arbitrary })));
}

/** Whatever the argument is. */
function anything(): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 100, arbitrary: fc.constantFrom(...HOSTILE_PATHS) },
    { weight: 100, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
    { weight: 40, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
    { weight: 50, arbitrary: fc.constantFrom(...HOSTILE_NUMBERS) },
    { weight: 25, arbitrary: fc.constantFrom(null, true, false, [], {}, [[]], [null]) },
    { weight: 25, arbitrary: fc.jsonValue() },
    { weight: 15, arbitrary: fc.constantFrom(...POLLUTING).map((json) => JSON.parse(json)) },
    { weight: 10, arbitrary: fc.constantFrom('0'.repeat(40), 'g'.repeat(40), 'f'.repeat(64)) },
    { weight: 5, arbitrary: fc.constantFrom('[', '{"a":').map(deep) },
    { weight: 1, arbitrary: fc.constantFrom('x', '\n', 'é', '[').map((text) => text.repeat(HUGE_CHARACTERS)) },
  );
}

/** Nested so deep that whoever walks it by recursion runs out of stack before its end. @param opening of one level, in JSON */
function deep(opening: string): unknown {
  const closing = opening === '[' ? ']' : '}';
  return JSON.parse(opening.repeat(DEPTH) + (opening === '[' ? '' : '1') + closing.repeat(DEPTH));
}

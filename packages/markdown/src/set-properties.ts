import { isDeepStrictEqual } from 'node:util';
import { isMap, type YAMLMap } from 'yaml';
import { MAX_FRONT_MATTER_LENGTH } from './limits.ts';
import { type FrontMatterPlace, locateFrontMatter } from './locate-front-matter.ts';
import { PropertiesError } from './properties-error.ts';
import { toYamlValues } from './property-values.ts';
import { type FrontMatterYaml, readYaml } from './read-yaml.ts';
import { spliceYaml } from './splice-yaml.ts';

/** Values by the keys of the YAML; null: the entry goes. */
type Changes = ReadonlyMap<unknown, unknown>;

/**
 * A page with entries of its front matter set; null removes one, and with the last one the front matter. What has that value already,
 * other entries, comments and the body stay byte for byte, as far as YAML allows: where an entry can't be changed by itself (a map in
 * braces, an anchor), the YAML is written anew. A page without front matter gets one.
 *
 * @param set JSON values by name; `title` sets the title in whatever case the page writes it
 * @throws PropertiesError (a TypeError) that says what to do: front matter that can't be read, or couldn't be any more; a value that
 * is none of JSON
 */
export function setProperties(markdown: string, set: Readonly<Record<string, unknown>>): string {
  const wanted = toYamlValues(set);
  const place = locateFrontMatter(markdown);
  const source = place === undefined ? '' : markdown.slice(place.start, place.end);
  const yaml = readOrRefuse(source);
  const changes = changesOf(yaml.values, wanted);
  if (changes.size === 0) return markdown;
  const lineEnd = /\r?\n/.exec(markdown)?.[0] ?? '\n';
  const changed = changeYaml(source, yaml, changes, lineEnd);
  return place === undefined ? begin(markdown, changed, lineEnd) : replace(markdown, place, changed);
}

function readOrRefuse(source: string): FrontMatterYaml {
  try {
    return readYaml(source);
  } catch (cause) {
    throw new PropertiesError(`${(cause as Error).message} Edit its text until it is right, then set properties.`, {
      cause,
    });
  }
}

/** What is to become another value, by the key that the page has for it. */
function changesOf(values: ReadonlyMap<unknown, unknown>, wanted: ReadonlyMap<string, unknown>): Changes {
  const changes = new Map<unknown, unknown>();
  const keys = [...values.keys()].filter((key) => key === null || typeof key !== 'object');
  for (const [name, value] of wanted) {
    const key =
      keys.find((each) => String(each) === name) ??
      keys.find((each) => name === 'title' && String(each).toLowerCase() === name) ??
      name;
    const isSame = value === null ? !values.has(key) : isDeepStrictEqual(values.get(key), value);
    if (!isSame) changes.set(key, value);
  }
  return changes;
}

/** @throws PropertiesError where no way leads to YAML that says what is wanted, and no more */
function changeYaml(source: string, yaml: FrontMatterYaml, changes: Changes, lineEnd: string): string {
  const expected = new Map(yaml.values);
  for (const [key, value] of changes) {
    if (value === null) expected.delete(key);
    else expected.set(key, value);
  }
  for (const change of [spliceYaml, rewriteYaml]) {
    const changed = change(source, yaml, changes, lineEnd);
    if (changed === undefined) continue;
    if (changed.length > MAX_FRONT_MATTER_LENGTH) {
      throw new PropertiesError(
        `The front matter would be longer than ${MAX_FRONT_MATTER_LENGTH} characters. Put long texts into the page itself.`,
      );
    }
    if (isFrontMatter(changed) && holds(changed, expected)) return changed;
  }
  throw new PropertiesError(
    'The front matter is written in a way (anchors, tags, unusual keys) that does not let these properties be set alone. Edit its text instead.',
  );
}

function isFrontMatter(source: string): boolean {
  const opening = '---\n';
  return locateFrontMatter(`${opening}${source}---\n`)?.end === opening.length + source.length;
}

function holds(source: string, expected: ReadonlyMap<unknown, unknown>): boolean {
  try {
    return isDeepStrictEqual(readYaml(source).values, expected);
  } catch {
    return false;
  }
}

/** The YAML written anew, with its comments. Undefined where that can't be done. */
function rewriteYaml(
  _source: string,
  { document }: FrontMatterYaml,
  changes: Changes,
  lineEnd: string,
): string | undefined {
  try {
    if (!isMap(document.contents)) return undefined;
    const contents: YAMLMap = document.contents;
    for (const [key, value] of changes) {
      if (value === null) contents.delete(key);
      else contents.set(key, document.createNode(value, { aliasDuplicateObjects: false }));
    }
    return document.toString({ lineWidth: 0, flowCollectionPadding: false }).replaceAll('\n', lineEnd);
  } catch {
    return undefined;
  }
}

/** Puts front matter before a page that has none. */
function begin(markdown: string, source: string, lineEnd: string): string {
  const mark = markdown.startsWith('\ufeff') ? '\ufeff' : '';
  const body = markdown.slice(mark.length);
  const gap = body === '' || /^[ \t]*[\r\n]/.test(body) ? '' : lineEnd;
  return `${mark}---${lineEnd}${source}---${lineEnd}${gap}${body}`;
}

function replace(markdown: string, { start, end, bodyOffset }: FrontMatterPlace, source: string): string {
  const bare = (markdown.startsWith('\ufeff') ? '\ufeff' : '') + markdown.slice(bodyOffset);
  // Without its block, the body's own first lines could pass for one.
  if (source.trim() === '' && locateFrontMatter(bare) === undefined) return bare;
  return markdown.slice(0, start) + source + markdown.slice(end);
}

import { isMap, isScalar, type Node, type Pair } from 'yaml';
import type { FrontMatterYaml } from './read-yaml.ts';
import { renderYamlKey, renderYamlValue, yamlStyleOf } from './render-yaml.ts';

interface Edit {
  start: number;
  end: number;
  text: string;
}

interface Entry {
  /** Where the key begins, and its line. */
  keyStart: number;
  lineStart: number;
  /** Behind the key's colon. */
  colonEnd: number;
  /** Where the last line of the value ends, its line end included. */
  end: number;
  value: Node | null;
}

/**
 * A block map with entries set, each in its place, new ones at the end; all else stays byte for byte. What stands between an entry and
 * the next key, comments and empty lines, stays as well.
 *
 * @param source ends with a line end, or is empty
 * @param changes values by key; null removes
 * @returns undefined where an entry is not on lines of its own. What the result means is for the caller to check.
 */
export function spliceYaml(
  source: string,
  { document: { contents } }: FrontMatterYaml,
  changes: ReadonlyMap<unknown, unknown>,
  lineEnd: string,
): string | undefined {
  const pairs = isMap(contents) ? (contents.items as Pair<Node, Node | null>[]) : [];
  if (isMap(contents) && contents.flow) return undefined;
  const [first] = pairs;
  const indent = first === undefined ? '' : indentOf(source, first.key.range?.[0] ?? 0);
  if (indent === undefined) return undefined;

  const edits: Edit[] = [];
  let added = '';
  for (const [key, value] of changes) {
    const index = pairs.findIndex((pair) => isScalar(pair.key) && pair.key.value === key);
    if (index >= 0) {
      const entry = entryAt(source, pairs, index);
      if (entry === undefined) return undefined;
      edits.push(value === null ? remove(entry) : change(source, entry, value, indent, lineEnd));
    } else {
      added += toLines(`${indent}${renderYamlKey(String(key))}:${renderYamlValue(value, undefined)}`, indent, lineEnd);
    }
  }
  return apply(source, edits) + added;
}

function entryAt(source: string, pairs: readonly Pair<Node, Node | null>[], index: number): Entry | undefined {
  const { key, value } = pairs[index] as Pair<Node, Node | null>;
  const [keyStart = 0, keyEnd = 0] = key.range ?? [];
  const indent = indentOf(source, keyStart);
  const colon = /^[ \t]*:/.exec(source.slice(keyEnd))?.[0];
  if (indent === undefined || colon === undefined) return undefined;
  const next = pairs[index + 1]?.key.range?.[0];
  const nextIndent = next === undefined ? '' : indentOf(source, next);
  if (nextIndent === undefined) return undefined;
  const limit = next === undefined ? source.length : next - nextIndent.length;
  const isBlockText = isScalar(value) && (value.type === 'BLOCK_LITERAL' || value.type === 'BLOCK_FOLDED');
  const end = isBlockText ? (value.range?.[1] ?? limit) : withoutTrailingComments(source, keyEnd, limit);
  return { keyStart, lineStart: keyStart - indent.length, colonEnd: keyEnd + colon.length, end, value: value ?? null };
}

function remove({ lineStart, end }: Entry): Edit {
  return { start: lineStart, end, text: '' };
}

function change(source: string, entry: Entry, value: unknown, indent: string, lineEnd: string): Edit {
  const { colonEnd, end, value: old } = entry;
  const rendered = renderYamlValue(value, yamlStyleOf(old));
  const [valueStart = colonEnd, valueEnd = colonEnd] = old?.range ?? [];
  const isEmpty = valueStart === valueEnd;
  const isOneLine = !/[\r\n]/.test(source.slice(colonEnd, valueEnd)) && !rendered.includes('\n');
  if (isEmpty && isOneLine) return { start: colonEnd, end: colonEnd, text: rendered };
  if (isOneLine && source.slice(colonEnd, valueStart).trim() === '') {
    return { start: valueStart, end: valueEnd, text: rendered.trimStart() };
  }
  // What is said behind the key of what stands below it stays there.
  const head = /^[ \t]+#[^\r\n]*/.exec(source.slice(colonEnd))?.[0] ?? '';
  const text = rendered.startsWith('\n') ? head + rendered : rendered;
  return { start: colonEnd, end, text: toLines(text, indent, lineEnd) };
}

function toLines(text: string, indent: string, lineEnd: string): string {
  return text.split('\n').join(lineEnd + indent) + lineEnd;
}

/** The spaces before a key; undefined when there is more than spaces. */
function indentOf(source: string, keyStart: number): string | undefined {
  const before = source.slice(source.lastIndexOf('\n', keyStart - 1) + 1, keyStart);
  return /^ *$/.test(before) ? before : undefined;
}

/** Where the last line ends, between two places, that is not empty and no comment. */
function withoutTrailingComments(source: string, start: number, end: number): number {
  let last = end;
  for (;;) {
    const lineStart = source.lastIndexOf('\n', last - 2) + 1;
    if (lineStart <= start || !/^[ \t]*(?:#|\r?\n?$)/.test(source.slice(lineStart, last))) return last;
    last = lineStart;
  }
}

function apply(source: string, edits: readonly Edit[]): string {
  let result = '';
  let done = 0;
  for (const { start, end, text } of edits.toSorted((a, b) => a.start - b.start)) {
    result += source.slice(done, start) + text;
    done = end;
  }
  return result + source.slice(done);
}

import type { Nodes, Paragraph, PhrasingContent, Root, Text } from 'mdast';

/** `<abbr title>`, made where a defined abbreviation is used. */
interface Abbreviation {
  type: 'abbreviation';
  data: { hName: 'abbr'; hProperties: { title: string } };
  children: [Text];
}

declare module 'mdast' {
  interface PhrasingContentMap {
    abbreviation: Abbreviation;
  }
  interface RootContentMap {
    abbreviation: Abbreviation;
  }
}

const MAX_ABBREVIATIONS = 100;
/** Explanations are repeated until they are this long together (characters). */
const MAX_ADDED_LENGTH = 100_000;
const DEFINITION = /^\*\[([^\]\n]{1,60})\]:[ \t]*(\S.{0,300})$/;

/**
 * unified plugin: `*[HTML]: HyperText Markup Language` in a paragraph of its own explains every `HTML` of the page.
 * https://michelf.ca/projects/php-markdown/extra/#abbr
 */
export function remarkAbbreviations() {
  return (tree: Root): void => {
    const titles = takeDefinitions(tree);
    if (titles.size === 0) return;
    // The longest first: of `HTML` and `HTML5`, `HTML5` is what was meant.
    const names = [...titles.keys()].sort((a, b) => b.length - a.length).map(escaped);
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${names.join('|')})(?![\\p{L}\\p{N}_])`, 'gu');
    explain(tree, { titles, pattern, addedLength: 0 });
  };
}

interface Glossary {
  titles: ReadonlyMap<string, string>;
  pattern: RegExp;
  addedLength: number;
}

function takeDefinitions(tree: Root): Map<string, string> {
  const titles = new Map<string, string>();
  tree.children = tree.children.filter((node) => {
    const definitions = node.type === 'paragraph' ? readDefinitions(node) : [];
    for (const [name, title] of definitions) {
      if (titles.size < MAX_ABBREVIATIONS && !titles.has(name)) titles.set(name, title);
    }
    return definitions.length === 0;
  });
  return titles;
}

/** None when one of the paragraph's lines is none. */
function readDefinitions({ children }: Paragraph): [name: string, title: string][] {
  const first = children[0];
  if (children.length !== 1 || first?.type !== 'text' || !first.value.startsWith('*[')) return [];
  const definitions: [string, string][] = [];
  for (const line of first.value.split('\n')) {
    const match = DEFINITION.exec(line.trim());
    if (match === null) return [];
    definitions.push([match[1] as string, match[2] as string]);
  }
  return definitions;
}

function explain(node: Nodes, glossary: Glossary): void {
  if (!('children' in node)) return;
  const result: Nodes[] = [];
  for (const child of node.children) {
    if (child.type === 'text') {
      for (const part of split(child, glossary)) result.push(part);
      continue;
    }
    if (child.type !== 'wikiLink') explain(child, glossary);
    result.push(child);
  }
  node.children = result as typeof node.children;
}

function split(node: Text, glossary: Glossary): PhrasingContent[] {
  const parts: PhrasingContent[] = [];
  let end = 0;
  for (const { 0: name, index } of node.value.matchAll(glossary.pattern)) {
    const title = glossary.titles.get(name) ?? '';
    glossary.addedLength += title.length;
    if (glossary.addedLength > MAX_ADDED_LENGTH) break;
    if (index > end) parts.push({ type: 'text', value: node.value.slice(end, index) });
    const data: Abbreviation['data'] = { hName: 'abbr', hProperties: { title } };
    parts.push({ type: 'abbreviation', data, children: [{ type: 'text', value: name }] });
    end = index + name.length;
  }
  if (end === 0) return [node];
  if (end < node.value.length) parts.push({ type: 'text', value: node.value.slice(end) });
  return parts;
}

function escaped(text: string): string {
  return text.replace(/[$()*+./?[\\\]^{|}-]/g, '\\$&');
}

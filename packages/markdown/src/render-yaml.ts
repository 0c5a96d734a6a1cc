import { Document, isCollection, isScalar, Scalar, visit } from 'yaml';

/** Lists of short values stay on one line, up to this length. */
const MAX_LINE_LIST = 80;
const LAYOUT = { lineWidth: 0, flowCollectionPadding: false } as const;
// What a reader of the YAML would not see, or take for a line's end.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are to be found
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

/** How a value was written before. */
export type YamlStyle = 'flow' | 'block' | Scalar.Type | undefined;

/** How a node is written; undefined: there is none. */
export function yamlStyleOf(node: unknown): YamlStyle {
  if (isCollection(node)) return node.flow ? 'flow' : 'block';
  return isScalar(node) ? (node.type as Scalar.Type | undefined) : undefined;
}

/**
 * An entry of a block map as YAML, from behind its key's colon on: ` value`, or line by line what belongs below. Without a line end
 * at its end.
 *
 * @param style is kept where the value allows it
 */
export function renderYamlValue(value: unknown, style: YamlStyle): string {
  const document = new Document({ k: value }, { aliasDuplicateObjects: false });
  const node = document.get('k', true);
  if (isCollection(node)) node.flow = style === 'flow' || (style !== 'block' && isShortList(value));
  visit(document, {
    Scalar(key, scalar) {
      if (typeof scalar.value !== 'string' || key === 'key') return;
      if (INVISIBLE.test(scalar.value)) scalar.type = Scalar.QUOTE_DOUBLE;
      else if (scalar === node && isQuoted(style) && !scalar.value.includes('\n')) scalar.type = style;
    },
  });
  return document.toString(LAYOUT).slice('k:'.length).replace(/\n$/, '');
}

/** A key as YAML. */
export function renderYamlKey(name: string): string {
  const text = new Document({ [name]: 0 }).toString(LAYOUT);
  return text.slice(0, text.lastIndexOf(': 0'));
}

function isQuoted(style: YamlStyle): style is 'QUOTE_DOUBLE' | 'QUOTE_SINGLE' {
  return style === Scalar.QUOTE_DOUBLE || style === Scalar.QUOTE_SINGLE;
}

function isShortList(value: unknown): boolean {
  if (!Array.isArray(value) || value.some((item) => typeof item === 'object' && item !== null)) return false;
  return value.reduce((length: number, item) => length + String(item).length + 2, 0) <= MAX_LINE_LIST;
}

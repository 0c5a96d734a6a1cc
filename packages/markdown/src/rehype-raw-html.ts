import type { Element, ElementContent, Properties, Root, RootContent } from 'hast';
import type {} from 'mdast-util-to-hast';
import { ALLOWED_ELEMENTS, IMPLIED_END, UNWRAPPED_ELEMENTS, VOID_ELEMENTS } from './html-elements.ts';
import { type HtmlAttribute, type HtmlToken, tokenizeHtml } from './html-tokens.ts';

const MAX_OPEN_ELEMENTS = 64;

/** Attributes whose hast name isn't the attribute's own; the sanitizer decides what stays. */
const PROPERTY_NAMES: Readonly<Record<string, string>> = {
  class: 'className',
  colspan: 'colSpan',
  rowspan: 'rowSpan',
  datetime: 'dateTime',
};

const BOOLEAN_ATTRIBUTES: ReadonlySet<string> = new Set(['open', 'reversed']);

/**
 * unified plugin: gives raw HTML its elements. Tags of allowed elements become elements around what follows, up to
 * their end tag or the end of the Markdown block they are in; tags of elements that only arrange are left out; every
 * other tag is shown as it was written, so that `<your-name>` is not lost. Linear, and never deeper than 64 levels.
 */
export function rehypeRawHtml() {
  return (tree: Root): void => {
    rebuild(tree);
  };
}

function rebuild(parent: Root | Element): void {
  let hasRaw = false;
  for (const child of parent.children) {
    if (child.type === 'raw') hasRaw = true;
    else if (child.type === 'element') rebuild(child);
  }
  if (!hasRaw) return;
  const builder = new Builder();
  for (const child of parent.children as RootContent[]) {
    if (child.type === 'raw') {
      for (const token of tokenizeHtml(child.value)) builder.add(token);
    } else {
      builder.append(child as ElementContent);
    }
  }
  parent.children = builder.result;
}

class Builder {
  readonly result: ElementContent[] = [];
  readonly #open: Element[] = [];

  append(node: ElementContent): void {
    (this.#open.at(-1)?.children ?? this.result).push(node);
  }

  add(token: HtmlToken): void {
    if (token.kind === 'text') this.append({ type: 'text', value: token.value });
    else if (ALLOWED_ELEMENTS.has(token.name)) this.#addTag(token);
    else if (!UNWRAPPED_ELEMENTS.has(token.name)) this.append({ type: 'text', value: token.source });
  }

  #addTag(token: Exclude<HtmlToken, { kind: 'text' }>): void {
    if (token.kind === 'close') {
      const index = this.#open.findLastIndex((element) => element.tagName === token.name);
      if (index >= 0) this.#open.length = index;
      return;
    }
    this.#endImplied(token.name);
    const element: Element = { type: 'element', tagName: token.name, properties: toProperties(token), children: [] };
    this.append(element);
    if (!VOID_ELEMENTS.has(token.name) && this.#open.length < MAX_OPEN_ELEMENTS) this.#open.push(element);
  }

  #endImplied(name: string): void {
    const rule = IMPLIED_END.get(name);
    if (rule === undefined) return;
    for (let index = this.#open.length - 1; index >= 0; index--) {
      const open = this.#open[index]?.tagName ?? '';
      if (rule.within.includes(open)) return;
      if (rule.ends.includes(open)) this.#open.length = index;
    }
  }
}

function toProperties(token: { attributes: readonly HtmlAttribute[] }): Properties {
  const properties: Properties = Object.create(null);
  for (const [name, value] of token.attributes) {
    const key = Object.hasOwn(PROPERTY_NAMES, name) ? (PROPERTY_NAMES[name] ?? name) : name;
    if (key in properties) continue;
    if (BOOLEAN_ATTRIBUTES.has(key)) properties[key] = true;
    else properties[key] = key === 'className' ? value.split(/\s+/).filter(Boolean) : value;
  }
  return { ...properties };
}

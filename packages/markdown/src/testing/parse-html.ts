import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';

export interface ParsedElement {
  name: string;
  attributes: Record<string, string>;
  text: string;
}

/** The elements of a piece of HTML in order, as a browser's parser sees them. */
export function parseElements(html: string): ParsedElement[] {
  const elements: ParsedElement[] = [];
  collect(parseFragment(html), elements);
  return elements;
}

function collect(node: DefaultTreeAdapterTypes.ParentNode, elements: ParsedElement[]): void {
  for (const child of node.childNodes) {
    if (!('tagName' in child)) continue;
    const attributes = Object.fromEntries(child.attrs.map(({ name, value }) => [name, value]));
    elements.push({ name: child.tagName, attributes, text: textOf(child) });
    collect(child, elements);
    if ('content' in child) collect(child.content, elements);
  }
}

function textOf(node: DefaultTreeAdapterTypes.ChildNode): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

import { type DefaultTreeAdapterTypes, parse } from 'parse5';

type Element = DefaultTreeAdapterTypes.Element;

/** The elements of a document, in its order. */
export function elements(html: string): Element[] {
  const found: Element[] = [];
  const visit = (node: DefaultTreeAdapterTypes.ParentNode): void => {
    for (const child of node.childNodes) {
      if (!('tagName' in child)) continue;
      found.push(child);
      visit(child);
    }
  };
  visit(parse(html));
  return found;
}

export function attribute(element: Element | undefined, name: string): string | undefined {
  return element?.attrs.find((attr) => attr.name === name)?.value;
}

export function text(node: DefaultTreeAdapterTypes.ChildNode): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(text).join('') : '';
}

/** The elements of a name, such as `a`. */
export function all(html: string, name: string): Element[] {
  return elements(html).filter(({ tagName }) => tagName === name);
}

/** The texts of the elements of a class. */
export function textsOf(html: string, className: string): string[] {
  return elements(html)
    .filter((element) => attribute(element, 'class')?.split(' ').includes(className))
    .map(text);
}

export function hrefs(html: string): (string | undefined)[] {
  return all(html, 'a').map((a) => attribute(a, 'href'));
}

import type { Element, Nodes, Root } from 'hast';

/**
 * unified plugin: what makes a page usable without a mouse and to a screen reader: wide tables in a box that scrolls,
 * boxes that scroll reachable by keyboard, check boxes with names.
 */
export function rehypeReadable() {
  return (tree: Root): void => {
    visit(tree);
  };
}

function visit(node: Nodes): void {
  if (!('children' in node)) return;
  for (const [index, child] of node.children.entries()) {
    if (child.type !== 'element') continue;
    visit(child);
    if (child.tagName === 'pre') child.properties.tabIndex = 0;
    else if (child.tagName === 'input') child.properties.ariaLabel = child.properties.checked ? 'Done' : 'To do';
    else if (child.tagName === 'table') node.children[index] = scrollBox(child);
  }
}

function scrollBox(table: Element): Element {
  return { type: 'element', tagName: 'div', properties: { className: ['table-box'], tabIndex: 0 }, children: [table] };
}

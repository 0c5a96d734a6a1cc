import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';

/**
 * HTML as a browser's parser reads it, without what makes no difference: white space between blocks, the order of
 * attributes, and the marks of highlighted code.
 */
export function normalizeHtml(html: string): string {
  return write(parseFragment(html), false)
    .replace(/\s*\n\s*/g, '\n')
    .trim();
}

const BLOCKS = /^(?:blockquote|div|h[1-6]|hr|li|ol|p|pre|table|tbody|td|th|thead|tr|ul|br)$/;

function write(node: DefaultTreeAdapterTypes.Node, verbatim: boolean): string {
  if ('value' in node) return verbatim ? node.value.replaceAll('\n', '⏎') : node.value.replace(/[ \n]+/g, ' ');
  if (!('childNodes' in node)) return 'data' in node ? `<!--${node.data}-->` : '';
  const inside = node.childNodes.map((child) => write(child, verbatim || node.nodeName === 'pre')).join('');
  if (!('attrs' in node)) return inside;
  const className = node.attrs.find(({ name }) => name === 'class')?.value ?? '';
  if (className.startsWith('c-')) return inside;
  const attributes = node.attrs.map(({ name, value }) => ` ${name}="${value}"`).sort();
  const edge = BLOCKS.test(node.tagName) ? '\n' : '';
  return `${edge}<${node.tagName}${attributes.join('')}>${inside}</${node.tagName}>${edge}`;
}

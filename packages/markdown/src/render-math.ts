import type { Element, ElementContent } from 'hast';
import { loadTemml, type TemmlNode } from './load-lazily.cjs';
import { MATH_ATTRIBUTES } from './math-elements.ts';

/** Longer formulas are shown as code. */
const MAX_FORMULA_LENGTH = 2000;

const MAX_EXPANSIONS = 100;
// A definition's text would be repeated by each of its uses.
const DEFINES = /\\(?:[egx]?def|let|futurelet|(?:re|provide)?newcommand|newenvironment|global|long)(?![a-z])/i;
const HINTS: Readonly<Record<string, string>> = { color: 'mathcolor', backgroundColor: 'mathbackground' };

/** TeX as MathML, or the reason why it can't be. https://w3c.github.io/mathml-core/ */
export function renderMath(source: string, display: boolean): Element | string {
  if (source.length > MAX_FORMULA_LENGTH) return `A formula has at most ${MAX_FORMULA_LENGTH} characters.`;
  if (DEFINES.test(source)) return 'Definitions of commands are not supported.';
  try {
    const options = { displayMode: display, throwOnError: true, maxExpand: MAX_EXPANSIONS, trust: false } as const;
    const math = toHast([loadTemml().__renderToMathMLTree(source, options)]).find(
      (node): node is Element => node.type === 'element' && node.tagName === 'math',
    );
    if (math === undefined) return 'It could not be set.';
    if (display) math.properties.display = 'block';
    return math;
  } catch (error) {
    return error instanceof Error
      ? error.message
          .trim()
          .split(/:? *\n/, 1)[0]
          ?.slice(0, 200) || 'It is not valid TeX.'
      : 'It could not be set.';
  }
}

/** Elements that are not of MathML's core leave their content. */
function toHast(nodes: readonly TemmlNode[]): ElementContent[] {
  const result: ElementContent[] = [];
  for (const { type, text, attributes = {}, classes = [], style = {}, children = [] } of nodes) {
    if (type === undefined && text !== undefined) result.push({ type: 'text', value: text });
    const content = toHast(children);
    if (type === undefined || !Object.hasOwn(MATH_ATTRIBUTES, type)) {
      for (const child of content) result.push(child);
      continue;
    }
    const properties: Element['properties'] = { ...attributes };
    for (const [name, hint] of Object.entries(HINTS)) if (style[name]) properties[hint] = style[name];
    const side = classes.find((name) => name === 'tml-left' || name === 'tml-right');
    if (side !== undefined) properties.className = [side];
    result.push({ type: 'element', tagName: type, properties, children: content });
  }
  return result;
}

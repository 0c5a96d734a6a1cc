import type { Element } from 'hast';
import type { Code } from 'mdast';
import type { Handlers, State } from 'mdast-util-to-hast';
import type { VFile } from 'vfile';
import { element, text } from './hast-element.ts';
import type { InlineMath } from './math-syntax.ts';
import { renderMath } from './render-math.ts';

declare module 'vfile' {
  interface DataMap {
    /** How much TeX of the page has been set (characters). */
    mathLength: number;
  }
}

/** Formulas beyond this on one page are shown as code (characters), so that a page's cost is bounded. */
const MAX_MATH_LENGTH = 20_000;
/** What a formula costs at least, in characters. */
const FORMULA_LENGTH = 5;

export const mathHandlers: Handlers = {
  inlineMath(state: State, { value, display }: InlineMath): Element {
    return mathElement(state, value, display);
  },
};

/** Code in the language `math` as a formula. */
export function mathBlock(state: State, { value }: Code): Element {
  const math = mathElement(state, value, true);
  if (math.tagName === 'math') return element('p', {}, [math]);
  return element('pre', {}, [math]);
}

/** MathML, or the source as code with the reason as its title. */
function mathElement(state: State, source: string, display: boolean): Element {
  const { data } = state.options.file as VFile;
  data.mathLength = (data.mathLength ?? 0) + source.length + FORMULA_LENGTH;
  const result =
    data.mathLength > MAX_MATH_LENGTH ? 'There are too many formulas on this page.' : renderMath(source, display);
  if (typeof result !== 'string') return { ...result, data: { plainText: source } };
  return element('code', { className: ['math-error'], title: result }, [text(source)]);
}

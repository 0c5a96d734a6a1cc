import type { Literal } from 'mdast';
import type { CompileContext, Extension as FromMarkdownExtension, Token } from 'mdast-util-from-markdown';
import type {
  Code,
  Effects,
  State,
  Extension as SyntaxExtension,
  TokenizeContext,
  TokenType,
} from 'micromark-util-types';
import { isSpaceOrEnd } from './character-codes.ts';

/** `$x$` in a line, `$$x$$` shown apart. */
export interface InlineMath extends Literal {
  type: 'inlineMath';
  display: boolean;
}

declare module 'mdast' {
  interface PhrasingContentMap {
    inlineMath: InlineMath;
  }
  interface RootContentMap {
    inlineMath: InlineMath;
  }
}

const MATH = 'inlineMath' as TokenType;
const VALUE = 'inlineMathValue' as TokenType;
const SEQUENCE = 'inlineMathSequence' as TokenType;
const MAX_LENGTH = 2000;
const [DOLLAR, ZERO, NINE, BACKSLASH, BACKTICK] = [36, 48, 57, 92, 96] as const;

export const mathSyntax: SyntaxExtension = { text: { [DOLLAR]: { name: 'inlineMath', tokenize } } };

export const mathFromMarkdown: FromMarkdownExtension = {
  enter: {
    [MATH](this: CompileContext, token: Token): void {
      const source = this.sliceSerialize(token);
      const display = source.startsWith('$$');
      const value = source.slice(display ? 2 : 1, display ? -2 : -1);
      this.enter({ type: 'inlineMath', display, value: unquoted(value) }, token);
    },
  },
  exit: {
    [MATH](this: CompileContext, token: Token): void {
      this.exit(token);
    },
  },
};

/**
 * As Pandoc reads it, so that prices stay prices: no space after the opening sign nor before the closing one, and no digit
 * after that. At most 2,000 characters, so that an opener without an end costs bounded time.
 * https://pandoc.org/MANUAL.html#extension-tex_math_dollars
 */
function tokenize(this: TokenizeContext, effects: Effects, ok: State, nok: State): State {
  const { previous } = this;
  let size = 0;
  let closing = 0;
  let length = 0;
  let last: Code = null;
  return start;

  function start(code: Code): State | undefined {
    if (previous === DOLLAR) return nok(code);
    effects.enter(MATH);
    effects.enter(SEQUENCE);
    return open(code);
  }
  function open(code: Code): State | undefined {
    if (code === DOLLAR && size < 2) {
      size++;
      effects.consume(code);
      return open;
    }
    effects.exit(SEQUENCE);
    return code === DOLLAR || (size === 1 && isSpaceOrEnd(code)) ? nok(code) : between(code);
  }
  function between(code: Code): State | undefined {
    if (code === null) return nok(code);
    if (code === DOLLAR) {
      effects.enter(SEQUENCE);
      return close(code);
    }
    if (code < -2) {
      last = code;
      effects.enter('lineEnding');
      effects.consume(code);
      effects.exit('lineEnding');
      return between;
    }
    effects.enter(VALUE);
    return value(code);
  }
  function value(code: Code): State | undefined {
    if (++length > MAX_LENGTH) return nok(code);
    if (code === null || code === DOLLAR || code < -2) {
      effects.exit(VALUE);
      return between(code);
    }
    last = code;
    effects.consume(code);
    return code === BACKSLASH ? escaped : value;
  }
  function escaped(code: Code): State | undefined {
    if (code !== DOLLAR && code !== BACKSLASH) return value(code);
    last = code;
    effects.consume(code);
    return value;
  }
  function close(code: Code): State | undefined {
    if (code === DOLLAR && closing < size) {
      closing++;
      effects.consume(code);
      return close;
    }
    if (closing < size || code === DOLLAR || (size === 1 && (isSpaceOrEnd(last) || isDigit(code)))) return nok(code);
    effects.exit(SEQUENCE);
    effects.exit(MATH);
    return ok(code);
  }
}

/** GitHub's `` $`x`$ `` is the same as `$x$`. */
function unquoted(value: string): string {
  const isQuoted = value.length > 2 && value.charCodeAt(0) === BACKTICK && value.at(-1) === '`';
  return (isQuoted ? value.slice(1, -1) : value).trim();
}

function isDigit(code: Code): boolean {
  return code !== null && code >= ZERO && code <= NINE;
}

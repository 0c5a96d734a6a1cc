import type { Code as CodeBlock } from 'mdast';
import type { CompileContext, Extension as FromMarkdownExtension, Token } from 'mdast-util-from-markdown';
import type {
  Code,
  Construct,
  Effects,
  State,
  Extension as SyntaxExtension,
  TokenizeContext,
  TokenType,
} from 'micromark-util-types';
import { isLineEnd } from './character-codes.ts';

const BLOCK = 'mathBlock' as TokenType;
const FENCE = 'mathBlockFence' as TokenType;
const LINE = 'mathBlockLine' as TokenType;
const [SPACE, DOLLAR] = [32, 36] as const;

const mathBlock: Construct = { name: 'mathBlock', concrete: true, tokenize };
const nextLine: Construct = { partial: true, tokenize: tokenizeNextLine };
const closingFence: Construct = { partial: true, tokenize: tokenizeClosing };

/** `$$` alone in its line, TeX, and `$$` alone in its line: the same as fenced code in the language `math`. */
export const mathBlockSyntax: SyntaxExtension = { flow: { [DOLLAR]: mathBlock } };

export const mathBlockFromMarkdown: FromMarkdownExtension = {
  enter: {
    [BLOCK](this: CompileContext, token: Token): void {
      const node: CodeBlock = { type: 'code', lang: 'math', meta: null, value: '' };
      this.enter(node, token);
    },
  },
  exit: {
    [LINE](this: CompileContext, token: Token): void {
      const node = this.stack.at(-1) as CodeBlock;
      node.value += `${node.value === '' ? '' : '\n'}${this.sliceSerialize(token)}`;
    },
    [BLOCK](this: CompileContext, token: Token): void {
      this.exit(token);
    },
  },
};

function tokenize(this: TokenizeContext, effects: Effects, ok: State, nok: State): State {
  const { interrupt } = this;
  return (code) => {
    effects.enter(BLOCK);
    return fence(effects, opened, nok)(code);
  };

  function opened(code: Code): State | undefined {
    return interrupt ? done(code) : lineEnd(code);
  }
  function lineEnd(code: Code): State | undefined {
    return effects.check(nextLine, before, done)(code);
  }
  function before(code: Code): State | undefined {
    effects.enter('lineEnding');
    effects.consume(code);
    effects.exit('lineEnding');
    return effects.attempt(closingFence, done, line);
  }
  function line(code: Code): State | undefined {
    if (isLineEnd(code)) return lineEnd(code);
    effects.enter(LINE);
    return content(code);
  }
  function content(code: Code): State | undefined {
    if (isLineEnd(code)) {
      effects.exit(LINE);
      return lineEnd(code);
    }
    effects.consume(code);
    return content;
  }
  function done(code: Code): State | undefined {
    effects.exit(BLOCK);
    return ok(code);
  }
}

/** Whether there is a next line, and it is in the same quote or list. */
function tokenizeNextLine(this: TokenizeContext, effects: Effects, ok: State, nok: State): State {
  return (code) => {
    if (code === null) return nok(code);
    effects.enter('lineEnding');
    effects.consume(code);
    effects.exit('lineEnding');
    return (next) => (this.parser.lazy[this.now().line] ? nok(next) : ok(next));
  };
}

function tokenizeClosing(effects: Effects, ok: State, nok: State): State {
  let spaces = 0;
  return start;

  function start(code: Code): State | undefined {
    if (code !== SPACE || spaces === 3) return fence(effects, ok, nok)(code);
    if (spaces++ === 0) effects.enter('linePrefix');
    effects.consume(code);
    return afterSpace;
  }
  function afterSpace(code: Code): State | undefined {
    if (code === SPACE && spaces < 3) return start(code);
    effects.exit('linePrefix');
    return fence(effects, ok, nok)(code);
  }
}

function fence(effects: Effects, ok: State, nok: State): State {
  let size = 0;
  return (code) => {
    effects.enter(FENCE);
    return sequence(code);
  };

  function sequence(code: Code): State | undefined {
    if (code === DOLLAR && size < 2) {
      size++;
      effects.consume(code);
      return sequence;
    }
    return size < 2 ? nok(code) : after(code);
  }
  function after(code: Code): State | undefined {
    if (isLineEnd(code)) {
      effects.exit(FENCE);
      return ok(code);
    }
    if (code !== SPACE && (code as number) > 0) return nok(code);
    effects.consume(code);
    return after;
  }
}

import type { BlockContent, DefinitionContent, Node } from 'mdast';
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

/** `::: name title`, blocks, and `:::`. */
export interface ColonBlock extends Node {
  type: 'colonBlock';
  /** In lower case. */
  name: string;
  /** Empty when there is none. */
  title: string;
  children: (BlockContent | DefinitionContent)[];
}

declare module 'mdast' {
  interface BlockContentMap {
    colonBlock: ColonBlock;
  }
  interface RootContentMap {
    colonBlock: ColonBlock;
  }
}

const BLOCK = 'colonBlock' as TokenType;
const FENCE = 'colonBlockFence' as TokenType;
const INFO = 'colonBlockInfo' as TokenType;
const [SPACE, COLON] = [32, 58] as const;
const MIN_COLONS = 3;
const PARTS = /^\s*([a-z][\w-]*)\s*(?:\[([^\]]*)\])?([^{]*)/i;
const LETTER = /[a-z]/i;

interface BlockState {
  /** How many blocks are open inside this one, whose ends come first. */
  inner?: number;
  closed?: boolean;
}

const openingFence: Construct = { partial: true, tokenize: tokenizeOpening };
const closingFence: Construct = { partial: true, tokenize: tokenizeClosing };

/** A container like a quote, but one that a line of its own ends, instead of a mark before each of its lines. */
const colonBlock: Construct = {
  name: 'colonBlock',
  tokenize(effects, ok, nok) {
    return (code) => {
      effects.enter(BLOCK, { _container: true });
      return effects.attempt(openingFence, ok, nok)(code);
    };
  },
  continuation: { tokenize: tokenizeContinuation },
  exit(effects) {
    effects.exit(BLOCK);
  },
};

export const colonBlockSyntax: SyntaxExtension = { document: { [COLON]: colonBlock } };

export const colonBlockFromMarkdown: FromMarkdownExtension = {
  enter: {
    [BLOCK](this: CompileContext, token: Token): void {
      this.enter({ type: 'colonBlock', name: '', title: '', children: [] }, token);
    },
  },
  exit: {
    [INFO](this: CompileContext, token: Token): void {
      const [, name = '', bracketed, rest = ''] = PARTS.exec(this.sliceSerialize(token)) ?? [];
      const node = this.stack.at(-1) as ColonBlock;
      node.name = name.toLowerCase();
      node.title = (bracketed ?? rest).trim();
    },
    [BLOCK](this: CompileContext, token: Token): void {
      this.exit(token);
    },
  },
};

function tokenizeContinuation(this: TokenizeContext, effects: Effects, ok: State, nok: State): State {
  const state = this.containerState as BlockState;
  if (state.closed) return nok;
  const opened: State = (code) => {
    state.inner = (state.inner ?? 0) + 1;
    return ok(code);
  };
  const closed: State = (code) => {
    state.closed = true;
    return ok(code);
  };
  const innerClosed: State = (code) => {
    state.inner = (state.inner ?? 0) - 1;
    return ok(code);
  };
  const unlessOpening = effects.check(openingFence, opened, ok);
  return state.inner
    ? effects.check(closingFence, innerClosed, unlessOpening)
    : effects.attempt(closingFence, closed, unlessOpening);
}

/** `:::`, a name, and anything to the end of the line. */
function tokenizeOpening(effects: Effects, ok: State, nok: State): State {
  return colons(effects, nameStart, nok);

  function nameStart(code: Code): State | undefined {
    if (code === SPACE) {
      effects.consume(code);
      return nameStart;
    }
    if (code === null || code < 0 || !LETTER.test(String.fromCharCode(code))) return nok(code);
    effects.exit(FENCE);
    effects.enter(INFO);
    return info(code);
  }
  function info(code: Code): State | undefined {
    if (isLineEnd(code)) {
      effects.exit(INFO);
      return ok(code);
    }
    effects.consume(code);
    return info;
  }
}

/** `:::` alone in its line. */
function tokenizeClosing(effects: Effects, ok: State, nok: State): State {
  return colons(effects, after, nok);

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

/** Up to three spaces and at least three colons; `next` is in the same token. */
function colons(effects: Effects, next: State, nok: State): State {
  let spaces = 0;
  let size = 0;
  return (code) => {
    effects.enter(FENCE);
    return prefix(code);
  };

  function prefix(code: Code): State | undefined {
    if (code !== SPACE || spaces === 3) return sequence(code);
    spaces++;
    effects.consume(code);
    return prefix;
  }
  function sequence(code: Code): State | undefined {
    if (code !== COLON) return size < MIN_COLONS ? nok(code) : next(code);
    size++;
    effects.consume(code);
    return sequence;
  }
}

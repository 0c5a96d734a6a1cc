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

/** `>! text` and `>| text`: what a reader opens. */
export interface HiddenQuote extends Node {
  type: 'hiddenQuote';
  kind: 'spoiler' | 'fold';
  children: (BlockContent | DefinitionContent)[];
}

declare module 'mdast' {
  interface BlockContentMap {
    hiddenQuote: HiddenQuote;
  }
  interface RootContentMap {
    hiddenQuote: HiddenQuote;
  }
}

const QUOTE = 'hiddenQuote' as TokenType;
const PREFIX = 'hiddenQuotePrefix' as TokenType;
const [SPACE, EXCLAMATION, GREATER_THAN, LEFT_BRACKET, BAR] = [32, 33, 62, 91, 124] as const;

interface QuoteState {
  mark?: number;
}

const restWithoutBar: Construct = { partial: true, tokenize: tokenizeRest };

/** A quote whose first line has `!` or `|` after its `>`. Its further lines need only the `>`. */
const hiddenQuote: Construct = {
  name: 'hiddenQuote',
  tokenize,
  continuation: { tokenize: tokenizeContinuation },
  exit(effects) {
    effects.exit(QUOTE);
  },
};

export const hiddenQuoteSyntax: SyntaxExtension = { document: { [GREATER_THAN]: hiddenQuote } };

export const hiddenQuoteFromMarkdown: FromMarkdownExtension = {
  enter: {
    [QUOTE](this: CompileContext, token: Token): void {
      this.enter({ type: 'hiddenQuote', kind: 'spoiler', children: [] }, token);
    },
  },
  exit: {
    [PREFIX](this: CompileContext, token: Token): void {
      const node = this.stack.at(-1);
      if (node?.type === 'hiddenQuote' && this.sliceSerialize(token).includes('|')) node.kind = 'fold';
    },
    [QUOTE](this: CompileContext, token: Token): void {
      this.exit(token);
    },
  },
};

function tokenizeContinuation(this: TokenizeContext, effects: Effects, ok: State, nok: State): State {
  let spaces = 0;
  return start;

  function start(code: Code): State | undefined {
    if (code !== SPACE) return quote(code);
    effects.enter('linePrefix');
    return prefix(code);
  }
  function prefix(code: Code): State | undefined {
    if (code === SPACE && ++spaces <= 3) {
      effects.consume(code);
      return prefix;
    }
    effects.exit('linePrefix');
    return quote(code);
  }
  function quote(code: Code): State | undefined {
    return effects.attempt(hiddenQuote, ok, nok)(code);
  }
}

function tokenize(this: TokenizeContext, effects: Effects, ok: State, nok: State): State {
  const state = this.containerState as QuoteState;
  const isFirst = state.mark === undefined;
  return start;

  function start(code: Code): State | undefined {
    if (code !== GREATER_THAN) return nok(code);
    if (isFirst) effects.enter(QUOTE, { _container: true });
    effects.enter(PREFIX);
    effects.consume(code);
    return mark;
  }
  function mark(code: Code): State | undefined {
    if (isFirst ? code !== EXCLAMATION && code !== BAR : code !== state.mark) return isFirst ? nok(code) : space(code);
    effects.consume(code);
    if (!isFirst) return space;
    return code === BAR ? effects.check(restWithoutBar, first(BAR), nok) : first(EXCLAMATION);
  }
  function first(sign: number): State {
    return (code) => {
      // `>![a](b)` is an image in a quote.
      if (sign === EXCLAMATION && code === LEFT_BRACKET) return nok(code);
      state.mark = sign;
      return space(code);
    };
  }
  function space(code: Code): State | undefined {
    if (code === SPACE) {
      effects.consume(code);
      effects.exit(PREFIX);
      return ok;
    }
    effects.exit(PREFIX);
    return ok(code);
  }
}

/** `>| a | b |` is a table in a quote. */
function tokenizeRest(effects: Effects, ok: State, nok: State): State {
  return (code) => {
    if (isLineEnd(code)) return ok(code);
    effects.enter('data');
    return rest(code);
  };

  function rest(code: Code): State | undefined {
    if (code === BAR) return nok(code);
    if (isLineEnd(code)) {
      effects.exit('data');
      return ok(code);
    }
    effects.consume(code);
    return rest;
  }
}

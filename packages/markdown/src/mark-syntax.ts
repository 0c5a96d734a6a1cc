import type { Node, Nodes, PhrasingContent } from 'mdast';
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

/** `==text==`: text that is marked. */
export interface Mark extends Node {
  type: 'mark';
  data: { hName: 'mark' };
  children: PhrasingContent[];
}

/** Two equals signs that may begin or end a mark; only while parsing. */
interface MarkSequence extends Node {
  type: 'markSequence';
  opens: boolean;
  closes: boolean;
}

declare module 'mdast' {
  interface PhrasingContentMap {
    mark: Mark;
    markSequence: MarkSequence;
  }
  interface RootContentMap {
    mark: Mark;
    markSequence: MarkSequence;
  }
}

const SEQUENCE = 'markSequence' as TokenType;
const EQUALS = 61;
const WORD = /[\p{L}\p{N}]/u;

export const markSyntax: SyntaxExtension = { text: { [EQUALS]: { name: 'mark', tokenize } } };

/** Pairs are found after parsing, in one pass, so that any number of signs costs linear time. */
export const markFromMarkdown: FromMarkdownExtension = {
  enter: {
    [SEQUENCE](this: CompileContext, token: Token): void {
      this.enter({ type: 'markSequence', opens: token._open === true, closes: token._close === true }, token);
    },
  },
  exit: {
    [SEQUENCE](this: CompileContext, token: Token): void {
      this.exit(token);
    },
  },
  transforms: [pairSequences],
};

/** Just two signs. Inside a word they are none: `a==b` is a comparison. */
function tokenize(this: TokenizeContext, effects: Effects, ok: State, nok: State): State {
  const { previous } = this;
  let token: Token;
  return start;

  function start(code: Code): State | undefined {
    if (previous === EQUALS) return nok(code);
    token = effects.enter(SEQUENCE);
    effects.consume(code);
    return second;
  }
  function second(code: Code): State | undefined {
    if (code !== EQUALS) return nok(code);
    effects.consume(code);
    effects.exit(SEQUENCE);
    return after;
  }
  function after(code: Code): State | undefined {
    if (code === EQUALS) return nok(code);
    token._open = !isSpaceOrEnd(code) && !isWord(previous);
    token._close = !isSpaceOrEnd(previous) && !isWord(code);
    return token._open || token._close ? ok(code) : nok(code);
  }
}

function pairSequences(tree: Nodes): undefined {
  if (!('children' in tree)) return;
  const children = tree.children as Nodes[];
  let found = false;
  for (const child of children) {
    if (child.type === 'markSequence') found = true;
    else pairSequences(child);
  }
  if (found) tree.children = withMarks(children as PhrasingContent[]) as typeof tree.children;
}

function withMarks(nodes: readonly PhrasingContent[]): PhrasingContent[] {
  const result: PhrasingContent[] = [];
  let opener = -1;
  for (const node of nodes) {
    if (node.type !== 'markSequence') result.push(node);
    else if (node.closes && opener >= 0) {
      const children = result.splice(opener).slice(1);
      result.push({ type: 'mark', data: { hName: 'mark' }, children });
      opener = -1;
    } else {
      if (node.opens) opener = result.length;
      result.push({ type: 'text', value: '==', ...(node.position ? { position: node.position } : {}) });
    }
  }
  return result;
}

function isWord(code: Code): boolean {
  return code !== null && code > 0 && WORD.test(String.fromCodePoint(code));
}

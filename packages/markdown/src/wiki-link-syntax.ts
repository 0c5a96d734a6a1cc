import type { Node, Nodes, PhrasingContent, Text } from 'mdast';
import type { CompileContext, Extension as FromMarkdownExtension, Token } from 'mdast-util-from-markdown';
import type { Code, Construct, Effects, State, Extension as SyntaxExtension, TokenType } from 'micromark-util-types';

/** `[[target]]`, `[[target|text]]`, and with `!` before it an embedding. */
export interface WikiLink extends Node {
  type: 'wikiLink';
  /** As written: a page path with spaces, a heading after `#`. */
  target: string;
  embed: boolean;
  children: [Text];
}

declare module 'mdast' {
  interface PhrasingContentMap {
    wikiLink: WikiLink;
  }
  interface RootContentMap {
    wikiLink: WikiLink;
  }
}

const LINK = 'wikiLink' as TokenType;
/** Of what is between the brackets (characters). */
export const MAX_WIKI_LINK_LENGTH = 1000;
const [EXCLAMATION, LEFT_PARENTHESIS, LEFT_BRACKET, RIGHT_BRACKET] = [33, 40, 91, 93];

const construct: Construct = { name: 'wikiLink', tokenize };
export const wikiLinkSyntax: SyntaxExtension = {
  text: { [EXCLAMATION as number]: construct, [LEFT_BRACKET as number]: construct },
};

/** Gives up at the first `[`, line end or 1,000th character, so that a run of openers costs linear time. */
function tokenize(effects: Effects, ok: State, nok: State): State {
  let length = 0;
  let blank = true;
  return start;

  function start(code: Code): State | undefined {
    effects.enter(LINK);
    if (code !== EXCLAMATION) return firstBracket(code);
    effects.consume(code);
    return firstBracket;
  }
  function firstBracket(code: Code): State | undefined {
    if (code !== LEFT_BRACKET) return nok(code);
    effects.consume(code);
    return secondBracket;
  }
  function secondBracket(code: Code): State | undefined {
    if (code !== LEFT_BRACKET) return nok(code);
    effects.consume(code);
    return value;
  }
  function value(code: Code): State | undefined {
    if (code === RIGHT_BRACKET) {
      if (blank) return nok(code);
      effects.consume(code);
      return lastBracket;
    }
    // Line ends are -5 to -3; the end of the text is null.
    if (code === null || code < -2 || code === LEFT_BRACKET || ++length > MAX_WIKI_LINK_LENGTH) return nok(code);
    if (code > 32) blank = false;
    effects.consume(code);
    return value;
  }
  function lastBracket(code: Code): State | undefined {
    if (code !== RIGHT_BRACKET) return nok(code);
    effects.consume(code);
    effects.exit(LINK);
    return end;
  }
  // `[[1]](url)` is a Markdown link whose text is `[1]`.
  function end(code: Code): State | undefined {
    return code === LEFT_PARENTHESIS ? nok(code) : ok(code);
  }
}

export const wikiLinkFromMarkdown: FromMarkdownExtension = {
  enter: {
    [LINK](this: CompileContext, token: Token): void {
      const source = this.sliceSerialize(token);
      const embed = source.startsWith('!');
      const inner = source.slice(embed ? 3 : 2, -2);
      // In a table cell the bar is written `\|`.
      const [first = '', ...others] = inner.split(/\\?\|/);
      const target = first.trim();
      const label = others.join('|').trim();
      const node: WikiLink = { type: 'wikiLink', target, embed, children: [{ type: 'text', value: label || target }] };
      this.enter(node as PhrasingContent, token);
    },
  },
  exit: {
    [LINK](this: CompileContext, token: Token): void {
      this.exit(token);
    },
  },
};

/** Makes `[[text|target]]` of what was read as `[[target|text]]`; embeddings begin with their target in any case. */
export function swapTitles(node: Nodes): void {
  if (!('children' in node)) return;
  for (const child of node.children) {
    if (child.type !== 'wikiLink') swapTitles(child);
    else if (!child.embed) {
      const text = child.children[0];
      [child.target, text.value] = [text.value, child.target || text.value];
    }
  }
}

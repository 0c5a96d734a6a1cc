import type { Node, PhrasingContent, Text } from 'mdast';
import type { CompileContext, Extension as FromMarkdownExtension, Token } from 'mdast-util-from-markdown';
import type { Code, Construct, Effects, State, Extension as SyntaxExtension, TokenType } from 'micromark-util-types';
import type { Processor } from 'unified';

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
const MAX_LENGTH = 1000;
const [EXCLAMATION, LEFT_PARENTHESIS, LEFT_BRACKET, RIGHT_BRACKET] = [33, 40, 91, 93];

/** unified plugin: wiki links as a syntax of their own, so that code, escapes and table cells keep their meaning. */
export function remarkWikiLinks(this: Processor): void {
  const data = this.data() as { micromarkExtensions?: unknown[]; fromMarkdownExtensions?: unknown[] };
  data.micromarkExtensions ??= [];
  data.fromMarkdownExtensions ??= [];
  data.micromarkExtensions.push(syntax);
  data.fromMarkdownExtensions.push(fromMarkdown);
}

const construct: Construct = { name: 'wikiLink', tokenize };
const syntax: SyntaxExtension = { text: { [EXCLAMATION as number]: construct, [LEFT_BRACKET as number]: construct } };

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
    if (code === null || code < -2 || code === LEFT_BRACKET || ++length > MAX_LENGTH) return nok(code);
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

const fromMarkdown: FromMarkdownExtension = {
  enter: {
    [LINK](this: CompileContext, token: Token): void {
      const source = this.sliceSerialize(token);
      const embed = source.startsWith('!');
      const inner = source.slice(embed ? 3 : 2, -2);
      // In a table cell the bar is written `\|`.
      const bar = /\\?\|/.exec(inner);
      const target = (bar ? inner.slice(0, bar.index) : inner).trim();
      const label = bar ? inner.slice(bar.index + bar[0].length).trim() : '';
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

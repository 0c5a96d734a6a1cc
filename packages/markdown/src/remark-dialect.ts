import type { Extension as FromMarkdownExtension } from 'mdast-util-from-markdown';
import type { Extension as SyntaxExtension } from 'micromark-util-types';
import type { Processor } from 'unified';
import { colonBlockFromMarkdown, colonBlockSyntax } from './colon-block-syntax.ts';
import { destinationPlaces } from './destination-places.ts';
import { hiddenQuoteFromMarkdown, hiddenQuoteSyntax } from './hidden-quote-syntax.ts';
import { markFromMarkdown, markSyntax } from './mark-syntax.ts';
import { mathBlockFromMarkdown, mathBlockSyntax } from './math-block-syntax.ts';
import { mathFromMarkdown, mathSyntax } from './math-syntax.ts';
import { wikiLinkFromMarkdown, wikiLinkSyntax } from './wiki-link-syntax.ts';

const SYNTAX: SyntaxExtension[] = [
  wikiLinkSyntax,
  markSyntax,
  colonBlockSyntax,
  hiddenQuoteSyntax,
  mathSyntax,
  mathBlockSyntax,
];
const FROM_MARKDOWN: FromMarkdownExtension[] = [
  wikiLinkFromMarkdown,
  markFromMarkdown,
  colonBlockFromMarkdown,
  hiddenQuoteFromMarkdown,
  mathFromMarkdown,
  mathBlockFromMarkdown,
  destinationPlaces,
];

/** unified plugin: each as a syntax of its own, so that code, escapes and table cells keep their meaning. */
export function remarkDialect(this: Processor): void {
  const data = this.data() as { micromarkExtensions?: unknown[]; fromMarkdownExtensions?: unknown[] };
  data.micromarkExtensions ??= [];
  data.fromMarkdownExtensions ??= [];
  data.micromarkExtensions.push(...SYNTAX);
  data.fromMarkdownExtensions.push(...FROM_MARKDOWN);
}

import type { Nodes } from 'mdast';
import type { DialectOptions } from './parse-markdown.ts';
import { parsePage } from './parse-page.ts';

/** An HTML comment: readers don't see it. */
export interface Comment {
  /** Where it begins, from 1. */
  line: number;
  /** What it says, without its marks. */
  text: string;
}

const COMMENT = /<!--([\s\S]*?)(?:-->|$)/g;

/** The HTML comments of a page, in order. What looks like one in code is none. None for a page that is shown as plain text, with its comments. */
export function listComments(markdown: string, dialect: DialectOptions = {}): Comment[] {
  if (!markdown.includes('<!--')) return [];
  const page = parsePage(markdown, dialect);
  if (page === undefined) return [];
  const comments: Comment[] = [];
  const visit = (node: Nodes): void => {
    if (node.type === 'html') {
      const first = (node.position?.start.line ?? 1) + page.bodyLine;
      for (const { index, 1: text = '' } of node.value.matchAll(COMMENT)) {
        comments.push({ line: first + countLines(node.value.slice(0, index)), text: text.trim() });
      }
    }
    if ('children' in node) for (const child of node.children) visit(child);
  };
  visit(page.tree);
  return comments;
}

function countLines(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}

import type { Element, ElementContent } from 'hast';
import type { Code } from 'mdast';
import type { State } from 'mdast-util-to-hast';
import type { VFile } from 'vfile';
import { type CodeInfo, readCodeInfo } from './code-info.ts';
import { drawnDiagram } from './diagram-handler.ts';
import { element, text } from './hast-element.ts';
import { type CodePiece, canHighlight, highlightCode } from './highlight-code.ts';
import { mathBlock } from './math-handlers.ts';

declare module 'vfile' {
  interface DataMap {
    /** How much code of the page has been highlighted (characters). */
    highlightedLength: number;
    /** How many lines of the page's code have an element of their own. */
    codeLines: number;
  }
}

/** Code beyond this on one page stays plain (characters), so that a page's cost is bounded. */
const MAX_HIGHLIGHTED = 50_000;

/** Lines beyond this on one page have no elements of their own. */
const MAX_CODE_LINES = 5000;

/** Fenced and indented code, highlighted, with title, line numbers and marked lines where the fence's info says so. */
export function codeHandler(state: State, node: Code): Element {
  const info = readCodeInfo([node.lang ?? '', node.meta ?? ''].join(' ').trim());
  if (info.language === 'math') return mathBlock(state, node);
  const diagram = info.language === 'mermaid' ? drawnDiagram(fileOf(state), node.value, info.title) : undefined;
  if (typeof diagram === 'object') return diagram;
  const source = node.value === '' ? '' : `${node.value}\n`;
  const pieces = highlighted(state, source, info.language);
  const properties = info.language === '' ? {} : { className: [`language-${info.language}`] };
  const lines = linesOf(state, pieces, info);
  const children = lines?.map((line, index) => lineOf(line, index, info)) ?? toHast(pieces);
  const pre = element('pre', {}, [element('code', properties, children)]);
  const title = [info.title || (info.language === 'mermaid' ? 'Diagram, written in Mermaid' : ''), diagram]
    .filter(Boolean)
    .join('. ');
  if (title === '') return pre;
  const caption = element('figcaption', {}, [text(title)]);
  caption.data = { plainText: info.title };
  return element('figure', {}, [caption, pre]);
}

function fileOf(state: State): VFile {
  return state.options.file as VFile;
}

function highlighted(state: State, source: string, language: string): CodePiece[] {
  const { data } = fileOf(state);
  const length = (data.highlightedLength ?? 0) + source.length;
  if (length > MAX_HIGHLIGHTED || !canHighlight(source, language)) return [{ text: source }];
  data.highlightedLength = length;
  return highlightCode(source, language);
}

/** Undefined when lines need no elements of their own. */
function linesOf(state: State, pieces: readonly CodePiece[], info: CodeInfo): CodePiece[][] | undefined {
  if (info.firstNumber === undefined && info.marked.length === 0) return undefined;
  const { data } = fileOf(state);
  const lines = splitLines(pieces);
  const count = (data.codeLines ?? 0) + lines.length;
  if (count > MAX_CODE_LINES) return undefined;
  data.codeLines = count;
  return lines;
}

/** Each line with the line end that closes it. */
function splitLines(pieces: readonly CodePiece[]): CodePiece[][] {
  const lines: CodePiece[][] = [];
  let line: CodePiece[] = [];
  for (const { text: code, kind } of pieces) {
    for (const part of code.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
      line.push({ text: part, kind });
      if (!part.endsWith('\n')) continue;
      lines.push(line);
      line = [];
    }
  }
  return line.length > 0 ? [...lines, line] : lines;
}

function lineOf(pieces: readonly CodePiece[], index: number, { firstNumber, marked }: CodeInfo): Element {
  const isMarked = marked.some(([from, to]) => from <= index + 1 && index + 1 <= to);
  const className = isMarked ? ['line', 'marked'] : ['line'];
  const number = firstNumber === undefined ? {} : { dataLine: String(firstNumber + index) };
  return element('span', { className, ...number }, toHast(pieces));
}

function toHast(pieces: readonly CodePiece[]): ElementContent[] {
  return pieces.map((piece) => {
    const value = text(piece.text);
    return piece.kind === undefined ? value : element('span', { className: [`c-${piece.kind}`] }, [value]);
  });
}

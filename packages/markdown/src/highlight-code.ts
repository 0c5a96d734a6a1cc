import type { ElementContent } from 'hast';
import { CODE_LANGUAGES } from './code-languages.ts';
import { loadHighlighter } from './load-lazily.cjs';

/** A piece of code that is of one kind; plain text has none. */
export interface CodePiece {
  text: string;
  kind?: string | undefined;
}

/**
 * Longer code is not highlighted, nor code with longer lines, nor, in languages like C, code that has no punctuation for
 * so long: their grammars look ahead for the end of a line or of a declaration from every word.
 */
const MAX_LENGTH = 20_000;
const LONG_LINE = /[^\n]{301}|\s{301}/;
const LONG_KEY = /[\w.-]{121}/;
const LONG_DECLARATION = /[^;{}()=,"'<>./]{401}/;
const LIKE_C: ReadonlySet<string> = new Set(
  'arduino c cc cpp cs csharp cxx c# c++ h hh hpp hxx h++ ino mm obj-c objc objc++ obj-c++ objective-c++ objectivec'.split(
    ' ',
  ),
);

/** Of these the highlighter calls itself for every line, at a cost that grows with the square of the lines. */
const SESSIONS: ReadonlySet<string> = new Set(['console', 'shell', 'shellsession']);

/** Which of the highlighter's scopes are shown, and as what: few kinds need few styles. */
const SCOPES: Readonly<Record<string, string>> = {
  keyword: 'keyword selector-tag name variable.language doctag',
  string: 'string regexp char code',
  comment: 'comment quote meta',
  number: 'number literal symbol bullet link variable.constant',
  title: 'title section selector-id selector-class',
  attr: 'attr attribute property variable template-variable type built_in',
  added: 'addition',
  removed: 'deletion',
};

const KINDS: ReadonlyMap<string, string> = new Map(
  Object.entries(SCOPES).flatMap(([kind, scopes]) =>
    scopes.split(' ').map((scope) => [`hljs-${scope}`, kind] as const),
  ),
);

export const CODE_KINDS: readonly string[] = Object.keys(SCOPES);

/** Whether {@link highlightCode} would do more than return the code as it is. */
export function canHighlight(code: string, language: string): boolean {
  if (!CODE_LANGUAGES.has(language) || code.length > MAX_LENGTH || LONG_LINE.test(code)) return false;
  if ((language === 'ini' || language === 'toml') && LONG_KEY.test(code)) return false;
  return !LIKE_C.has(language) || !LONG_DECLARATION.test(code);
}

/** The pieces of code in a language that is known; what is nested is of the innermost's kind. */
export function highlightCode(code: string, language: string): CodePiece[] {
  const pieces: CodePiece[] = [];
  try {
    const { children } = loadHighlighter().highlight(SESSIONS.has(language) ? 'bash' : language, code);
    collect(children as ElementContent[], undefined, pieces);
    return pieces;
  } catch {
    // Some grammars go as deep as the code nests.
    return [{ text: code }];
  }
}

function collect(nodes: readonly ElementContent[], kind: string | undefined, pieces: CodePiece[]): void {
  for (const node of nodes) {
    if (node.type === 'element') collect(node.children, kindOf(node.properties.className) ?? kind, pieces);
    else if (node.type === 'text') append(pieces, node.value, kind);
  }
}

/** `hljs-variable language_` is the scope `variable.language`. */
function kindOf(className: unknown): string | undefined {
  if (!Array.isArray(className)) return undefined;
  const [scope, sub] = className as string[];
  return KINDS.get(`${scope}.${sub?.replace('_', '')}`) ?? KINDS.get(String(scope));
}

function append(pieces: CodePiece[], text: string, kind: string | undefined): void {
  const last = pieces.at(-1);
  if (last && last.kind === kind) last.text += text;
  else pieces.push({ text, kind });
}

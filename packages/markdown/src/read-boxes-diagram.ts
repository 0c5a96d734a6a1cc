import { DiagramError, refuseLine } from './diagram-error.ts';
import { DIAGRAM_LIMITS, MESSAGE_PARTS } from './diagram-limits.ts';
import { withoutBundles } from './unbundled-links.ts';

/** How the lines of a kind look that the drawer gets right. */
interface Grammar {
  header: string;
  /** Opens a block that `}` closes. */
  open: RegExp;
  link: RegExp;
  /** Lines within a block of members; undefined where blocks hold what stands outside too. */
  member?: RegExp;
  other: RegExp;
  /** Lines that mean nothing in a picture. */
  ignored: RegExp;
}

const NAME = String.raw`[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,99}`;
const STATE = String.raw`(?:\[\*\]|[\p{L}\p{N}_][\p{L}\p{N}_-]{0,99}?)`;
const CLASS_ARROW = String.raw`(?:<\|--|<\|\.\.|\*--|o--|-->|--\*|--o|--\|>|\.\.>|\.\.\|>|<--|<\.\.|--)`;
const CARDINALITY = String.raw`(?:\s+"[^"]{0,40}")?`;
const STYLING = /^(?:classDef|class\s+[^\s{]+\s+\w+$|cssClass|style|click|link|callback|accTitle|accDescr|title)\b/;

const GRAMMARS: Readonly<Record<'state' | 'class' | 'er', Grammar>> = {
  state: {
    header: 'stateDiagram-v2',
    open: /^state\s+(?:"[^"]{1,200}"\s+as\s+)?[\p{L}\p{N}_]{1,100}\s*\{$/u,
    link: new RegExp(String.raw`^(${STATE})\s*-->\s*(${STATE})(?:\s*:\s*(.{1,200}))?$`, 'u'),
    other:
      /^(?:direction\s+(?:TD|TB|LR|BT|RL)|state\s+"[^"]{1,200}"\s+as\s+[\p{L}\p{N}_]{1,100}|[\p{L}\p{N}_][\p{L}\p{N}_-]{0,99}\s*:\s*.{1,200})$/u,
    ignored: /^(?:classDef|class|style|click|accTitle|accDescr)\s|^hide empty description$/,
  },
  class: {
    header: 'classDiagram',
    open: new RegExp(String.raw`^class\s+${NAME}(?:~\w{1,60}~)?\s*\{$`, 'u'),
    link: new RegExp(
      String.raw`^${NAME}${CARDINALITY}\s+${CLASS_ARROW}${CARDINALITY}\s+${NAME}(?:\s*:\s*.{1,200})?$`,
      'u',
    ),
    member: /^(?:<<\w{1,60}>>|[^{}]{1,200})$/,
    other: new RegExp(String.raw`^(?:class\s+${NAME}(?:~\w{1,60}~)?|${NAME}\s*:\s*[^{}]{1,200})$`, 'u'),
    ignored: new RegExp(`${STYLING.source}|^direction\\s`),
  },
  er: {
    header: 'erDiagram',
    open: new RegExp(String.raw`^${NAME}\s*\{$`, 'u'),
    link: new RegExp(
      String.raw`^${NAME}\s+(?:\|\||\|o|o\||\}\||\}o)(?:--|\.\.)(?:\|\||\|o|o\||\|\{|o\{)\s+${NAME}\s*:\s*.{1,200}$`,
      'u',
    ),
    member: /^\S{1,60}\s+\S{1,60}(?:\s+[^{}]{1,200})?$/,
    other: /^(?!)/,
    ignored: new RegExp(`${STYLING.source}|^direction\\s`),
  },
};

/** Diagrams of states, classes and entities: passed on when each line is one that the drawer gets right. */
export function readBoxesDiagram(
  kind: keyof typeof GRAMMARS,
  lines: readonly string[],
): { text: string; parts: number } {
  const { header, open, link, member, other, ignored } = GRAMMARS[kind];
  const kept: string[] = [header];
  let depth = 0;
  let parts = 0;
  let links = 0;
  for (const line of lines.slice(1)) {
    const isMember = member !== undefined && depth > 0;
    if (line === '}' && depth > 0) depth--;
    else if (!isMember && open.test(line)) {
      if (++depth > DIAGRAM_LIMITS.depth) throw new DiagramError('Its blocks are too deep inside one another.');
      parts++;
    } else if (isMember && member.test(line)) parts += MESSAGE_PARTS;
    else if (isMember) refuseLine(line);
    else if (link.test(line)) {
      if (++links > DIAGRAM_LIMITS.links) throw new DiagramError(`It has more than ${DIAGRAM_LIMITS.links} links.`);
      parts += 2;
    } else if (ignored.test(line)) continue;
    else if (other.test(line)) parts++;
    else refuseLine(line);
    // What looks like a code of a character would be read as one, and could be the end of a line.
    kept.push(line.replace(/&(?!(?:lt|gt|quot|amp);)/g, '&amp;'));
  }
  if (kind === 'state') unbundle(kept, link);
  if (depth > 0) throw new DiagramError('One of its blocks has no end.');
  return { text: kept.join('\n'), parts };
}

function unbundle(lines: string[], pattern: RegExp): void {
  const links = lines.flatMap((line, index) => {
    const [, from = '', to = '', label = ''] = pattern.exec(line) ?? [];
    return from === '' ? [] : [{ index, from, to, label }];
  });
  for (const { index, from, to, label } of withoutBundles(links)) {
    lines[index] = `${from} --> ${to}${label === '' ? '' : ` : ${label}`}`;
  }
}

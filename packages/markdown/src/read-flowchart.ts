import { DiagramError, refuseLine } from './diagram-error.ts';
import { DIAGRAM_LIMITS } from './diagram-limits.ts';
import { hideText } from './diagram-text.ts';
import { readStyle } from './read-diagram-style.ts';
import { withoutBundles } from './unbundled-links.ts';

/** Opening and closing of a label, and how the drawer writes that shape. The longest opening is tried first. */
const SHAPES: readonly [open: string, closes: readonly string[], drawnOpen: string, drawnClose: string][] = [
  ['(((', [')))'], '(((', ')))'],
  ['([', ['])'], '([', '])'],
  ['((', ['))'], '((', '))'],
  ['[[', [']]'], '[[', ']]'],
  ['[(', [')]'], '[(', ')]'],
  ['[/', ['\\]', '/]'], '[/', '\\]'],
  ['[\\', ['/]', '\\]'], '[\\', '/]'],
  ['{{', ['}}'], '{{', '}}'],
  ['[', [']'], '[', ']'],
  ['(', [')'], '(', ')'],
  ['{', ['}'], '{', '}'],
  ['>', [']'], '>', ']'],
];
const ID = /[\p{L}\p{N}_](?:[\p{L}\p{N}_]|[-.](?=[\p{L}\p{N}_]))*/uy;
const CLASS = /:::((?:\w|-(?=\w)){1,60})/y;
const ARROW = /(<?)(?:(--+>)|(---+)(?![>xo])|(-\.+->)|(-\.+-)(?![>xo])|(==+>)|(===+)(?![>xo]))/y;
const TEXT_ARROW =
  /(<?)(?:--(?![->])|==(?![=>])|-\.(?![.-]))\s*([^|]{1,200}?)\s*(--+>|---+|\.+->|\.+-|==+>|===+)(?![>xo])/y;
const ARROW_LABEL = /\s*\|([^|]{0,200})\|/y;
const HEADER = /^(?:graph|flowchart)(?:-elk)?(?:\s+(TD|TB|LR|BT|RL))?$/i;

interface Group {
  id: string;
  title: string;
  direction?: string;
  nodes: Set<string>;
  groups: Group[];
}

/** A flowchart written anew in the part of the language that the drawer gets right: one thing a line, spaces around arrows. */
export function readFlowchart(lines: readonly string[]): { text: string; parts: number } {
  return new Flowchart().read(lines);
}

class Flowchart {
  readonly #nodes = new Map<string, string>();
  readonly #links: { from: string; arrow: string; label: string; to: string }[] = [];
  readonly #styles: string[] = [];
  readonly #groupIds = new Map<string, string>();
  readonly #placed = new Set<string>();
  readonly #root: Group = { id: '', title: '', nodes: new Set(), groups: [] };
  readonly #open: Group[] = [this.#root];
  #names = new Map<string, string>();
  #line = '';
  #at = 0;

  read(lines: readonly string[]): { text: string; parts: number } {
    const header = HEADER.exec(lines[0] as string);
    if (header === null) throw new DiagramError('Its first line is not understood.');
    // Names of groups first: a link may lead to a group that comes later.
    for (const line of lines) {
      const group = /^subgraph\s+(.+)$/.exec(line);
      if (group) this.#groupIds.set(groupName(group[1] as string).id, `g${this.#groupIds.size}`);
    }
    for (const line of lines.slice(1)) this.#readLine(line);
    if (this.#open.length > 1) throw new DiagramError('One of its groups has no end.');
    const text = [
      `flowchart ${(header[1] ?? 'TD').toUpperCase()}`,
      ...this.#write(this.#root),
      ...withoutBundles(this.#links).map(
        ({ from, arrow, label, to }) => `${from} ${arrow}${label && `|${label}|`} ${to}`,
      ),
      ...this.#styles,
    ].join('\n');
    return { text, parts: this.#nodes.size + this.#links.length + this.#groupIds.size };
  }

  #readLine(line: string): void {
    this.#line = line;
    this.#at = 0;
    const inner = this.#open.at(-1) as Group;
    if (/^subgraph(?:\s|$)/.test(line)) {
      this.#openGroup(line.slice(8).trim());
      return;
    }
    if (line === 'end') {
      if (this.#open.length === 1) this.#refuse();
      this.#open.pop();
      return;
    }
    const direction = /^direction\s+(TD|TB|LR|BT|RL)$/i.exec(line);
    if (direction) {
      inner.direction = (direction[1] as string).toUpperCase();
      return;
    }
    const style = readStyle(line, (id) => this.#reference(id));
    if (style === undefined) this.#readLinks();
    else if (style !== '') this.#styles.push(style);
  }

  #openGroup(rest: string): void {
    const { id, title } = groupName(rest);
    if (this.#open.length > DIAGRAM_LIMITS.depth) throw new DiagramError('Its groups are too deep inside one another.');
    const group = { id: this.#groupIds.get(id) ?? 'g', title, nodes: new Set<string>(), groups: [] };
    this.#open.at(-1)?.groups.push(group);
    this.#open.push(group);
  }

  #readLinks(): void {
    let from = this.#readNodes();
    while (this.#at < this.#line.length) {
      const arrow = this.#readArrow();
      const to = this.#readNodes();
      if (this.#links.length + from.length * to.length > DIAGRAM_LIMITS.links) {
        throw new DiagramError(`It has more than ${DIAGRAM_LIMITS.links} links.`);
      }
      for (const source of from) for (const target of to) this.#links.push({ from: source, ...arrow, to: target });
      from = to;
    }
  }

  #readNodes(): string[] {
    const ids = [this.#readNode()];
    while (this.#skip('&')) ids.push(this.#readNode());
    return ids;
  }

  #readNode(): string {
    this.#space();
    const id = this.#match(ID)?.[0] ?? this.#refuse();
    const name = this.#reference(id);
    for (const [open, closes, drawnOpen, drawnClose] of SHAPES) {
      if (!this.#line.startsWith(open, this.#at)) continue;
      this.#at += open.length;
      const label = this.#readLabel(closes);
      if (!this.#groupIds.has(id)) this.#nodes.set(name, `${name}${drawnOpen}${label}${drawnClose}`);
      break;
    }
    if (!this.#groupIds.has(id)) this.#place(name);
    const className = this.#match(CLASS)?.[1];
    if (className !== undefined) this.#styles.push(`class ${name} ${className.replaceAll('-', '_')}`);
    this.#space();
    return name;
  }

  /** Up to the closing; a label in quotation marks may hold it. */
  #readLabel(closes: readonly string[]): string {
    this.#space();
    let label: string;
    if (this.#line[this.#at] === '"') {
      const end = this.#line.indexOf('"', this.#at + 1);
      if (end < 0) this.#refuse();
      label = this.#line.slice(this.#at + 1, end);
      this.#at = end + 1;
      this.#space();
      const close = closes.find((text) => this.#line.startsWith(text, this.#at)) ?? this.#refuse();
      this.#at += close.length;
    } else {
      const ends = closes.map((text) => [this.#line.indexOf(text, this.#at), text] as const);
      const [end, close] = ends.filter(([at]) => at >= 0).sort(([a], [b]) => a - b)[0] ?? this.#refuse();
      label = this.#line.slice(this.#at, end);
      this.#at = end + close.length;
    }
    return labelText(label);
  }

  /** The arrow as the drawer knows it, and its label. */
  #readArrow(): { arrow: string; label: string } {
    const text = this.#match(TEXT_ARROW);
    const found = text ?? this.#match(ARROW) ?? this.#refuse();
    const sign = text ? (text[3] as string) : found[0].slice((found[1] as string).length);
    const line = sign.includes('.') ? '-.-' : sign.includes('=') ? '===' : '---';
    const drawn = sign.endsWith('>') ? `${line.slice(0, line === '-.-' ? 3 : 2)}>` : line;
    const label = text ? text[2] : this.#match(ARROW_LABEL)?.[1];
    return {
      arrow: `${found[1]}${drawn}`,
      label: label === undefined || label.trim() === '' ? '' : labelText(unquote(label)),
    };
  }

  /** A node's or a group's name in what is drawn. */
  #reference(id: string): string {
    const group = this.#groupIds.get(id);
    if (group !== undefined) return group;
    const known = this.#names.get(id);
    if (known !== undefined) return known;
    const name = `n${this.#names.size}`;
    this.#names.set(id, name);
    this.#nodes.set(name, `${name}[${labelText(id)}]`);
    return name;
  }

  /** A node is in the group that names it first. */
  #place(name: string): void {
    if (this.#placed.has(name) || this.#open.length === 1) return;
    this.#placed.add(name);
    this.#open.at(-1)?.nodes.add(name);
  }

  #write(group: Group): string[] {
    const isRoot = group === this.#root;
    const names = isRoot ? [...this.#nodes.keys()].filter((name) => !this.#placed.has(name)) : [...group.nodes];
    const inner = [
      ...group.groups.flatMap((child) => this.#write(child)),
      ...names.map((name) => this.#nodes.get(name) as string),
    ];
    if (isRoot) return inner;
    if (inner.length === 0) throw new DiagramError('One of its groups is empty.');
    const direction = group.direction === undefined ? [] : [`direction ${group.direction}`];
    return [`subgraph ${group.id} [${group.title}]`, ...direction, ...inner, 'end'];
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#line);
    if (match) this.#at += match[0].length;
    return match;
  }

  #skip(sign: string): boolean {
    if (this.#line[this.#at] !== sign) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    while (/\s/.test(this.#line[this.#at] ?? '')) this.#at++;
  }

  #refuse(): never {
    return refuseLine(this.#line);
  }
}

/** `id [Title]`, `id["Title"]`, or a title alone, which is the id too. */
function groupName(rest: string): { id: string; title: string } {
  const [, id, title] = /^([^\s[\]"]{1,100})\s*\[(.{1,200})\]$/.exec(rest) ?? [];
  if (id !== undefined && title !== undefined) return { id, title: labelText(unquote(title)) };
  return { id: unquote(rest), title: labelText(unquote(rest)) };
}

function labelText(label: string): string {
  if (label.length > DIAGRAM_LIMITS.labelLength) throw new DiagramError('One of its labels is too long.');
  // Bold, italics and lists in Markdown labels are shown without their signs.
  const plain = label
    .replace(/^`([^`]*)`$/, '$1')
    .replace(/\*\*([^*]{1,200})\*\*/g, '$1')
    .replace(/<\/?[biu]>/gi, '');
  return hideText(plain.trim()) || ' ';
}

function unquote(text: string): string {
  return text.trim().replace(/^"([^"]*)"$/, '$1');
}

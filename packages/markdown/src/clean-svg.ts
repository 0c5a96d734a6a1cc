import { DiagramError } from './diagram-error.ts';
import { putBack } from './diagram-text.ts';
import { escapeHtml } from './escape-html.ts';

export interface CleanSvg {
  svg: string;
  width: number;
  height: number;
  /** The words in it, in their order. */
  texts: string[];
}

const TOKEN = /<(\/?)([a-z]+)((?:\s+[a-zA-Z\d:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
const ATTRIBUTE = /([a-zA-Z\d:-]+)="([^"]*)"/g;
const ELEMENTS: ReadonlySet<string> = new Set(
  'svg defs marker g path rect line circle ellipse polygon polyline text tspan'.split(' '),
);
const NUMBERS = /^[-\d.,\s]*(?:em)?$/;
const COLOR = /^(?:none|var\(--[\w-]{1,30}\)|#[0-9a-f]{3,8}|[a-z]{3,20})$/i;
const VALUES: Readonly<Record<string, RegExp>> = {
  ...Object.fromEntries(
    'x y x1 y1 x2 y2 cx cy r rx ry dx dy width height points markerWidth markerHeight refX refY stroke-width stroke-dasharray font-size'
      .split(' ')
      .map((name) => [name, NUMBERS]),
  ),
  d: /^[MLCQAHVZmlcqahvz\d\s.,-]*$/,
  id: /^[\w-]{1,60}$/,
  class: /^mono$/,
  fill: COLOR,
  stroke: COLOR,
  transform: /^(?:(?:translate|scale|rotate)\([-\d.,\s]*\)\s*)+$/,
  'marker-start': /^url\(#[\w-]{1,60}\)$/,
  'marker-end': /^url\(#[\w-]{1,60}\)$/,
  'stroke-linejoin': /^[a-z]+$/,
  'stroke-linecap': /^[a-z]+$/,
  'text-anchor': /^[a-z]+$/,
  'font-weight': /^\w+$/,
  'font-style': /^[a-z]+$/,
  'text-decoration': /^[a-z -]+$/,
  orient: /^[a-z-]+$/,
};
const MAX_SIZE = 9999;

/**
 * What the drawer made, with nothing but shapes and text in it, in the style given: well-formed, or not at all.
 * @throws {DiagramError} for anything that a drawing has no need of
 */
export function cleanSvg(source: string, style: string): CleanSvg {
  const opening = /^<svg [^>]*?viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(source);
  const [width, height] = [Math.ceil(Number(opening?.[1])), Math.ceil(Number(opening?.[2]))];
  if (!(width > 0 && height > 0)) throw new DiagramError('It could not be drawn.');
  if (width > MAX_SIZE || height > MAX_SIZE) throw new DiagramError('It would be too large.');
  const root = `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 ${width} ${height}' width='${width}' height='${height}'>`;
  const cleaner = new Cleaner();
  cleaner.read(source.replace(/<(style|title)>[^<]*<\/\1>/g, ''));
  return { svg: `${root}<style>${style}</style>${cleaner.output}</svg>`, width, height, texts: cleaner.texts };
}

class Cleaner {
  output = '';
  readonly texts: string[] = [];
  readonly #open: string[] = [];
  #text = '';
  #fill: string | undefined;

  read(source: string): void {
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < source.length) {
      const token = TOKEN.exec(source);
      if (token === null) throw new DiagramError('It could not be drawn.');
      const [, slash, name = '', attributes = '', selfClosing, characters] = token;
      if (characters !== undefined) this.#addText(characters);
      else if (slash === '/') this.#close(name);
      else this.#start(name, attributes, selfClosing === '/');
    }
    if (this.#open.length > 0) throw new DiagramError('It could not be drawn.');
  }

  #start(name: string, attributes: string, isEmpty: boolean): void {
    if (!ELEMENTS.has(name)) throw new DiagramError('It could not be drawn.');
    if (!isEmpty) this.#open.push(name);
    if (name === 'svg') return;
    if (name === 'g') this.#fill = undefined;
    if (name === 'text') this.#text = '';
    if (name === 'tspan' && this.#text !== '' && attributes.includes(' x=')) this.#text += ' ';
    let kept = '';
    for (const [, key = '', value = ''] of attributes.matchAll(ATTRIBUTE)) {
      if (!Object.hasOwn(VALUES, key) || !VALUES[key]?.test(value)) continue;
      if (key === 'fill' && name !== 'text' && name !== 'tspan' && /^#/.test(value)) this.#fill ??= value;
      const shown = key === 'fill' && name === 'text' && this.#fill !== undefined ? inkOn(this.#fill, value) : value;
      kept += ` ${key}='${shown.replace(/\d+\.\d{2,}/g, (number) => String(Math.round(Number(number) * 10) / 10))}'`;
    }
    this.output += `<${name}${kept}${isEmpty ? '/' : ''}>`;
  }

  #close(name: string): void {
    if (this.#open.pop() !== name) throw new DiagramError('It could not be drawn.');
    if (name === 'svg') return;
    this.output += `</${name}>`;
    const text = this.#text.replace(/\u200b/g, '').trim();
    if (name === 'text' && text !== '') this.texts.push(text);
  }

  #addText(characters: string): void {
    if (!this.#open.includes('text')) {
      if (characters.trim() !== '') throw new DiagramError('It could not be drawn.');
      return;
    }
    const text = putBack(
      characters.replace(/&(?:(lt)|(gt)|(quot)|(#39)|amp);/g, (_, lt, gt, quot, apos) =>
        lt ? '<' : gt ? '>' : quot ? '"' : apos ? "'" : '&',
      ),
    );
    this.#text += text;
    this.output += escapeHtml(text);
  }
}

/** Text on a colour that the page's theme does not change must not change with it either. */
function inkOn(fill: string, ink: string): string {
  if (!ink.startsWith('var(')) return ink;
  const hex = fill.length < 6 ? [...fill.slice(1, 4)].map((digit) => digit + digit).join('') : fill.slice(1, 7);
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 ? '#111' : '#fff';
}

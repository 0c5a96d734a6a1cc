import { describe, expect, test } from 'vitest';
import { DIAGRAM_LIMITS, MAX_PAGE_DIAGRAMS } from './diagram-limits.ts';
import { drawDiagram } from './draw-diagram.ts';
import { readDiagram } from './read-diagram.ts';
import { renderPage } from './render-page.ts';
import { createSafeRenderer, renderPageSafely } from './render-page-safely.ts';
import { parseElements } from './testing/parse-html.ts';
import { HOSTILE_DIAGRAMS, SAMPLE_DIAGRAMS } from './testing/sample-diagrams.ts';
import { SeededDice } from './testing/seeded-dice.ts';

const OPTIONS = { wiki: { owner: 'me', name: 'notes' }, path: 'Page' };
const fenced = (source: string) => `\`\`\`mermaid\n${source}\n\`\`\`\n`;
const ALL = Object.values(SAMPLE_DIAGRAMS).map(fenced).join('\n');

/** The pictures in a page. */
function picturesIn(html: string): string[] {
  return parseElements(html).flatMap(({ name, attributes }) =>
    name === 'img' && attributes.src?.startsWith('data:image/svg+xml,')
      ? [decodeURIComponent(attributes.src.slice('data:image/svg+xml,'.length))]
      : [],
  );
}

const drawn = (source: string) => drawDiagram(readDiagram(source));

describe('every kind that is drawn', () => {
  test.each(Object.entries(SAMPLE_DIAGRAMS))('%s', async (kind, source) => {
    const { html, fallback } = await renderPageSafely(fenced(source), OPTIONS);
    expect(fallback).toBeUndefined();
    expect(picturesIn(html)).toHaveLength(1);
    const image = parseElements(html).find(({ name }) => name === 'img')?.attributes;
    expect(image?.alt?.startsWith(`${kind}: `)).toBe(true);
    expect(Number(image?.width)).toBeGreaterThan(50);
    expect(Number(image?.height)).toBeGreaterThan(50);
    expect(parseElements(html).find(({ name }) => name === 'code')?.text).toBe(`${source}\n`);
  });

  test('is the same in another thread, and when it is drawn again', async () => {
    const first = await renderPageSafely(ALL, OPTIONS);
    expect(picturesIn(first.html)).toHaveLength(Object.keys(SAMPLE_DIAGRAMS).length);
    expect(await renderPageSafely(ALL, OPTIONS)).toEqual(first);
    expect(await createSafeRenderer()(ALL, OPTIONS)).toEqual(first);
  });

  test('stays code where nothing could end its drawing', async () => {
    const page = renderPage(ALL, OPTIONS);
    expect(picturesIn(page.html)).toEqual([]);
    expect(await createSafeRenderer({ url: 'not a URL' })(ALL, OPTIONS)).toEqual(page);
  });
});

describe('a flowchart says what its text says', () => {
  test.each([
    ['A-->B', ['A', 'B'], 1],
    ['A--->B-->C', ['A', 'B', 'C'], 2],
    ['A & B-->C & D', ['A', 'B', 'C', 'D'], 4],
    ['Ärger-.->B==>C---D', ['Ärger', 'B', 'C', 'D'], 3],
    ['A["a (b) [c] | {d} \\ / #quot;e#quot;"]-- x-y -->B', ['a (b) [c] | {d} \\ / "e"', 'B', 'x-y'], 1],
    ['a-b-->c.d', ['a-b', 'c.d'], 1],
    ['A<-->|both|B', ['A', 'B', 'both'], 1],
    ['A-->B\nsubgraph one [One]\nA\nB\nend', ['A', 'B', 'One'], 1],
    ['subgraph one\nA\nend\nB-->one', ['A', 'B', 'one'], 1],
    ['A:::x-->B[/b/];\nclassDef x fill:#fff', ['A', 'b'], 1],
    ['end1-->click2\nstyled-->classes', ['end1', 'click2', 'styled', 'classes'], 2],
  ])('%s', (source, words, links) => {
    const { svg, texts } = drawn(`flowchart TD\n${source}`);
    expect([...texts].sort()).toEqual([...words].sort());
    expect(svg.match(/<polyline/g)).toHaveLength(links);
  });

  test('links do not run through what is in between', () => {
    // The drawer's own lines from A to C and to D would cross B.
    const { svg } = drawn('flowchart TD\nA --> B\nB --> C\nA --> C\nC --> D\nA --> D');
    const [, boxTop = 0, boxLeft = 0, boxRight = 0] = boxOf(svg, 'B');
    const vertical = [...svg.matchAll(/<polyline points='([^']*)'/g)].flatMap(([, points = '']) => segments(points));
    const through = vertical.filter(
      ([x1, y1, x2, y2]) => x1 === x2 && x1 > boxLeft + 1 && x1 < boxRight - 1 && y1 < boxTop && y2 > boxTop + 2,
    );
    expect(through).toEqual([]);
  });
});

describe('what would be left out or drawn wrongly is not drawn, and the page says why', () => {
  test.each([
    ['pie\n"a": 1', 'Diagrams of this kind are not drawn yet.'],
    ['', 'It is empty.'],
    ['flowchart TD', 'It is empty.'],
    ['flowchart XY\na', 'Its first line is not understood.'],
    ['flowchart TD\na --o b', 'This line of it is not understood: a --o b'],
    ['flowchart TD\na ~~~ b', 'This line of it is not understood: a ~~~ b'],
    ['flowchart TD\na@{ shape: rect }', 'This line of it is not understood: a@{ shape: rect }'],
    ['flowchart TD\nsubgraph x\na', 'One of its groups has no end.'],
    ['flowchart TD\nend', 'This line of it is not understood: end'],
    ['sequenceDiagram\nbox x\nend', 'This line of it is not understood: box x'],
    ['sequenceDiagram\nloop x\na->>b: c', 'One of its blocks has no end.'],
    ['stateDiagram-v2\nstate x <<choice>>', 'This line of it is not understood: state x <<choice>>'],
    ['classDiagram\nnote "x"', 'This line of it is not understood: note "x"'],
    ['erDiagram\na one to many b : c', 'This line of it is not understood: a one to many b : c'],
  ])('%j: %s', async (source, reason) => {
    const { html } = await renderPageSafely(fenced(source), OPTIONS);
    expect(picturesIn(html)).toEqual([]);
    const caption = parseElements(html).find(({ name }) => name === 'figcaption');
    expect(caption?.text).toBe(`Diagram, written in Mermaid. ${reason}`);
  });

  test.each([
    ['links', `flowchart TD\n${'a-->b\n'.repeat(DIAGRAM_LIMITS.links + 1)}`],
    ['links by groups', 'flowchart TD\na&b&c&d&e&f&g&h&i-->j&k&l&m&n&o&p&q&r'],
    ['parts', `flowchart TD\n${Array.from({ length: DIAGRAM_LIMITS.parts + 1 }, (_, at) => `n${at}`).join('\n')}`],
    ['lines', `sequenceDiagram\n${'a->>b: c\n'.repeat(DIAGRAM_LIMITS.lines)}`],
    ['characters', `flowchart TD\n%%${'x'.repeat(DIAGRAM_LIMITS.length)}\na-->b`],
    ['levels', `flowchart TD\n${'subgraph x\n'.repeat(9)}a\n${'end\n'.repeat(9)}`],
    ['links of classes', `classDiagram\n${'A <|-- B\n'.repeat(DIAGRAM_LIMITS.links + 1)}`],
  ])('too many %s', (_what, source) => {
    expect(() => readDiagram(source)).toThrow(/more than|too many|too deep/);
  });

  test('a page has a number of diagrams, and of parts of them', async () => {
    const small = await renderPageSafely(fenced('flowchart TD\na-->b').repeat(MAX_PAGE_DIAGRAMS + 2), OPTIONS);
    expect(picturesIn(small.html)).toHaveLength(MAX_PAGE_DIAGRAMS);
    expect(small.html.match(/There are too many diagrams on this page\./g)).toHaveLength(2);
    const large = fenced(`erDiagram\n${Array.from({ length: 50 }, (_, at) => `a${at} ||--|| b : c`).join('\n')}`);
    const { html, fallback } = await renderPageSafely(large.repeat(6), OPTIONS);
    expect(fallback).toBeUndefined();
    expect(picturesIn(html)).toHaveLength(4);
  });
});

describe('hostile diagrams', () => {
  test.each(HOSTILE_DIAGRAMS.map((source) => [source.slice(0, 60), source]))('%j', async (_start, source) => {
    const { html, fallback } = await renderPageSafely(fenced(source), OPTIONS);
    expect(fallback).toBeUndefined();
    for (const svg of picturesIn(html)) {
      const markup = svg.replace(/>[^<]*</g, '><');
      expect(markup).not.toMatch(/script|foreignObject|image|href|\son|data-|@|url\((?!#[\w-]+\))/i);
      expect(svg.isWellFormed()).toBe(true);
      expect(svg).not.toMatch(/(?![\n\t])\p{Cc}|[\ufffe\uffff]/u);
    }
  });

  test('pictures that pages bring along are still refused', async () => {
    const { html } = await renderPageSafely(
      `${fenced('flowchart TD\na-->b')}\n![x](data:image/svg+xml,%3Csvg/%3E)\n\n<img src="data:image/svg+xml,%3Csvg/%3E">`,
      OPTIONS,
    );
    expect(picturesIn(html)).toHaveLength(1);
  });

  test('the largest that are drawn take less than three seconds of a processor that others share', () => {
    drawn('flowchart TD\na-->b');
    const dice = new SeededDice(7);
    const links = (count: number, nodes: number, arrow: string) =>
      Array.from({ length: count }, () => {
        const from = dice.below(nodes);
        return `n${from} ${arrow} n${(from + 1 + dice.below(nodes - 1)) % nodes}`;
      }).join('\n');
    for (const source of [
      `flowchart TD\n${links(80, 79, '-->')}`,
      `flowchart TD\n${links(80, 30, '-->')}`,
      `flowchart LR\n${links(80, 12, '-->|label|')}`,
      `stateDiagram-v2\n${links(80, 40, '-->')}`,
      `sequenceDiagram\n${links(198, 30, '->>').replace(/$/gm, ': text')}`,
      `classDiagram\n${links(80, 50, '<|--')}`,
    ]) {
      const before = process.cpuUsage();
      drawn(source);
      expect(process.cpuUsage(before).user / 1000, source.slice(0, 20)).toBeLessThan(3000);
    }
  });
});

function boxOf(svg: string, label: string): number[] {
  const box = [...svg.matchAll(/<g><rect x='([\d.]+)' y='([\d.]+)' width='([\d.]+)'[^>]*><text[^>]*>([^<]*)/g)].find(
    ([, , , , text]) => text === label,
  );
  const [x, y, width] = (box ?? []).slice(1, 4).map(Number) as [number, number, number];
  return [0, y, x, x + width];
}

function segments(points: string): [x1: number, y1: number, x2: number, y2: number][] {
  const list = points.split(' ').map((point) => point.split(',').map(Number) as [number, number]);
  return list.slice(1).map((end, at) => [...(list[at] as [number, number]), ...end]);
}

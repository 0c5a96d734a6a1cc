import type { Element } from 'hast';
import type { VFile } from 'vfile';
import { DiagramError } from './diagram-error.ts';
import { MAX_PAGE_DIAGRAMS, MAX_PAGE_PARTS } from './diagram-limits.ts';
import { drawDiagram } from './draw-diagram.ts';
import { element, text } from './hast-element.ts';
import { readDiagram } from './read-diagram.ts';

declare module 'hast' {
  interface ElementData {
    /** Set on an `img` whose `src` is a picture that was drawn here. */
    drawn?: boolean | undefined;
  }
}

declare module 'vfile' {
  interface DataMap {
    /** Whether diagrams are drawn; they are not where nothing could end it. */
    drawsDiagrams: boolean;
    /** How many diagrams of the page have been drawn, and how much was laid out for them. */
    diagrams: { count: number; parts: number };
  }
}

const MAX_ALT_LENGTH = 300;

/**
 * A diagram in Mermaid as a picture with its text below, or the reason why it is shown as code, or undefined where none is drawn.
 * As an image, an SVG runs nothing, loads nothing, and needs no exception in the pages' content security policy.
 */
export function drawnDiagram(file: VFile, source: string, title: string): Element | string | undefined {
  if (file.data.drawsDiagrams !== true) return undefined;
  file.data.diagrams ??= { count: 0, parts: 0 };
  const spent = file.data.diagrams;
  try {
    const read = readDiagram(source);
    if (spent.count >= MAX_PAGE_DIAGRAMS || spent.parts + read.parts > MAX_PAGE_PARTS) {
      throw new DiagramError('There are too many diagrams on this page.');
    }
    spent.count++;
    spent.parts += read.parts;
    const { svg, width, height, texts } = drawDiagram(read);
    const alt = describe(read.kind, texts);
    const image = element(
      'img',
      { src: dataUrl(svg), width: String(width), height: String(height), alt, loading: 'lazy' },
      [],
    );
    image.data = { drawn: true };
    const code = element('code', { className: ['language-mermaid'] }, [text(`${source}\n`)]);
    const figure = element('figure', { className: ['diagram'] }, [
      ...(title === '' ? [] : [element('figcaption', {}, [text(title)])]),
      element('div', { className: ['table-box'], tabIndex: 0 }, [image]),
      element('details', {}, [element('summary', {}, [text('Text of the diagram')]), element('pre', {}, [code])]),
    ]);
    figure.data = { plainText: `${title}\n${source}` };
    return figure;
  } catch (error) {
    return error instanceof DiagramError ? error.message : 'It could not be drawn.';
  }
}

/** Readable and, unlike base64, as small as the SVG once the page is compressed. */
function dataUrl(svg: string): string {
  const escaped = svg.replace(/[^\w\s=:;,.()/'-]/gu, (character) => encodeURIComponent(character));
  return `data:image/svg+xml,${escaped.replace(/\s/g, '%20').replaceAll("'", '%27')}`;
}

function describe(kind: string, texts: readonly string[]): string {
  const words = [...new Set(texts.map((words) => words.replace(/\s+/g, ' ')))].join(', ');
  const alt = words === '' ? kind : `${kind}: ${words}`;
  return alt.length > MAX_ALT_LENGTH ? `${alt.slice(0, MAX_ALT_LENGTH - 1).toWellFormed()}…` : alt;
}

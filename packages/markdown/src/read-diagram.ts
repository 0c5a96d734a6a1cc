import { DiagramError } from './diagram-error.ts';
import { DIAGRAM_LIMITS } from './diagram-limits.ts';
import { cleanText } from './diagram-text.ts';
import { readBoxesDiagram } from './read-boxes-diagram.ts';
import { readFlowchart } from './read-flowchart.ts';
import { readSequenceDiagram } from './read-sequence-diagram.ts';

export interface ReadDiagram {
  /** What it is, for people. */
  kind: string;
  /** As the drawer takes it. */
  text: string;
  /** How much there is to lay out. */
  parts: number;
}

const FRONT_MATTER = /^\s*---\n[\s\S]{0,2000}?\n---\n/;

const KINDS: readonly [RegExp, string, (lines: readonly string[]) => { text: string; parts: number }][] = [
  [/^(?:graph|flowchart(?:-elk)?)(?:\s|$)/i, 'Flowchart', readFlowchart],
  [/^sequenceDiagram$/i, 'Sequence diagram', readSequenceDiagram],
  [/^stateDiagram(?:-v2)?$/i, 'State diagram', (lines) => readBoxesDiagram('state', lines)],
  [/^classDiagram(?:-v2)?$/i, 'Class diagram', (lines) => readBoxesDiagram('class', lines)],
  [/^erDiagram$/i, 'Entity relationship diagram', (lines) => readBoxesDiagram('er', lines)],
];

/**
 * Reads a diagram in Mermaid and bounds it. What the drawer would leave out or get wrong without saying so is refused here.
 * @throws {DiagramError}
 */
export function readDiagram(source: string): ReadDiagram {
  const { length, lines: maxLines, lineLength, parts: maxParts } = DIAGRAM_LIMITS;
  if (source.length > length) throw new DiagramError(`It has more than ${length.toLocaleString('en')} characters.`);
  const lines = linesOf(cleanText(source).replace(FRONT_MATTER, ''));
  if (lines.length > maxLines) throw new DiagramError(`It has more than ${maxLines} lines.`);
  if (lines.some((line) => line.length > lineLength)) throw new DiagramError('One of its lines is too long.');
  const first = lines[0];
  if (first === undefined) throw new DiagramError('It is empty.');
  const [, kind, read] = KINDS.find(([pattern]) => pattern.test(first)) ?? [];
  if (kind === undefined || read === undefined) throw new DiagramError('Diagrams of this kind are not drawn yet.');
  const { text, parts } = read(lines);
  if (parts > maxParts) throw new DiagramError('It has too many parts.');
  if (parts === 0) throw new DiagramError('It is empty.');
  return { kind, text, parts };
}

/** Statements, without comments and directives: those would set styles and scripts of a page that is not there. */
function linesOf(text: string): string[] {
  return text
    .split('\n')
    .flatMap((line) =>
      /^\s*%%/.test(line) ? [] : /^\s*(?:graph|flowchart)\b[^;"]*;/i.test(line) ? line.split(';') : [line],
    )
    .map((line) => line.trim().replace(/;$/, '').trimEnd())
    .filter((line) => line !== '');
}

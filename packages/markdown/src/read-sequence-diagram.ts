import { DiagramError, refuseLine } from './diagram-error.ts';
import { DIAGRAM_LIMITS, MESSAGE_PARTS } from './diagram-limits.ts';
import { hideText } from './diagram-text.ts';
import { NO_LABEL } from './unbundled-links.ts';

const PERSON = /^(?:participant|actor)\s+(\S.{0,99}?)(?:\s+as\s+(.{1,200}))?$/;
const NOTE = /^note\s+(left of|right of|over)\s+([^:]{1,200}):(.*)$/i;
const BLOCK = /^(loop|alt|opt|par|critical|break|rect)(?:\s+(.*))?$/;
const DIVIDER = /^(else|and)(?:\s+(.*))?$/;
const MESSAGE = /^([^:]{1,100}?)\s*(-->>|->>|-->|->|--x|-x|--\)|-\))\s*([+-]?)\s*((?![->])[^:]{1,100}?)\s*:(.*)$/;
const WITHOUT_PICTURE = /^(?:(?:activate|deactivate)\s|autonumber\b|(?:title|accTitle|accDescr|links?)[\s:])/;

/** A sequence diagram written anew, so that no name can be taken for a word of the language. */
export function readSequenceDiagram(lines: readonly string[]): { text: string; parts: number } {
  const people = new Map<string, { name: string; declaration: string }>();
  const body: string[] = [];
  let depth = 0;
  const nameOf = (id: string, label = id): string => {
    const known = people.get(id);
    if (known !== undefined) return known.name;
    const name = `a${people.size}`;
    people.set(id, { name, declaration: `participant ${name} as ${textOf(label)}` });
    return name;
  };
  for (const line of lines.slice(1)) {
    const [, id, label] = PERSON.exec(line) ?? [];
    const note = NOTE.exec(line);
    const block = BLOCK.exec(line);
    const divider = DIVIDER.exec(line);
    const message = MESSAGE.exec(line);
    if (id !== undefined) nameOf(id, label);
    else if (note) {
      const names = (note[2] as string).split(',').map((part) => nameOf(part.trim()));
      body.push(`Note ${note[1]} ${names.join(',')}: ${textOf(note[3])}`);
    } else if (block) {
      if (++depth > DIAGRAM_LIMITS.depth) throw new DiagramError('Its blocks are too deep inside one another.');
      body.push(block[2] === undefined || block[1] === 'rect' ? `${block[1]}` : `${block[1]} ${textOf(block[2])}`);
    } else if (divider && depth > 0)
      body.push(divider[2] === undefined ? `${divider[1]}` : `${divider[1]} ${textOf(divider[2])}`);
    else if (line === 'end' && depth > 0) {
      depth--;
      body.push('end');
    } else if (message) {
      const [, from, arrow, mark, to, text] = message as unknown as string[];
      body.push(`${nameOf(from as string)}${arrow}${mark}${nameOf(to as string)}: ${textOf(text)}`);
    } else if (!WITHOUT_PICTURE.test(line)) refuseLine(line);
  }
  if (depth > 0) throw new DiagramError('One of its blocks has no end.');
  if (people.size > MAX_PEOPLE) throw new DiagramError(`It has more than ${MAX_PEOPLE} participants.`);
  const declarations = [...people.values()].map(({ declaration }) => declaration);
  return {
    text: ['sequenceDiagram', ...declarations, ...body].join('\n'),
    parts: (people.size + body.length) * MESSAGE_PARTS,
  };
}

const MAX_PEOPLE = 30;

function textOf(label: string | undefined): string {
  const text = (label ?? '').trim();
  if (text.length > DIAGRAM_LIMITS.labelLength) throw new DiagramError('One of its labels is too long.');
  return hideText(text) || NO_LABEL;
}

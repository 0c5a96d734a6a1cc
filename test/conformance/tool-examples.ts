import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

const GUIDE = new URL('../../docs/agents.md', import.meta.url);

/** The address that the guide's examples have. */
const GUIDE_ORIGIN = 'http://127.0.0.1:8700';

/** Stands in the guide for what is another one each time. */
const ANYTHING = '…';

/** One call of a tool, and what comes back. */
export interface ToolExample {
  tool: string;
  input: Record<string, unknown>;
  /** The structured content. */
  answer: unknown;
}

/**
 * The examples of the guide for agents, in their order: below a heading that is a tool's name, two blocks of JSON are the arguments and
 * the answer.
 */
export function readToolExamples(): ToolExample[] {
  const text = readFileSync(GUIDE, 'utf8');
  const pattern = /^### `(\w+)`\n(?:(?!^#|^```).*\n)*```json\n([^`]*)```\n\n```json\n([^`]*)```$/gm;
  return [...text.matchAll(pattern)].map(([, tool = '', input = '', answer = '']) => ({
    tool,
    input: JSON.parse(input),
    answer: JSON.parse(answer),
  }));
}

/**
 * The arguments of an example as they are sent: `REVISION of TOOL` and `VERSION of TOOL` are those that the last example of that tool got.
 * @param answers structured contents, by tool
 */
export function fillIn(
  input: Record<string, unknown>,
  answers: ReadonlyMap<string, Record<string, unknown>>,
): Record<string, unknown> {
  const filled = Object.entries(input).map(([name, value]) => {
    const [, what = '', tool = ''] = /^(REVISION|VERSION) of (\w+)$/.exec(String(value)) ?? [];
    if (what === '') return [name, value];
    const answer = answers.get(tool)?.[what.toLowerCase()];
    if (answer === undefined) throw new Error(`No example of ${tool} before this one got a ${what.toLowerCase()}.`);
    return [name, answer];
  });
  return Object.fromEntries(filled);
}

/** What an answer must equal: a text with `…` is any that has the parts before and after it. */
export function expected(answer: unknown, siteOrigin: string): unknown {
  if (typeof answer === 'string') {
    const text = answer.replaceAll(GUIDE_ORIGIN, siteOrigin);
    return text.includes(ANYTHING) ? expect.stringMatching(toPattern(text)) : text;
  }
  if (Array.isArray(answer)) return answer.map((item) => expected(item, siteOrigin));
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, expected(value, siteOrigin)]));
}

function toPattern(text: string): RegExp {
  const parts = text.split(ANYTHING).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`, 's');
}

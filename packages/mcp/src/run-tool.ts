import type { z } from 'zod';
import { ToolError } from './errors.ts';
import type { Tool, ToolAnswer, ToolContext } from './tool.ts';

const MAX_SHOWN_KEYS = 5;
const MAX_SHOWN_REASONS = 8;

/** What is counted of values that are no numbers. */
const UNITS: Readonly<Record<string, [one: string, many: string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
};

/**
 * Checks the arguments and runs a tool, for whatever protocol asked.
 *
 * @param input the arguments as they came, of any type
 * @throws ToolError `invalid-arguments`, and what else the tool refuses; WikiError what the wiki refuses; anything that nobody foresaw:
 * {@link describeError} tells what to answer
 */
export async function runTool(tool: Tool, context: ToolContext, input: unknown): Promise<ToolAnswer> {
  const schema = context.bound === undefined ? tool.input : tool.boundInput;
  const checked = schema.safeParse(input, { reportInput: true });
  if (!checked.success) throw invalidArguments(tool, schema, checked.error);
  return tool.run(context, checked.data);
}

function invalidArguments({ name }: Tool, schema: z.ZodObject, { issues }: z.ZodError): ToolError {
  const reasons = issues.slice(0, MAX_SHOWN_REASONS).map((issue) => {
    const argument = issue.path.join('.');
    if (issue.code === 'unrecognized_keys') {
      return `${listKeys(issue.keys)} is not an argument${argument === '' ? '' : ` of ${argument}`}`;
    }
    if (argument === '') return 'the arguments must be an object';
    if (issue.code === 'invalid_type') {
      return issue.input === undefined ? `${argument} is missing` : `${argument} must be ${article(issue.expected)}`;
    }
    return `${argument}${explain(issue) ?? `: ${issue.message}`}`;
  });
  const more = issues.length > MAX_SHOWN_REASONS ? `; and ${issues.length - MAX_SHOWN_REASONS} more` : '';
  const known = Object.entries(schema.shape).map(([key, type]) =>
    type.safeParse(undefined).success ? `${key}?` : key,
  );
  return new ToolError(
    'invalid-arguments',
    `${name} was not called: ${reasons.join('; ')}${more}. It takes ${known.length === 0 ? 'no arguments' : `{ ${known.join(', ')} }`}.`,
  );
}

/** What an argument's value must be, in words; undefined for rules that have words of their own. */
function explain(issue: z.core.$ZodIssue): string | undefined {
  switch (issue.code) {
    case 'too_small':
      if (issue.origin === 'string' && Number(issue.minimum) === 1) return ' must not be empty';
      return ` must ${bound(issue.origin)} at least ${issue.minimum}${unit(issue.origin, issue.minimum)}`;
    case 'too_big':
      return ` must ${bound(issue.origin)} at most ${issue.maximum}${unit(issue.origin, issue.maximum)}`;
    case 'invalid_value':
      return ` must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    default:
      return undefined;
  }
}

function bound(origin: string): string {
  return origin in UNITS ? 'have' : 'be';
}

function unit(origin: string, count: number | bigint): string {
  const [one, many] = UNITS[origin] ?? [];
  return one === undefined ? '' : ` ${Number(count) === 1 ? one : many}`;
}

function article(expected: string): string {
  if (expected === 'int') return 'a whole number';
  if (expected === 'record') return 'an object';
  return `${/^[aeo]/.test(expected) ? 'an' : 'a'} ${expected}`;
}

function listKeys(keys: readonly string[]): string {
  const shown = keys.slice(0, MAX_SHOWN_KEYS).map((key) => JSON.stringify(key.slice(0, 60).toWellFormed()));
  return shown.join(', ') + (keys.length > MAX_SHOWN_KEYS ? ` (and ${keys.length - MAX_SHOWN_KEYS} more)` : '');
}

import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  ErrorCode,
  GetPromptRequestSchema,
  type GetPromptResult,
  ListPromptsRequestSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js';
import { parseTime } from './parse-time.ts';
import { showLine } from './show-line.ts';
import type { ToolContext } from './tool.ts';

export interface PromptArgument {
  name: string;
  description: string;
  required: boolean;
  /** What is wrong with a value, as in `since must be …`. */
  refuse?(value: string): string | undefined;
}

interface Prompt {
  name: string;
  title: string;
  description: string;
  arguments: readonly PromptArgument[];
  /** @param values of the arguments, each on one line; `wiki` is always there */
  write(values: Readonly<Record<string, string>>): string;
}

const WIKI: PromptArgument = { name: 'wiki', description: 'owner/name', required: true };

const PROMPTS: readonly Prompt[] = [
  {
    name: 'capture_decision',
    title: 'Capture a decision',
    description: 'Write down what was decided and why, where it will be found again',
    arguments: [
      WIKI,
      { name: 'decision', description: 'What was decided, in a sentence', required: true },
      { name: 'folder', description: 'Where decisions are kept; default: Decisions', required: false },
    ],
    write: ({ wiki, decision, folder = 'Decisions' }) =>
      `Record this decision in the wiki ${wiki}: "${decision}"

1. Look for what is there: search for its main words, and call survey with the title that you would give it. If a page has this decision already, extend that page; if the decision replaces an older one, say so on both pages, with links.
2. Otherwise make a page in ${folder}/, its name in a few words. Its parts: the question; what was chosen; what was rejected, and why; what follows from it. Take these from our conversation, and leave out what you don't know instead of inventing it. Ask me what is missing and matters.
3. Link the pages that it concerns, and link it from one of them, so that it is no orphan.
4. Say in message what was decided. Then give me the page's URL.`,
  },
  {
    name: 'weekly_review',
    title: 'Weekly review',
    description: 'Sum up what changed, and what needs care',
    arguments: [
      WIKI,
      {
        name: 'since',
        description: 'ISO 8601 date; default: seven days before today',
        required: false,
        refuse: (value) =>
          parseTime(value) === undefined
            ? 'must be a date or time such as 2026-11-20 or 2026-11-20T08:00:00Z'
            : undefined,
      },
    ],
    write: ({ wiki, since }) =>
      `Review what happened in the wiki ${wiki} since ${since ?? 'seven days before today'}.

1. Call list_pages with updated_since, and go on by cursor to the end. For who changed what and why call changes_since without a revision: its commits are newest first, so go on by cursor only until they are older than that. Read what you need with read_pages, and diff where the change itself matters.
2. Sum up for me, by subject and not by commit: what is new, what was decided, what was corrected, what is open. Name the pages.
3. Call survey: tell me of missing pages, orphans and near-duplicates that came up, and propose what to do with each. Change nothing yet.
4. When I agree, make the changes, each with its base_version and a message that says why.`,
  },
  {
    name: 'tidy_section',
    title: 'Tidy a section',
    description: 'Make one section of a page shorter and clearer, and lose nothing',
    arguments: [
      WIKI,
      { name: 'path', description: 'Page path', required: true },
      { name: 'section', description: 'Heading or slug', required: true },
    ],
    write: ({ wiki, path, section }) =>
      `Tidy the section "${section}" of the page ${path} in the wiki ${wiki}.

1. Read it with read_page and its section argument; read the rest of the page if you need it to understand.
2. Make it shorter and clearer: what matters first, one thought a sentence, lists where there are lists, no repetition. Keep every fact, number, link and name. Keep the heading, as links may lead to it. What contradicts another page you don't settle: tell me of it.
3. Replace it by edit_section with where: replace, the version that you read as base_version, and a message.
4. Tell me what you left out or could not decide.`,
  },
];

/** What a prompt takes. On a bound connection the wiki is known. */
export function promptArguments(name: string, bound: string | undefined): readonly PromptArgument[] | undefined {
  const prompt = PROMPTS.find((prompt) => prompt.name === name);
  return prompt?.arguments.filter((argument) => bound === undefined || argument !== WIKI);
}

/**
 * The prompts: what people often ask of an agent with a wiki, in words that make it work well.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/server/prompts
 */
export function answerPrompts(server: Server, { bound }: ToolContext): void {
  server.setRequestHandler(ListPromptsRequestSchema, () => ({
    prompts: PROMPTS.map(({ name, title, description }) => ({
      name,
      title,
      description,
      arguments: (promptArguments(name, bound) ?? []).map(toListed),
    })),
  }));
  server.setRequestHandler(GetPromptRequestSchema, ({ params }) => getPrompt(params.name, params.arguments, bound));
}

function toListed({ name, description, required }: PromptArgument): PromptArgument {
  return { name, description, required };
}

function getPrompt(name: string, given: Record<string, string> = {}, bound: string | undefined): GetPromptResult {
  const prompt = PROMPTS.find((prompt) => prompt.name === name);
  if (prompt === undefined) {
    throw new McpError(
      ErrorCode.InvalidParams,
      `There is no prompt "${showLine(name.slice(0, 60))}". Call prompts/list.`,
    );
  }
  const values: Record<string, string> = {};
  for (const { name, required, refuse } of prompt.arguments) {
    const value = showLine(given[name] ?? (name === 'wiki' ? (bound ?? '') : ''));
    const wrong = value === '' ? undefined : refuse?.(value);
    if (wrong !== undefined) {
      throw new McpError(
        ErrorCode.InvalidParams,
        `${prompt.name} was given the ${name} "${value.slice(0, 60)}": it ${wrong}.`,
      );
    }
    if (value !== '') values[name] = value;
    else if (required) throw new McpError(ErrorCode.InvalidParams, `${prompt.name} needs the argument ${name}.`);
  }
  const { description } = prompt;
  return { description, messages: [{ role: 'user', content: { type: 'text', text: prompt.write(values) } }] };
}

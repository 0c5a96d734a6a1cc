import type { Wikis } from '@holt/wiki';
import type { ContentBlock } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { wiki } from './arguments.ts';
import type { Caller } from './caller.ts';
import { ToolError } from './errors.ts';
import type { Log } from './log.ts';
import type { WriteLimits } from './write-limits.ts';

/** What a call may use. */
export interface ToolContext {
  wikis: Wikis;
  caller: Caller;
  /** How the client names itself: what it writes is marked as this agent's. */
  agent: string;
  /** The one wiki of a connection to `/mcp/{owner}/{wiki}`. */
  bound?: string;
  /** Without a slash at the end. */
  siteOrigin: string;
  /** How much one subject may write to one wiki. Default: as much as it likes. */
  limits?: WriteLimits;
  /** A page that has moved on since `base_version` is a `conflict`, never merged: HTTP's `If-Match`. Default: it is merged. */
  isStrict?: boolean;
  /** Texts go in and out byte for byte: for programs. Default: hidden characters are marked, as {@link showHidden} does. */
  isVerbatim?: boolean;
  log: Log;
}

export interface ToolAnswer {
  /** For agents that read text. */
  text: string;
  /** The same for programs; of the tool's output schema. */
  data: Record<string, unknown>;
  /** What follows the text: an image, a file. */
  more?: ContentBlock[];
  /** The file that was asked for, for protocols that answer bytes. */
  file?: { contentType: string; content: Uint8Array };
}

/** What a token must be good for, for a tool to be called with it: a read that changes nothing, or a write. */
export type ToolScope = 'read' | 'write';

export interface ToolAnnotations {
  readOnlyHint: boolean;
  destructiveHint?: boolean;
  idempotentHint?: boolean;
  openWorldHint: boolean;
}

export interface Tool {
  name: string;
  description: string;
  scope: ToolScope;
  annotations: ToolAnnotations;
  /** What a call's arguments are checked against. */
  input: z.ZodObject;
  /** The same, with `wiki` left to the caller. */
  boundInput: z.ZodObject;
  output: z.ZodObject;
  /** @param input the arguments, after `input` or `boundInput` has passed them */
  run(context: ToolContext, input: Record<string, unknown>): Promise<ToolAnswer>;
}

type Shape = Record<string, z.ZodType>;
type AnswerOf<Output extends Shape> = ToolAnswer & { data: z.infer<z.ZodObject<Output>> };

interface ToolDefinition<Input extends Shape, Output extends Shape> {
  name: string;
  description: string;
  scope: ToolScope;
  annotations: ToolAnnotations;
  input: Input;
  output: Output;
}

/** A tool that works on one wiki: it takes `wiki` (left out on a bound connection) and the arguments of `input`. */
export function defineWikiTool<Input extends Shape, Output extends Shape>(
  definition: ToolDefinition<Input, Output> & {
    run(context: ToolContext, wikiId: string, input: z.infer<z.ZodObject<Input>>): Promise<AnswerOf<Output>>;
  },
): Tool {
  const { run, ...rest } = definition;
  return {
    ...rest,
    input: z.strictObject({ wiki, ...definition.input }),
    boundInput: z.strictObject({ wiki: wiki.optional(), ...definition.input }),
    output: z.object(definition.output),
    run: (context, { wiki: id, ...input }) =>
      run(context, wikiIdOf(context, id as string | undefined), input as z.infer<z.ZodObject<Input>>),
  };
}

function wikiIdOf({ bound }: ToolContext, id: string | undefined): string {
  if (bound !== undefined && id !== undefined && id !== bound) {
    throw new ToolError(
      'invalid-arguments',
      `This connection is bound to ${bound}. Leave "wiki" out, or connect to /mcp for other wikis.`,
      { wiki: bound },
    );
  }
  return (bound ?? id) as string;
}

/** A tool that works on no wiki in particular. */
export function defineTool<Output extends Shape>(
  definition: ToolDefinition<Record<never, never>, Output> & {
    run(context: ToolContext): Promise<AnswerOf<Output>>;
  },
): Tool {
  const input = z.strictObject({});
  return {
    ...definition,
    input,
    boundInput: input,
    output: z.object(definition.output),
    run: (context) => definition.run(context),
  };
}

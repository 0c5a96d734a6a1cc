/**
 * - `invalid-arguments`: an argument is missing, unknown, or of the wrong form.
 * - `wiki-not-found`: no such wiki, or none that the caller may know of.
 * - `write-not-allowed`: the caller may read some of the wiki but not change it, or not at this path.
 * - `answer-too-large`: what was asked for does not fit into one answer.
 */
export type ToolErrorCode = 'invalid-arguments' | 'wiki-not-found' | 'write-not-allowed' | 'answer-too-large';

/** What a tool refused before it came to the wiki. The message is for the agent: what happened and what to do next. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
  readonly code: ToolErrorCode;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: ToolErrorCode, message: string, data: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

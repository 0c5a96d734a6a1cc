import { z } from 'zod';

/** What every refusal under `/api` is. */
export const PROBLEM = z
  .looseObject({
    type: z.literal('about:blank'),
    title: z.string().describe('What the status means'),
    status: z.int(),
    code: z.string().describe('Stable, for programs, e.g. page-not-found'),
    detail: z.string().describe('What happened and what to do next'),
  })
  .describe('A refusal, with what else the code brings: base, theirs and current_version of a conflict');

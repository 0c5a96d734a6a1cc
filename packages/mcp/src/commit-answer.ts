import type { Change, LastPageChange } from '@holt/wiki';
import { z } from 'zod';
import type { Shower } from './show-line.ts';

/** More are counted, so that a list of commits fits into one answer. */
const MAX_CHANGES = 20;

/** Who changed a page last, when, and what they said. */
export const lastChange = z.object({
  author: z.string(),
  agent: z.string().optional(),
  date: z.string(),
  revision: z.string(),
  message: z.string(),
});

/** A commit, as lists of changes answer it. */
export const commit = lastChange.extend({
  changes: z.array(z.object({ kind: z.string(), path: z.string(), from: z.string().optional() })),
  omitted: z.number().optional(),
  version: z.string().optional(),
});

export type LastChangeAnswer = z.infer<typeof lastChange>;
export type CommitAnswer = z.infer<typeof commit>;

export function toLastChange(
  { author, agent, date, revision, message }: LastPageChange,
  show: Shower,
): LastChangeAnswer {
  return {
    author: show(author.name),
    ...(agent === undefined ? {} : { agent: show(agent) }),
    date,
    revision,
    message: show(message),
  };
}

export function toCommit(change: Change, show: Shower): CommitAnswer {
  const changes = change.changes.slice(0, MAX_CHANGES);
  const omitted = change.omitted + change.changes.length - changes.length;
  return {
    ...toLastChange(change, show),
    changes: changes.map(({ kind, path, from }) => ({ kind, path, ...(from === undefined ? {} : { from }) })),
    ...(omitted > 0 ? { omitted } : {}),
    ...(change.version === undefined ? {} : { version: change.version }),
  };
}

/** `2026-11-20T10:00:00.000Z by Ada (agent claude-code): Say hello` */
export function describeChange({ author, agent, date, message }: LastChangeAnswer): string {
  return `${date} by ${author}${agent === undefined ? '' : ` (agent ${agent})`}: ${message}`;
}

/** A commit on two lines: what it is, and what became of which page. */
export function describeCommit(commit: CommitAnswer): string {
  const changes = commit.changes.map(({ kind, path, from }) =>
    from ? `${kind} ${from} to ${path}` : `${kind} ${path}`,
  );
  const more = commit.omitted === undefined ? '' : ` and ${commit.omitted} more`;
  return `${commit.revision} ${describeChange(commit)}\n  ${changes.join(', ')}${more}${commit.version ? ` (version ${commit.version})` : ''}`;
}

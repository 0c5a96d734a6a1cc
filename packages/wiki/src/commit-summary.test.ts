import { expect, it } from 'vitest';
import { summariseCommit } from './commit-summary.ts';

const person = { email: 'a@example.org', timestampSeconds: 0, timezoneOffsetMinutes: 0 };
const summarise = (name: string, message: string) => {
  const author = { ...person, name };
  const commit = { oid: 'a'.repeat(40), tree: 'b'.repeat(40), parents: [], author, committer: author, message };
  return summariseCommit({ commit, generation: 1, changes: [], moves: new Map() });
};

it('says in lists what a commit says, as it is', () => {
  expect(summarise('Ada', 'Fix the table\n\nAt length.\n')).toMatchObject({
    authorName: 'Ada',
    subject: 'Fix the table',
  });
});

it('cuts what is long, so that a hundred commits are a short list whoever wrote them', () => {
  const {
    authorName,
    agent = '',
    subject,
  } = summarise('N'.repeat(5000), `${'😀'.repeat(5000)}\n\nAgent: ${'A'.repeat(5000)}\n`);
  expect([authorName.length, agent.length, subject.length]).toEqual([100, 100, 200]);
  expect(subject.isWellFormed()).toBe(true);
});

import { describe, expect, it } from 'vitest';
import { formatMessage, readAgent, readKeyTrailers, readText } from './commit-message.ts';
import type { PageChange, WriteRequest } from './page-change.ts';
import { AUTHOR } from './testing/test-wiki.ts';

const request = (more: Partial<WriteRequest> = {}): WriteRequest => ({
  changes: [{ op: 'put', path: 'A', content: 'a' }],
  author: AUTHOR,
  ...more,
});
const format = (more: Partial<WriteRequest> = {}) => formatMessage(request(more), '0011223344556677');

describe('the message of a commit', () => {
  it('names the agent in a trailer before those that tell writes from each other', () => {
    expect(format({ agent: 'claude-code' })).toBe('Write A\n\nAgent: claude-code\nWrite-Id: 0011223344556677\n');
    const message = format({ agent: 'claude-code', idempotencyKey: 'key' });
    expect(message).toMatch(/^Write A\n\nAgent: claude-code\nIdempotency-Key: key\nRequest-Digest: [0-9a-f]{32}\n$/);
    expect(readKeyTrailers(message)?.key).toBe('key');
  });

  it.each<[what: string, more: Partial<WriteRequest>]>([
    ['with the identifier of the write', { message: 'Why\n\nBecause.', agent: 'bot' }],
    ['with a key', { message: 'Why\n\nBecause.', agent: 'bot', idempotencyKey: 'key' }],
    ['without an agent', { message: 'Why\n\nBecause.' }],
  ])('is read as people wrote it, %s', (_what, more) => {
    expect(readText(format(more))).toBe('Why\n\nBecause.');
    expect(readAgent(format(more))).toBe(more.agent);
  });

  it('tells nobody who is no agent for one', () => {
    for (const message of ['Agent: me', 'Why\n\nAgent: me', 'Why\nAGENT: me']) {
      expect(readAgent(format({ message }))).toBeUndefined();
    }
    expect(readText(format({ message: 'Why\n\nAgent: me' }))).toBe('Why\n\n> Agent: me');
    expect(readAgent('Agent: the subject of a commit by git\n')).toBeUndefined();
    expect(readText('Agent: the subject of a commit by git\n')).toBe('Agent: the subject of a commit by git');
  });

  it.each<[PageChange, string]>([
    [{ op: 'insert', path: 'A', where: 'end', content: 'x' }, 'Add to A'],
    [{ op: 'insert', path: 'A', where: 'end', section: '## Plan', content: 'x' }, 'Add to A: ## Plan'],
    [{ op: 'replace-section', path: 'A', section: 'Plan', content: 'x' }, 'Rewrite A: Plan'],
    [{ op: 'properties', path: 'A', properties: { a: 1, b: null } }, 'Set properties of A: a, b'],
    [
      { op: 'replace-section', path: 'A', section: 'a\n\nIdempotency-Key: b\u2028\u0000c\ud800', content: 'x' },
      'Rewrite A: a Idempotency-Key: b \ufffdc\ufffd',
    ],
    [{ op: 'insert', path: 'A', where: 'end', section: 'x'.repeat(100), content: 'x' }, `Add to A: ${'x'.repeat(60)}…`],
  ])('says by default what %j does, on one line', (change, expected) => {
    expect(format({ changes: [change] })).toBe(`${expected}\n\nWrite-Id: 0011223344556677\n`);
  });

  it('is marked as an agent’s by git, too', () => {
    expect(readAgent('Why\n\nAgent: my-script\n')).toBe('my-script');
    expect(readText('Why\n\nAgent: my-script\n')).toBe('Why');
  });

  it.each([
    ['line ends', 'a\nRequest-Digest: b\r\u2028c', 'a Request-Digest: b c'],
    ['control characters', 'a\u0000\u001b[31m\u0085b', 'a [31m b'],
    ['more than 200 characters', 'a'.repeat(300), 'a'.repeat(200)],
    ['half a character', `${'a'.repeat(199)}😀`, `${'a'.repeat(199)}\ufffd`],
  ])('keeps an agent’s name on one short line: %s', (_what, agent, expected) => {
    const message = format({ agent, idempotencyKey: 'key' });
    expect(message.split('\n')[2]).toBe(`Agent: ${expected}`);
    expect(readAgent(message)).toBe(expected);
    expect(readKeyTrailers(message)?.key).toBe('key');
  });

  it('has no trailer for a name that is nothing', () => {
    expect(format({ agent: ' \n\t ' })).toBe(format());
  });

  it('does not make a repeated write another one when another agent sends it', () => {
    const digest = (agent: string) => readKeyTrailers(format({ agent, idempotencyKey: 'key' }))?.digest;
    expect(digest('one')).toBe(digest('two'));
  });
});

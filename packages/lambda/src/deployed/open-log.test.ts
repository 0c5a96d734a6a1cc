import { manualClock } from '@holt/storage';
import { describe, expect, it } from 'vitest';
import type { LogLevel } from './log-level.ts';
import { openLog } from './open-log.ts';

const ORIGIN_SECRET = 'origin-secret-0123456789-0123456789';
const CLIENT_SECRET = 'client "secret" with \\ and more';
const JWT = 'eyJhbGciOiJIUzI1NiIsImtpZCI6ImsxIn0.eyJzdWIiOiJhZGEiLCJpc3MiOiJob2x0In0.c2lnbmF0dXJlLXZhbHVl';
const JWE = 'eyJhbGciOiJSU0EtT0FFUCJ9.a2V5LWtleS1rZXk.aXYtaXYtaXY.Y2lwaGVydGV4dA.dGFnLXRhZw';

function openTestLog(level: LogLevel = 'info') {
  const lines: string[] = [];
  const log = openLog({
    level,
    clock: manualClock(Date.UTC(2026, 10, 20, 12)),
    secrets: [ORIGIN_SECRET, CLIENT_SECRET, undefined, ''],
    write: (line) => lines.push(line),
  });
  return { log, lines, entries: () => lines.map((line) => JSON.parse(line)) };
}

describe('a line of the log', () => {
  it('is one object on one line, with level, message, time and fields', () => {
    const { log, lines } = openTestLog();
    log.write('info', 'two\nlines', { wiki: 'me/notes', publishLagSeconds: 7 });
    expect(lines).toEqual([
      '{"level":"info","message":"two\\nlines","time":"2026-11-20T12:00:00.000Z","wiki":"me/notes","publishLagSeconds":7}\n',
    ]);
  });

  it('names the request that it belongs to, also of two at once', async () => {
    const { log, entries } = openTestLog();
    const say = (id: string) =>
      log.during(id, async () => {
        await Promise.resolve();
        log.write('info', id);
      });
    await Promise.all([say('a'), say('b')]);
    log.write('info', 'none');
    expect(entries().map(({ message, requestId }) => [message, requestId])).toEqual([
      ['a', 'a'],
      ['b', 'b'],
      ['none', undefined],
    ]);
  });

  it('is left out when it is less urgent than asked for', () => {
    const { log, entries } = openTestLog('warn');
    for (const level of ['debug', 'info', 'warn', 'error'] as const) log.write(level, level);
    expect(entries().map(({ level }) => level)).toEqual(['warn', 'error']);
  });

  it('tells an error with its causes, and nothing else that hangs on it', () => {
    const { log, entries, lines } = openTestLog();
    const cause = Object.assign(new Error('refused'), {
      code: 'ECONNREFUSED',
      request: { headers: { a: 'kept-out' } },
    });
    const error = new AggregateError([cause], 'two failed', { cause });
    log.at('error')('It failed', error);
    expect(entries()).toMatchObject([
      {
        level: 'error',
        message: 'It failed',
        error: {
          name: 'AggregateError',
          message: 'two failed',
          stack: [
            expect.stringMatching(/^at .*open-log\.test/),
            ...Array(entries()[0].error.stack.length - 1).fill(expect.any(String)),
          ],
          cause: { name: 'Error', message: 'refused', code: 'ECONNREFUSED' },
          errors: [{ message: 'refused' }],
        },
      },
    ]);
    expect(lines.join('')).not.toContain('kept-out');
  });

  it('tells what is thrown without being an error, and ends with causes in a circle', () => {
    const { log, entries } = openTestLog();
    log.at('warn')('thrown', 'text');
    const round = new Error('round');
    round.cause = round;
    log.at('warn')('round', round);
    expect(entries()).toMatchObject([{ error: 'text' }, { error: { cause: { cause: { message: 'round' } } } }]);
  });
});

describe('what a library says of secrets', () => {
  it.each([
    ['a token', `bad token ${JWT} here`, 'bad token [hidden] here'],
    ['an encrypted token', `got ${JWE}`, 'got [hidden]'],
    ['a token without signature', `got ${JWT.split('.').slice(0, 2).join('.')}.`, 'got [hidden]'],
    ['a header', 'Authorization: Bearer abcdef.123456', 'Authorization: Bearer [hidden]'],
    ['a header in capitals', 'BASIC bWU6c2VjcmV0', 'BASIC [hidden]'],
    ['a session', `cookie: a=1; __Host-holt=${JWT}; b=2`, 'cookie: a=1; __Host-holt=[hidden]; b=2'],
    [
      'a callback',
      'GET /auth/callback?code=abc&state=xyz&iss=https',
      'GET /auth/callback?code=[hidden]&state=[hidden]&iss=https',
    ],
    ['a form', 'client_secret=hunter22&grant_type=x', 'client_secret=[hidden]&grant_type=x'],
    [
      'a signed URL',
      'https://b/?X-Amz-Signature=abc&X-Amz-Security-Token=def',
      'https://b/?X-Amz-Signature=[hidden]&X-Amz-Security-Token=[hidden]',
    ],
    ["the edge's secret", `header ${ORIGIN_SECRET} set`, 'header [hidden] set'],
    ["the provider's secret, which JSON escapes", `with ${CLIENT_SECRET}.`, 'with [hidden].'],
  ])('is not written: %s', (_what, said, written) => {
    const { log, entries } = openTestLog();
    log.at('error')(said, new Error(said, { cause: new Error(said) }));
    log.write('info', 'fields', { path: said });
    expect(entries()).toMatchObject([
      { message: written, error: { message: written, cause: { message: written } } },
      { path: written },
    ]);
  });

  it('leaves what is no secret: wikis, oids, ids of tokens, ETags, times', () => {
    const { log, entries } = openTestLog();
    const said =
      'me/notes at 4b825dc642cb6eb9a060e54bf8d69288fbee4904, token k3v9, "d41d8cd98f00b204e9800998ecf8427e", code 12';
    log.write('info', said);
    expect(entries()[0].message).toBe(said);
  });
});

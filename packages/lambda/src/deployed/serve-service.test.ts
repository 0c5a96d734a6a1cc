import { type ManualClock, manualClock, StorageError } from '@holt/storage';
import { beforeEach, describe, expect, it } from 'vitest';
import { DeploymentError } from '../errors.ts';
import type { FunctionUrlEvent, FunctionUrlResult } from '../function-url.ts';
import { answerJson } from '../result.ts';
import { answerWithoutSignIn } from './answer-without-sign-in.ts';
import { openLog } from './open-log.ts';
import { serveService } from './serve-service.ts';

const SECRET = 'origin-secret-0123456789-0123456789';
const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl';
const EVENT: FunctionUrlEvent = {
  version: '2.0',
  rawPath: '/mcp/me/notes',
  rawQueryString: `token=${TOKEN}`,
  headers: { 'x-holt-origin-secret': SECRET, 'x-holt-host': 'wiki.example', authorization: `Bearer ${TOKEN}` },
  cookies: [`__Host-holt=${TOKEN}`],
  requestContext: { http: { method: 'POST' } },
  body: JSON.stringify({ secret: TOKEN }),
  isBase64Encoded: false,
};

let clock: ManualClock;
let lines: string[];
let opened: number;
let checked: number;
let currents: (boolean | Error)[];
let seen: FunctionUrlEvent[];

beforeEach(() => {
  clock = manualClock(0);
  lines = [];
  opened = 0;
  checked = 0;
  currents = [];
  seen = [];
});

function serve(
  answer: (event: FunctionUrlEvent) => Promise<FunctionUrlResult>,
  failures: Error[] = [],
  prepare: (event: FunctionUrlEvent) => void = () => undefined,
) {
  const log = openLog({ level: 'info', clock, secrets: [SECRET], write: (line) => lines.push(line) });
  return serveService({
    originSecrets: [SECRET],
    clock,
    log,
    prepare,
    async open() {
      opened += 1;
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      return {
        answer: (event) => {
          seen.push(event);
          return answer(event);
        },
        isCurrent: async () => {
          checked += 1;
          const is = currents.shift() ?? true;
          if (is instanceof Error) throw is;
          return is;
        },
      };
    },
  });
}

const ok = async () => answerJson(200, { ok: true });

describe('a handler behind a URL', () => {
  it('has what a request may need loaded only when the store is being asked about it', async () => {
    const order: string[] = [];
    const answer = async () => {
      order.push('asked');
      await Promise.resolve();
      order.push('told');
      return ok();
    };
    const handler = serve(answer, [], ({ rawPath }) => order.push(`prepared ${rawPath}`));
    expect(await handler({ ...EVENT, headers: {} })).toMatchObject({ statusCode: 403 });
    expect(order).toEqual([]);
    expect(await handler(EVENT)).toMatchObject({ statusCode: 200 });
    expect(order).toEqual(['asked', 'prepared /mcp/me/notes', 'told']);
  });

  it('opens nothing for who does not come by way of the edge', async () => {
    const handler = serve(ok);
    for (const event of [{}, { ...EVENT, headers: {} }, { ...EVENT, headers: { 'x-holt-origin-secret': 'guess' } }]) {
      expect(await handler(event)).toMatchObject({ statusCode: 403 });
    }
    expect(await handler({ ...EVENT, headers: { 'x-holt-origin-secret': SECRET } })).toMatchObject({ statusCode: 421 });
    expect(opened).toBe(0);
  });

  it('opens once, and hands on the event without what the edge added', async () => {
    const handler = serve(ok);
    await Promise.all([handler(EVENT), handler(EVENT)]);
    expect(await handler(EVENT)).toMatchObject({ statusCode: 200 });
    expect(opened).toBe(1);
    expect(seen[0]).toEqual({ ...EVENT, headers: { authorization: `Bearer ${TOKEN}`, host: 'wiki.example' } });
  });

  it('is made anew within minutes of a deployment to another address, and else stays', async () => {
    const handler = serve(ok);
    currents = [true, new StorageError('unavailable', 'control/deployment.json', 'No answer.'), false];
    const counts: [opened: number, checked: number][] = [];
    for (const minutes of [0, 4, 1, 5, 1, 4, 1]) {
      await clock.advance(minutes * 60_000);
      expect(await handler(EVENT)).toMatchObject({ statusCode: 200 });
      counts.push([opened, checked]);
    }
    expect(counts).toEqual([
      [1, 0],
      [1, 0],
      [1, 1],
      [1, 2],
      [1, 2],
      [2, 3],
      [2, 3],
    ]);
    expect(lines.filter((line) => line.includes('"level":"warn"'))).toHaveLength(1);
  });

  it('answers 503 while the site is not set up or the store is silent, and opens again for the next request', async () => {
    const handler = serve(ok, [
      new DeploymentError('record-missing', 'The bucket has no record.'),
      new StorageError('unavailable', 'control/deployment.json', 'No answer.'),
    ]);
    expect(await handler(EVENT)).toMatchObject({ statusCode: 503, body: expect.stringContaining('is not set up') });
    expect(await handler(EVENT)).toMatchObject({ statusCode: 503, headers: { 'retry-after': '5' } });
    expect(await handler(EVENT)).toMatchObject({ statusCode: 200 });
    const errors = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'error');
    expect(errors).toMatchObject([{ error: { code: 'record-missing' } }, { error: { code: 'unavailable' } }]);
  });

  it('logs one line a request: what was asked and what came of it, and nothing that is secret', async () => {
    const handler = serve(async () => {
      await clock.advance(12);
      return { ...answerJson(201, { token: TOKEN }), cookies: [`__Host-holt=${TOKEN}`] };
    });
    await handler(EVENT, { awsRequestId: 'request-1' });
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        level: 'info',
        message: 'answered',
        time: new Date(12).toISOString(),
        requestId: 'request-1',
        method: 'POST',
        path: '/mcp/me/notes',
        status: 201,
        ms: 12,
      },
    ]);
  });

  it('writes nothing secret when all fails with errors that quote the request', async () => {
    const quoted = new Error(`${JSON.stringify(EVENT)} ${SECRET}`, { cause: new Error(`Bearer ${TOKEN}`) });
    const handler = serve(async () => Promise.reject(quoted), [quoted]);
    expect(await handler(EVENT)).toMatchObject({ statusCode: 503 });
    expect(await handler(EVENT)).toMatchObject({ statusCode: 503 });
    expect(lines).toHaveLength(4);
    for (const part of [SECRET, TOKEN, ...TOKEN.split('.')]) expect(lines.join('')).not.toContain(part);
  });

  it('says at /auth that nobody can sign in where no provider is named', async () => {
    expect(await serve(answerWithoutSignIn)(EVENT)).toMatchObject({
      statusCode: 501,
      body: expect.stringContaining('HOLT_OIDC_ISSUER'),
    });
  });
});

import { describe, expect, it } from 'vitest';
import type { FunctionUrlEvent } from '../function-url.ts';
import { admitEvent } from './admit-event.ts';

const SECRET = 'the-present-secret-of-the-edge-0123456789';
const OLDER = 'the-older-secret-of-the-edge-0123456789';

const eventWith = (headers: FunctionUrlEvent['headers']): FunctionUrlEvent => ({
  version: '2.0',
  rawPath: '/mcp',
  rawQueryString: '',
  headers: { host: 'abc.lambda-url.us-east-1.on.aws', 'content-type': 'application/json', ...headers },
  requestContext: { http: { method: 'POST' } },
  body: '{}',
  isBase64Encoded: false,
});

describe('an event', () => {
  it.each([
    ['present', SECRET],
    ['older', OLDER],
  ])(
    'with the %s secret goes on, with the host that was asked for and without the headers that say so',
    (_which, secret) => {
      const event = eventWith({ 'x-holt-origin-secret': secret, 'x-holt-host': 'wiki.example' });
      expect(admitEvent(event, [SECRET, OLDER])).toEqual({
        ...event,
        headers: { 'content-type': 'application/json', host: 'wiki.example' },
      });
    },
  );

  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['a part', SECRET.slice(0, -1)],
    ['more', `${SECRET}x`],
    ['both at once', `${SECRET},${OLDER}`],
    ['twice the same, as two fields', `${SECRET},${SECRET}`],
    ['in other case', SECRET.toUpperCase()],
  ])('with a wrong secret is refused with 403 (%s)', (_which, secret) => {
    const event = eventWith({ 'x-holt-origin-secret': secret, 'x-holt-host': 'wiki.example' });
    expect(admitEvent(event, [SECRET, OLDER])).toMatchObject({ statusCode: 403 });
  });

  it('without headers, such as one that only wakes the function, is refused with 403', () => {
    expect(admitEvent({}, [SECRET])).toMatchObject({ statusCode: 403 });
  });

  it("that names no host is refused with 421: the function's own name is none of the site's", () => {
    for (const host of [undefined, '']) {
      const event = eventWith({ 'x-holt-origin-secret': SECRET, 'x-holt-host': host });
      expect(admitEvent(event, [SECRET])).toMatchObject({ statusCode: 421 });
    }
  });

  it('is refused in words that name no secret', () => {
    const refusal = JSON.stringify(admitEvent(eventWith({ 'x-holt-origin-secret': 'guess' }), [SECRET]));
    expect(refusal).not.toMatch(/guess|secret/);
  });
});

import { describe, expect, test } from 'vitest';
import { buildEdge } from './build.ts';
import { edgeEvent, outcomeOf } from './testing/edge-request.ts';
import { pathCases } from './testing/path-cases.ts';
import {
  ACCESS_CASES,
  bearer,
  CREDENTIAL_CASES,
  FAILURE_CASES,
  HOST_CASES,
  KEY,
  KEY_VALUES,
  NOW_SECONDS,
  type RequestCase,
  SITE,
  toEdgeCase,
} from './testing/request-cases.ts';
import { type EdgeCase, hasNjs, runInNjs } from './testing/run-in-njs.ts';
import { runInVm } from './testing/run-in-vm.ts';
import { tokenCases } from './testing/token-cases.ts';

const { viewerRequest } = await buildEdge();
const authorization = bearer().authorization ?? '';

const tables: [what: string, cases: RequestCase[]][] = [
  ['tokens in the header', tokenRequests('header')],
  ['tokens in the cookie', tokenRequests('cookie')],
  ['credentials', CREDENTIAL_CASES],
  ['access', ACCESS_CASES],
  ['hosts', HOST_CASES],
  ['failing reads of', FAILURE_CASES],
  ['URLs', pathCases(authorization)],
];

describe('in node:vm', async () => {
  for (const [what, cases] of tables) {
    describeTable(what, cases, await runInVm(viewerRequest, cases.map(toEdgeCase)));
  }
});

describe.skipIf(!hasNjs())('in njs (needs the system package njs)', () => {
  for (const [what, cases] of tables) {
    describeTable(what, cases, hasNjs() ? runInNjs(viewerRequest, cases.map(toEdgeCase)) : []);
  }
});

test('the good token of the table is what makes the difference', async () => {
  const withToken: EdgeCase = {
    event: edgeEvent({ headers: bearer() }),
    keyValues: KEY_VALUES,
    nowSeconds: NOW_SECONDS,
  };
  const without: EdgeCase = { ...withToken, event: edgeEvent({}) };
  expect((await runInVm(viewerRequest, [withToken, without])).map(outcomeOf)).toEqual([
    'to /fragments/me/notes/pages/Home.html',
    '401',
  ]);
});

function describeTable(what: string, cases: RequestCase[], results: unknown[]): void {
  describe(what, () => {
    test.each(cases.map(([title, , outcome], i): [string, string, unknown] => [title, outcome, results[i]]))(
      '%s: %s',
      (_title, outcome, result) => {
        expect(outcomeOf(result)).toBe(outcome);
        // Who asks never goes on to the cache and the store, and no refusal is kept.
        if (outcome.startsWith('to /fragments/')) expectAnonymous(result);
        if (/^[1-5]/.test(outcome)) {
          expect(result).toMatchObject({ headers: { 'cache-control': { value: 'no-store' } } });
        }
      },
    );
  });
}

function expectAnonymous(result: unknown): void {
  expect(result).toMatchObject({ cookies: {}, querystring: {} });
  expect(Object.keys((result as { headers: object }).headers)).not.toContain('authorization');
}

function tokenRequests(place: 'header' | 'cookie'): RequestCase[] {
  return tokenCases({ ...SITE, nowSeconds: NOW_SECONDS, key: KEY }).map(({ title, token, isGood, entries = {} }) => {
    const keyValues = Object.fromEntries(
      Object.entries({ ...KEY_VALUES, ...entries }).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      ),
    );
    const parts =
      place === 'header' ? { headers: { authorization: `Bearer ${token}` } } : { cookies: { '__Host-holt': token } };
    return [title, parts, isGood ? 'to /fragments/me/notes/pages/Home.html' : '401', { keyValues }];
  });
}

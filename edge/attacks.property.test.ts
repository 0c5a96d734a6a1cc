import { describe, expect, test } from 'vitest';
import { buildEdge } from './build.ts';
import { edgeEvent, outcomeOf } from './testing/edge-request.ts';
import { mutateToken } from './testing/mutate-token.ts';
import { randomHostileUrl, seededNumbers } from './testing/random-paths.ts';
import { bearer, KEY_VALUES, NOW_SECONDS, token } from './testing/request-cases.ts';
import { runBatchInVm } from './testing/run-batch-in-vm.ts';
import { hasNjs, runInNjs } from './testing/run-in-njs.ts';

const BATCH = 10_000;
const NJS_SAMPLE = 3_000;

const { viewerRequest } = await buildEdge();

async function outcomes(events: readonly object[]): Promise<string[]> {
  const found: string[] = [];
  for (let at = 0; at < events.length; at += BATCH) {
    const batch = { events: events.slice(at, at + BATCH), keyValues: KEY_VALUES, nowSeconds: NOW_SECONDS };
    found.push(...(await runBatchInVm(viewerRequest, batch)).map(outcomeOf));
  }
  return found;
}

function outcomesInNjs(events: readonly object[]): string[] {
  const cases = events.map((event) => ({ event, keyValues: KEY_VALUES, nowSeconds: NOW_SECONDS }));
  return runInNjs(viewerRequest, cases).map(outcomeOf);
}

describe('mutated tokens', () => {
  const SEED = 11;
  const COUNT = 100_000;
  const next = seededNumbers(SEED);
  const good = [token(), token({ wikis: ['*:owner'] }), token({ jti: 'agent-1', paths: ['Home'] })];
  const events = Array.from({ length: COUNT }, (_, i) => {
    const original = good[i % good.length] as string;
    const mutated = mutateToken(original, next);
    // A change and its undoing, or a part replaced by itself: this one is no forgery.
    const text = good.includes(mutated) ? `${mutated}A` : mutated;
    return edgeEvent(
      i % 2 === 0 ? { headers: { authorization: `Bearer ${text}` } } : { cookies: { '__Host-holt': text } },
    );
  });

  test(`of ${COUNT}, none is accepted (seed ${SEED})`, async () => {
    const found = await outcomes(events);
    expect(found).toHaveLength(COUNT);
    expect(found.filter((outcome) => outcome !== '401')).toEqual([]);
    expect(await outcomes(good.map((text) => edgeEvent({ headers: bearer(text) })))).toEqual(
      good.map(() => 'to /fragments/me/notes/pages/Home.html'),
    );
  });

  test.skipIf(!hasNjs())(`of ${NJS_SAMPLE}, none is accepted in njs (needs the system package njs)`, () => {
    expect(new Set(outcomesInNjs(events.slice(0, NJS_SAMPLE)))).toEqual(new Set(['401']));
  });
});

describe('two private wikis', () => {
  const SEED = 12;
  const COUNT = 50_000;
  const OWNERS = ['me/notes', 'you/secret'] as const;
  const HOSTS = [
    ...['wiki.example', 'alone.example', 'ALONE.example', 'alone.example.', 'alone.example:443', 'mine.example'],
    ...[
      '[::1]:8700',
      'xn--wiki.example',
      'alone.example.evil.example',
      'wiki.example, alone.example',
      '',
      ' ',
      '/',
      '%00',
    ],
  ];
  const next = seededNumbers(SEED);
  // What random URLs lead to are the wikis me/notes and you/other; the second is the other private one here.
  const cases = Array.from({ length: COUNT }, () => {
    const url = randomHostileUrl(next).replaceAll('you/other', 'you/secret');
    const uri = next(4) === 0 ? url.replace('/me/notes', '/you/secret') : url;
    return { uri, host: HOSTS[next(HOSTS.length)] as string };
  });
  const tokens = OWNERS.map((wiki) => bearer(token({ wikis: [`${wiki}:owner`] })));
  const eventsOf = (who: number) => cases.map(({ uri, host }) => edgeEvent({ uri, headers: { host, ...tokens[who] } }));

  test(`${COUNT} random URLs and hosts bring each its own objects and never the other's (seed ${SEED})`, async () => {
    const keys: Set<string>[] = [];
    for (const [who, own] of OWNERS.entries()) {
      const forwarded = (await outcomes(eventsOf(who))).filter((outcome) =>
        /^to \/(fragments|git|control)\//.test(outcome),
      );
      expect(forwarded.filter((outcome) => !new RegExp(`^to /(fragments|git)/${own}/`).test(outcome))).toEqual([]);
      expect(forwarded.length).toBeGreaterThan(COUNT / 100);
      keys.push(new Set(forwarded));
    }
    expect([...(keys[0] as Set<string>)].filter((key) => keys[1]?.has(key))).toEqual([]);
  });

  test.skipIf(!hasNjs())(`njs decides as node:vm in ${NJS_SAMPLE} of them (needs the system package njs)`, async () => {
    const sample = eventsOf(1).slice(0, NJS_SAMPLE);
    expect(outcomesInNjs(sample)).toEqual(await outcomes(sample));
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { Bucket } from './bucket.ts';
import { openDice } from './dice.ts';
import type { Fault, FaultPlan } from './faults.ts';
import { Network } from './network.ts';
import { Scheduler } from './scheduler.ts';
import { Trace } from './trace.ts';

const NO_WEIGHTS: FaultPlan['weights'] = {
  refused: 0,
  'answer-lost': 0,
  late: 0,
  conflict: 0,
  'crash-before': 0,
  'crash-after': 0,
  'crash-late': 0,
};

/** A network on which every request has this fault. */
function openScene(fault: Fault) {
  const bucket = new Bucket();
  const scheduler = new Scheduler();
  const plan: FaultPlan = {
    rate: 1,
    weights: { ...NO_WEIGHTS, [fault]: 1 },
    focus: 'none',
    focusRate: 1,
    latencyMs: 10,
    slowRate: 0,
  };
  const network = new Network({ scheduler, bucket, plan, dice: openDice(fault), trace: new Trace() });
  const sender = {
    name: 'sender',
    isDead: false,
    crash() {
      sender.isDead = true;
    },
  };
  return { bucket, scheduler, network, sender, store: network.connect(sender) };
}

const codeOf = (answer: Promise<unknown>) =>
  answer.then(
    () => 'done',
    (error: { code: string }) => error.code,
  );

it.each([
  ['refused', 'unavailable', undefined],
  ['conflict', 'conflict', undefined],
  ['answer-lost', 'unavailable', 'new'],
  ['late', 'unavailable', 'new'],
] as const)('%s: the answer is %s', async (fault, code, stored) => {
  const { bucket, scheduler, network, store } = openScene(fault);
  const answer = codeOf(store.put('key', 'new', { ifNoneMatch: '*' }));
  await scheduler.run();
  expect(await answer).toBe(code);
  expect(network.faults).toEqual({ [fault]: 1 });
  const body = bucket.get('key')?.body;
  expect(body && new TextDecoder().decode(body)).toBe(stored);
});

it('a late request is applied after its answer, within ten minutes, on the condition of then', async () => {
  const { bucket, scheduler, store } = openScene('late');
  const startMs = scheduler.now();
  const answer = codeOf(store.put('key', 'late', { ifNoneMatch: '*' })).then(() => bucket.put('key', 'faster', {}));
  await scheduler.run();
  await answer;
  expect(new TextDecoder().decode(bucket.get('key')?.body)).toBe('faster');
  expect(scheduler.now() - startMs).toBeLessThanOrEqual(10 * 60 * 1000);
});

describe('a process that crashes', () => {
  let answered: boolean;
  beforeEach(() => {
    answered = false;
  });

  it.each([
    ['crash-before', undefined],
    ['crash-after', 3],
    ['crash-late', 3],
  ] as const)('by %s gets no answer, then or later', async (fault, sizeBytes) => {
    const { bucket, scheduler, store, sender } = openScene(fault);
    const note = () => {
      answered = true;
    };
    void store.put('key', 'new').then(note, note);
    await scheduler.run();
    void store.get('key').then(note, note);
    await scheduler.run();
    expect({ answered, isDead: sender.isDead }).toEqual({ answered: false, isDead: true });
    expect(bucket.head('key')?.sizeBytes).toBe(sizeBytes);
  });
});

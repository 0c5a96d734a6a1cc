import { describe, expect, it } from 'vitest';
import { openAnother, openKeyValueScene } from './testing/key-value-scene.ts';
import { after, type Fault, leaveAlone, loseAnswer, loseRequest, refuse } from './testing/key-value-service.ts';

const change = { put: { a: '1', b: '2' }, delete: ['c'] };
const wanted = new Map([
  ['a', '1'],
  ['b', '2'],
]);

describe('an update', () => {
  it('is one request on the condition of the ETag that the store has', async () => {
    const { store, service } = await openKeyValueScene();
    service.entries.set('c', 'old');
    const before = service.etag();
    const { etag } = await store.update({ ...change, delete: ['c', 'c'] });
    expect(etag).toBe(service.etag());
    expect(service.entries).toEqual(wanted);
    expect(service.operations()).toEqual(['DescribeKeyValueStore', 'UpdateKeys']);
    expect(service.requests[1]?.headers['if-match']).toBe(before);
    const Puts = [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ];
    expect(JSON.parse(service.requests[1]?.body ?? '')).toEqual({ Puts, Deletes: [{ Key: 'c' }] });
  });

  it('that changes nothing sends none, and still holds its condition', async () => {
    const { store, service, sendings } = await openKeyValueScene();
    expect(await store.update({})).toEqual({ etag: service.etag() });
    await expect(store.update({}, { ifMatch: 'KV0' })).rejects.toMatchObject({ code: 'precondition-failed' });
    expect(sendings()).toBe(0);
  });

  it('of what is deleted already changes nothing where the service refuses such deletes', async () => {
    const { store, service } = await openKeyValueScene({ missingDeletes: 'refused' });
    const before = service.etag();
    expect(await store.update({ delete: ['a', 'b'] })).toEqual({ etag: before });
    await store.update({ put: { a: '1' } });
    await store.update({ delete: ['a', 'b'] });
    expect(service.entries.size).toBe(0);
  });

  it('repeats no value in what it fails with', async () => {
    const { store, service } = await openKeyValueScene();
    service.plan('UpdateKeys', refuse(400, 'ValidationException', "Value 'secret' at 'puts.1.value' is bad"));
    const error = await store.update({ put: { a: 'secret' } }).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: 'unusable' });
    expect((error as Error).message).not.toContain('secret');
  });
});

describe('an update that another overtakes', () => {
  const overtake = (service: { change(put: Record<string, string>): void }, value = 'x') =>
    after(() => service.change({ other: value }));

  it.each([
    ['409', { status: 409, type: 'ConflictException', body: {} }],
    ['412', { status: 412, type: 'PreconditionFailed', body: {} }],
    ['a ValidationException', { status: 400, type: 'ValidationException', body: {} }],
  ])('is made again when %s tells so', async (_, staleEtags) => {
    const { store, service, sendings, delaysMs } = await openKeyValueScene({ staleEtags });
    service.plan('UpdateKeys', overtake(service, 'x'), overtake(service, 'y'));
    await store.update(change);
    expect(Object.fromEntries(service.entries)).toEqual({ a: '1', b: '2', other: 'y' });
    expect(sendings()).toBe(3);
    expect(delaysMs).toHaveLength(2);
  });

  it('is made again when it was refused though the ETag stands', async () => {
    const { store, service, sendings } = await openKeyValueScene();
    service.plan('UpdateKeys', refuse(409, 'ConflictException'));
    await store.update(change);
    expect(service.entries).toEqual(wanted);
    expect(sendings()).toBe(2);
  });

  it('is in conflict when that never ends, after pauses that grow to 3.2 s', async () => {
    const { store, service, sendings, delaysMs, clock } = await openKeyValueScene();
    service.plan('UpdateKeys', ...Array.from({ length: 200 }, () => overtake(service)));
    await expect(store.update(change)).rejects.toMatchObject({ code: 'conflict' });
    expect(service.entries.has('a')).toBe(false);
    expect(sendings()).toBe(delaysMs.length + 1);
    expect(clock.now()).toBeGreaterThan(50_000);
    expect(clock.now()).toBeLessThan(60_000);
    expect(Math.max(...delaysMs)).toBeLessThan(3_200);
    expect(Math.max(...delaysMs)).toBeGreaterThan(1_600);
    expect(delaysMs[0]).toBeLessThan(100);
  });

  it('has failed when the caller named an ETag, and is not sent again', async () => {
    const { store, service, sendings } = await openKeyValueScene();
    service.plan('UpdateKeys', overtake(service));
    const update = store.update(change, { ifMatch: service.etag() });
    await expect(update).rejects.toMatchObject({ code: 'precondition-failed' });
    expect(sendings()).toBe(1);
    expect(service.entries.has('a')).toBe(false);
  });

  it('is not even sent when the ETag that the caller named has passed', async () => {
    const { store, service, sendings } = await openKeyValueScene();
    const ifMatch = service.etag();
    service.change({ other: 'x' });
    await expect(store.update(change, { ifMatch })).rejects.toMatchObject({ code: 'precondition-failed' });
    expect(sendings()).toBe(0);
  });

  it('is in conflict when it was refused though the ETag that the caller named stands', async () => {
    const { store, service, sendings } = await openKeyValueScene();
    service.plan('UpdateKeys', refuse(409, 'ConflictException'));
    await expect(store.update(change, { ifMatch: service.etag() })).rejects.toMatchObject({ code: 'conflict' });
    expect(sendings()).toBe(1);
  });

  it('is not lost among 5 processes that make 10 each', async () => {
    const { service } = await openKeyValueScene();
    const writers = Array.from({ length: 5 }, (_, n) => openAnother(service, n, { totalTimeoutMs: 600_000 }));
    const works = writers.flatMap(({ store }, writer) =>
      Array.from({ length: 10 }, (_, n) => store.update({ put: { [`${writer}/${n}`]: 'x' } })),
    );
    const etags = (await Promise.all(works)).map(({ etag }) => etag);
    expect(service.entries.size).toBe(50);
    expect(new Set(etags).size).toBe(50);
    // They did meet.
    expect(writers.flatMap(({ delaysMs }) => delaysMs).length).toBeGreaterThan(0);
  });

  it('leaves one winner among 10 processes with the same ETag', async () => {
    const { service } = await openKeyValueScene();
    const ifMatch = service.etag();
    const works = Array.from({ length: 10 }, (_, n) =>
      openAnother(service, n).store.update({ put: { winner: `${n}` } }, { ifMatch }),
    );
    const outcomes = await Promise.allSettled(works);
    const winners = outcomes.flatMap(({ status }, n) => (status === 'fulfilled' ? [`${n}`] : []));
    expect(winners).toEqual([service.entries.get('winner')]);
  });
});

describe('an update without an answer', () => {
  it('is in when the ETag has moved and the entries are as it wants them', async () => {
    const { store, service, sendings } = await openKeyValueScene();
    service.entries.set('c', 'old');
    service.plan('UpdateKeys', loseAnswer);
    expect(await store.update(change)).toEqual({ etag: service.etag() });
    expect(service.entries).toEqual(wanted);
    expect(sendings()).toBe(1);
  });

  it('is in also when another update of other entries came after it', async () => {
    const { store, service, sendings } = await openKeyValueScene();
    service.plan('UpdateKeys', (answer, response) => {
      loseAnswer(answer, response);
      service.change({ other: 'x' });
      return undefined;
    });
    await store.update(change);
    expect(sendings()).toBe(1);
  });

  it.each<[string, Fault]>([
    ['the request was lost', loseRequest],
    ['it met 500', refuse(500, 'InternalServerException')],
    ['it met 503', refuse(503, 'ServiceUnavailable')],
  ])('is sent again with the same ETag while that stands: %s', async (_, fault) => {
    const { store, service, sendings } = await openKeyValueScene();
    service.plan('UpdateKeys', fault);
    for (const options of [{}, { ifMatch: service.etag() }]) {
      const before = sendings();
      await store.update(change, options.ifMatch === undefined ? {} : { ifMatch: service.etag() });
      service.plan('UpdateKeys', fault);
      expect(sendings() - before).toBe(2);
    }
    const [first, second] = service.requests.filter(({ operation }) => operation === 'UpdateKeys');
    expect(first?.headers['if-match']).toBe(second?.headers['if-match']);
    expect(service.entries).toEqual(wanted);
  });

  it('is applied once when the first sending arrives after the second was sent', async () => {
    const { store, service, clock, sendings } = await openKeyValueScene();
    const before = service.etag();
    let arrive = () => {};
    const delay: Fault = (answer) => {
      arrive = answer;
      return undefined;
    };
    service.plan(
      'UpdateKeys',
      delay,
      after(() => arrive()),
    );
    const update = store.update(change);
    await service.received('UpdateKeys', 1);
    await clock.advance(30_000);
    const { etag } = await update;
    expect(etag).toBe(service.etag());
    expect(Number.parseInt(etag.slice(2), 36) - Number.parseInt(before.slice(2), 36)).toBe(1);
    expect(service.entries).toEqual(wanted);
    expect(sendings()).toBe(2);
  });

  it('is in doubt, and not made again, when another may have replaced it', async () => {
    const { store, service, sendings } = await openKeyValueScene();
    service.plan('UpdateKeys', (answer, response) => {
      loseAnswer(answer, response);
      service.change({ a: 'newer' });
      return undefined;
    });
    await expect(store.update(change)).rejects.toMatchObject({ code: 'unavailable', message: /read .* again/ });
    expect(service.entries.get('a')).toBe('newer');
    expect(sendings()).toBe(1);
  });

  it('is in doubt when what it deletes is there', async () => {
    const { store, service } = await openKeyValueScene();
    service.entries.set('c', 'old');
    service.plan('UpdateKeys', (answer, response) => {
      loseAnswer(answer, response);
      service.change({ c: 'back' });
      return undefined;
    });
    await expect(store.update(change)).rejects.toMatchObject({ code: 'unavailable' });
    expect(service.entries.get('c')).toBe('back');
  });

  it('is in doubt when the caller named an ETag and that has moved', async () => {
    const { store, service, sendings } = await openKeyValueScene();
    service.plan('UpdateKeys', loseAnswer);
    await expect(store.update(change, { ifMatch: service.etag() })).rejects.toMatchObject({ code: 'unavailable' });
    expect(sendings()).toBe(1);
  });

  it.each([
    ['DescribeKeyValueStore', [(answer: () => never) => answer(), refuse(403, 'AccessDeniedException')]],
    ['GetKey', [refuse(403, 'AccessDeniedException')]],
  ] as [Parameters<Awaited<ReturnType<typeof openKeyValueScene>>['service']['plan']>[0], Fault[]][])(
    'is in doubt, not refused, when %s is refused afterwards',
    async (operation, faults) => {
      const { store, service } = await openKeyValueScene();
      service.plan('UpdateKeys', loseAnswer);
      service.plan(operation, ...faults);
      await expect(store.update(change)).rejects.toMatchObject({ code: 'unavailable' });
    },
  );

  it('is sent four times at most', async () => {
    const { store, service, sendings, delaysMs } = await openKeyValueScene();
    service.plan('UpdateKeys', loseRequest, loseRequest, loseRequest, loseRequest, loseRequest);
    await expect(store.update(change)).rejects.toMatchObject({ code: 'unavailable' });
    expect(sendings()).toBe(4);
    expect(delaysMs).toHaveLength(3);
  });

  it('is given up when no time is left', async () => {
    const { store, service, clock, sendings } = await openKeyValueScene({}, { totalTimeoutMs: 30_000 });
    service.plan('UpdateKeys', leaveAlone);
    const update = store.update(change).catch((error: unknown) => error);
    await service.received('UpdateKeys', 1);
    await clock.advance(30_000);
    expect(await update).toMatchObject({ code: 'unavailable' });
    expect(sendings()).toBe(1);
  });

  it('is in no doubt when it was turned away because of too many requests', async () => {
    const { store, service, sendings } = await openKeyValueScene();
    service.plan(
      'UpdateKeys',
      after(() => service.change({ a: 'newer' }), refuse(429, 'TooManyRequestsException')),
      refuse(400, 'ThrottlingException'),
    );
    await store.update(change);
    expect(service.entries).toEqual(wanted);
    expect(sendings()).toBe(3);
  });

  it('does not hold up the next update of the same process', async () => {
    const { store, service } = await openKeyValueScene();
    service.plan('UpdateKeys', refuse(403, 'AccessDeniedException'));
    const updates = await Promise.allSettled([store.update(change), store.update({ put: { d: '4' } })]);
    expect(updates.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(service.entries.get('d')).toBe('4');
  });
});

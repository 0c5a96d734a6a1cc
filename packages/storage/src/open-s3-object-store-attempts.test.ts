import { describe, expect, it, vi } from 'vitest';
import { seededRandom } from './seeded-random.ts';
import { outcomesOf } from './testing/outcomes.ts';
import { conditional, done, found, openScene, plain } from './testing/s3-scene.ts';
import { leaveAlone, loseAnswer, type Reply, refuse } from './testing/scripted-server.ts';

describe('a request with a condition', () => {
  it.each(conditional)(
    'is sent once: %s whose answer is lost is unavailable, though another would be told 412',
    async (_, work) => {
      const { store, requests } = await openScene([loseAnswer, refuse(412, 'PreconditionFailed')]);
      expect(await outcomesOf([() => work(store)])).toEqual(['unavailable']);
      expect(requests).toHaveLength(1);
    },
  );

  it.each(conditional)('is sent once: %s that meets 503 is unavailable', async (_, work) => {
    const { store, requests } = await openScene([refuse(503, 'SlowDown'), done]);
    expect(await outcomesOf([() => work(store)])).toEqual(['unavailable']);
    expect(requests).toHaveLength(1);
  });

  it.each(conditional)('has failed when S3 says 412: %s', async (_, work) => {
    const { store, requests } = await openScene([refuse(412, 'PreconditionFailed')]);
    await expect(work(store)).rejects.toMatchObject({ code: 'precondition-failed', key: 'a/b' });
    expect(requests).toHaveLength(1);
  });

  it.each(conditional)('is in conflict when S3 says 409: %s', async (_, work) => {
    const { store, requests } = await openScene([refuse(409, 'ConditionalRequestConflict')]);
    await expect(work(store)).rejects.toMatchObject({ code: 'conflict', key: 'a/b' });
    expect(requests).toHaveLength(1);
  });

  it('on a version of what does not exist has failed', async () => {
    const { store } = await openScene([refuse(404, 'NoSuchKey')]);
    const condition = { ifMatch: 'abc' };
    const works = [() => store.put('a', 'x', condition), () => store.delete('a', condition)];
    expect(await outcomesOf(works)).toEqual(['precondition-failed', 'precondition-failed']);
  });

  it('sends the ETag in quotes, as HTTP has it', async () => {
    const { store, requests } = await openScene([done]);
    await store.put('a', 'x', { ifMatch: 'abc' });
    await store.put('a', 'x', { ifNoneMatch: '*' });
    await store.delete('a', { ifMatch: 'abc' });
    const sent = requests.map(({ headers }) => [headers['if-match'], headers['if-none-match']]);
    expect(sent).toEqual([
      ['"abc"', undefined],
      [undefined, '*'],
      ['"abc"', undefined],
    ]);
  });
});

describe('any other request', () => {
  it.each(plain)('is sent again: %s after 503, a lost answer and 409', async (_, work, answered) => {
    const troubles = [refuse(503, 'SlowDown'), loseAnswer, refuse(409, 'OperationAborted')];
    const { store, requests, delaysMs } = await openScene([...troubles, answered]);
    expect(await outcomesOf([() => work(store)])).toEqual(['done']);
    expect(requests).toHaveLength(4);
    expect(delaysMs).toHaveLength(3);
  });

  it.each([
    [429, 'TooManyRequests'],
    [400, 'RequestTimeout'],
    [400, 'IncompleteBody'],
    [500, 'InternalError'],
    [502, 'BadGateway'],
  ])('is sent again after status %i and code %s', async (status, code) => {
    const { store } = await openScene([refuse(status, code), done]);
    expect(await store.put('a', 'x')).toEqual({ etag: 'abc' });
  });

  it.each(plain)('is sent four times at most: %s', async (_, work) => {
    const { store, requests } = await openScene([refuse(503, 'SlowDown')]);
    await expect(work(store)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('503') });
    expect(requests).toHaveLength(4);
  });

  it('waits a random time before each attempt, within a bound that doubles', async () => {
    const all: number[][] = [];
    for (let seed = 0; seed < 40; seed += 1) {
      const { store, delaysMs } = await openScene([refuse(500, 'InternalError')], { random: seededRandom(seed) });
      await outcomesOf([() => store.get('a')]);
      all.push(delaysMs);
    }
    for (const [index, boundMs] of [100, 200, 400].entries()) {
      const delays = all.map((delaysMs) => delaysMs[index] ?? Number.NaN);
      expect(Math.max(...delays)).toBeLessThan(boundMs);
      expect(Math.max(...delays)).toBeGreaterThan(boundMs * 0.8);
      expect(Math.min(...delays)).toBeLessThan(boundMs * 0.2);
    }
  });

  it('is not sent again when no time is left', async () => {
    const options = { totalTimeoutMs: 30_000 };
    const { store, requests, clock, received, delaysMs } = await openScene([leaveAlone], options);
    const outcome = outcomesOf([() => store.get('a')]);
    await received(1);
    await clock.advance(30_000);
    expect(await outcome).toEqual(['unavailable']);
    expect(requests).toHaveLength(1);
    expect(delaysMs).toEqual([]);
  });

  it('has no more than what is left of the time when it is sent again', async () => {
    const { store, requests, clock, received } = await openScene([leaveAlone], { totalTimeoutMs: 45_000 });
    const outcome = outcomesOf([() => store.get('a')]);
    await received(1);
    await clock.advance(30_000);
    await received(2);
    await clock.advance(45_000 - clock.now());
    expect(await outcome).toEqual(['unavailable']);
    expect(requests).toHaveLength(2);
  });
});

describe('a request that gets no answer', () => {
  it.each(conditional)('is given up after 30 s: %s', async (_, work) => {
    const closed = Promise.withResolvers<void>();
    const { store, clock, received, requests } = await openScene([
      (_request, response) => void response.on('close', closed.resolve),
    ]);
    let isSettled = false;
    const outcome = outcomesOf([() => work(store)]).finally(() => {
      isSettled = true;
    });
    await received(1);
    await clock.advance(29_999);
    expect(isSettled).toBe(false);
    await clock.advance(1);
    expect(await outcome).toEqual(['unavailable']);
    await closed.promise;
    expect(requests).toHaveLength(1);
  });

  it('is given up also when the answer stops halfway, and is sent again', async () => {
    const half: Reply = (_, response) => response.writeHead(200, { etag: '"abc"', 'content-length': '4' }).write('bo');
    const { store, clock, received } = await openScene([half, found]);
    const object = store.get('a');
    await received(1);
    await clock.advance(30_000);
    expect(new TextDecoder().decode((await object)?.body)).toBe('body');
  });

  it('is sent again when the connection breaks halfway', async () => {
    const broken: Reply = (_, response) => {
      response.writeHead(200, { etag: '"abc"', 'content-length': '4' });
      response.write('bo', () => response.destroy());
    };
    const { store } = await openScene([broken, found]);
    expect(new TextDecoder().decode((await store.get('a'))?.body)).toBe('body');
  });

  it('leaves no sleeper behind once it is answered', async () => {
    const { store, clock } = await openScene([found]);
    const sleep = vi.spyOn(clock, 'sleep');
    await store.get('a');
    await Promise.all(sleep.mock.results.map((result) => result.value));
    expect(sleep).toHaveBeenCalledTimes(1);
    expect(clock.now()).toBe(0);
  });
});

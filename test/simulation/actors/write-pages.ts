import { WikiError, type WriteResult } from '@holt/wiki';
import { CRASHED } from '../machine.ts';
import { planWrite } from '../plan-write.ts';
import type { PlannedWrite } from '../planned-write.ts';
import type { WriteRecord } from '../write-record.ts';
import { type Agent, isFault } from './agent.ts';
import { checkOwnRead } from './check-own-read.ts';
import { readOrNothing } from './read-register.ts';

/** Of the acknowledged writes with a key: their agent never got the answer, say. */
const SENT_AGAIN_SHARE = 0.1;
const KEYED_SHARE = 0.75;
const GIVE_UP_SHARE = 0.15;
const MAX_SENDINGS = 5;
const MAX_NEW_PLANS = 3;

/** An agent that writes at some times, and reads what it wrote. */
export async function writePages(agent: Agent, timesMs: readonly number[], flips: boolean): Promise<void> {
  const { dice, world } = agent;
  const seen: { path: string; content: string }[] = [];
  const author = { name: agent.name, email: `${agent.name}@example.org` };
  const acknowledged: { planned: PlannedWrite; result: WriteResult }[] = [];
  for (const [index, timeMs] of timesMs.entries()) {
    await agent.sleepUntil(timeMs);
    if (dice.chance(0.3)) agent.restart();
    for (let attempt = 0; attempt < MAX_NEW_PLANS; attempt++) {
      const id = `${agent.name}.${index}.${attempt}`;
      const planned = await planWrite({ id, dice, author, seen, flips, read: (path) => readOrNothing(agent, path) });
      if (dice.chance(KEYED_SHARE)) planned.request.idempotencyKey = `key-${id}`;
      const record = await send(agent, planned);
      if (record === undefined) return;
      const answeredMs = world.scheduler.now();
      world.writes.push(record);
      if (record.result !== undefined) {
        await checkOwnRead(agent, planned, record.result);
        // What was written long ago may have been packed since, while this process was asleep.
        const earlier = dice.pick(acknowledged);
        if (earlier !== undefined) await checkOwnRead(agent, earlier.planned, earlier.result);
        acknowledged.push({ planned, result: record.result });
        if (planned.request.idempotencyKey !== undefined && dice.chance(SENT_AGAIN_SHARE)) {
          await sendAgain(agent, record, record.result, answeredMs);
        }
      }
      // What has failed is planned anew, on what the wiki is by then, and is another write.
      if (record.outcome !== 'failed') break;
      await agent.sleep(dice.spread(10, 5000));
    }
  }
}

type Answer = { outcome: WriteRecord['outcome']; result?: WriteResult; code?: string };

/** Sends a write, again while its outcome is unknown and its key makes that safe; undefined when it was never sent. */
async function send(agent: Agent, planned: PlannedWrite): Promise<WriteRecord | undefined> {
  const { world, dice } = agent;
  if ((await agent.ready()) === undefined) return undefined;
  const invoked = world.stamp();
  for (let sending = 1; ; sending++) {
    const answer = await sendOnce(agent, planned, sending);
    const answered = world.stamp();
    const { idempotencyKey } = planned.request;
    const isLast = idempotencyKey === undefined || sending === MAX_SENDINGS || dice.chance(GIVE_UP_SHARE);
    if (answer.outcome !== 'unknown' || isLast) return { planned, invoked, answered, ...answer };
    await agent.sleep(dice.spread(10, 60_000));
    if (dice.chance(0.3)) agent.restart();
  }
}

/**
 * Sends a write again that was answered. What changed nothing left nothing behind to know it by: it may change something now, and so its
 * agent, who never got the first answer, sees one write that ends with the second.
 */
async function sendAgain(agent: Agent, record: WriteRecord, first: WriteResult, answeredMs: number): Promise<void> {
  const { planned } = record;
  const isSameSecond = toSeconds(agent.world.scheduler.now()) === toSeconds(answeredMs);
  const { outcome, result } = await sendOnce(agent, planned, 2);
  if (first.unchanged) {
    record.answered = outcome === 'unknown' ? Number.POSITIVE_INFINITY : agent.world.stamp();
    if (result !== undefined) record.result = result;
    return;
  }
  if (result === undefined) return;
  // Within the second of the first it may be the very same commit, which no process can tell from its own.
  const isTold = result.replayed || isSameSecond;
  if (result.revision !== first.revision || result.generation !== first.generation || !isTold) {
    agent.world.surprise(agent.name, `${planned.id} is ${first.revision}, and sent again ${result.revision}`);
  }
}

/** Commits are dated in whole seconds. */
function toSeconds(timeMs: number): number {
  return Math.floor(timeMs / 1000);
}

async function sendOnce(agent: Agent, planned: PlannedWrite, sending: number): Promise<Answer> {
  const { world } = agent;
  const note = (...words: (string | number)[]) => world.note(agent.name, 'write', planned.id, ...words);
  try {
    const result = await agent.call((wiki) => wiki.write(planned.request));
    if (result === CRASHED) {
      note('crashed');
      return { outcome: 'unknown' };
    }
    const { revision, generation, published, publishError = '' } = result;
    note(
      'committed',
      revision,
      generation,
      String(published),
      result.unchanged ? 'unchanged' : '',
      result.replayed ? 'replayed' : '',
    );
    if (!published && !/simulated|Try again/.test(publishError))
      world.surprise(agent.name, `publishing: ${publishError}`);
    return { outcome: 'committed', result };
  } catch (error) {
    const code = (error as { code?: string }).code ?? 'error';
    note('failed', code);
    if (!(isFault(error) || (error instanceof WikiError && EXPECTED.has(code)))) world.surprise(agent.name, error);
    if (code === 'unknown-outcome') return { outcome: 'unknown', code };
    // An error of the store tells that this sending has changed nothing; of those before it says nothing.
    const isSettled = sending === 1 || error instanceof WikiError;
    return { outcome: isSettled ? 'failed' : 'unknown', code };
  }
}

const EXPECTED = new Set([
  'page-not-found',
  'page-exists',
  'conflict',
  'text-not-found',
  'text-ambiguous',
  'busy',
  'unknown-outcome',
]);

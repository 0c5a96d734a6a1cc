/*
 * A process that uses a file store at once with others, for tests. Arguments: job, directory. It says `ready`, then does one
 * turn of its job for each number that it is sent, and answers with the outcome.
 */
import { openFileObjectStore } from '../open-file-object-store.ts';
import { systemRandom } from '../random.ts';
import { outcomesOf } from './outcomes.ts';

const [job = '', directory = ''] = process.argv.slice(2);
const store = openFileObjectStore({ directory, random: systemRandom });

/** Ten try to create the object of this turn. */
async function create(turn: number): Promise<string[]> {
  const put = () => store.put(`turn/${turn}`, `by ${process.pid}`, { ifNoneMatch: '*' });
  return await outcomesOf(Array.from({ length: 10 }, () => put));
}

/** Adds one to the counter so many times. */
async function increment(times: number): Promise<string[]> {
  for (let done = 0; done < times; ) {
    const object = await store.get('counter');
    if (object === undefined) throw new Error('The counter is gone.');
    const next = String(Number(new TextDecoder().decode(object.body)) + 1);
    const [outcome] = await outcomesOf([() => store.put('counter', next, { ifMatch: object.etag })]);
    if (outcome === 'done') done += 1;
    else if (outcome !== 'precondition-failed') throw new Error(`An increment ended in ${outcome}.`);
  }
  return [];
}

/** Puts large objects, four at a time, telling of each that is done, until it is killed. */
async function putForEver(): Promise<string[]> {
  let puts = 0;
  async function loop(key: string): Promise<void> {
    for (;;) {
      puts += 1;
      const letter = String.fromCharCode(97 + (puts % 26));
      await store.put(key, letter.repeat(300_000 + puts), { metadata: { letter, size: `${300_000 + puts}` } });
      process.send?.('put');
    }
  }
  await Promise.all(['a', 'b', 'c', 'c/d'].map(loop));
  return [];
}

const jobs: Record<string, (turn: number) => Promise<string[]>> = { create, increment, putForEver };

process.on('message', async (turn: number) => process.send?.(await jobs[job]?.(turn)));
process.send?.('ready');

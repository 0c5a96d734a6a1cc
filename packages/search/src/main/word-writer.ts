import { commonUnits } from './common-units.ts';
import type { TermCount } from './main.ts';

const MAX_SHARD_UNITS = 6 * 1024;
const MAX_SHARD_WORDS = 2000;

/** Writes words in the order of their keys, shard by shard. */
export interface WordWriter {
  add(key: string, word: TermCount): Promise<void>;
  /** @returns where each shard begins */
  end(): Promise<string[]>;
}

export function createWordWriter(put: (number: number, body: string) => Promise<void>): WordWriter {
  const starts: string[] = [];
  let words: string[] = [];
  let counts: number[] = [];
  let units = 0;
  let last = '';
  const end = async (): Promise<string[]> => {
    if (words.length > 0) await put(starts.length - 1, `${JSON.stringify({ words, counts })}\n`);
    words = [];
    counts = [];
    units = 0;
    return starts;
  };
  return {
    add: async (key, { text, count }) => {
      if (words.length >= MAX_SHARD_WORDS || units + text.length + 5 > MAX_SHARD_UNITS) await end();
      if (words.length === 0) starts.push(startBetween(last, key, starts.length === 0));
      words.push(text);
      counts.push(count);
      units += text.length + 5;
      last = key;
    },
    end,
  };
}

/** The shortest text behind one and not behind another: where the second one's shard begins. */
export function startBetween(last: string, first: string, isFirstShard: boolean): string {
  return isFirstShard ? '' : first.slice(0, commonUnits(last, first) + 1);
}

import { seededRandom } from '@holt/storage';

const BLOCK_BYTES = 4096;

/** Draws that are the same for the same seed. */
export interface Dice {
  /** From 0 up to, not including, 1. */
  fraction(): number;
  chance(probability: number): boolean;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  /** A whole number between two that are above 0, small ones as likely as large ones. */
  spread(low: number, high: number): number;
  pick<T>(items: readonly T[]): T;
  /** One of the names, by its weight. */
  weighted<T extends string>(weights: Readonly<Record<T, number>>): T;
}

export function openDice(seed: number | string): Dice {
  const random = seededRandom(seed);
  let block: DataView = new DataView(new ArrayBuffer(0));
  let at = 0;
  const fraction = () => {
    if (at + 4 > block.byteLength) {
      block = new DataView(random.bytes(BLOCK_BYTES).buffer);
      at = 0;
    }
    at += 4;
    return block.getUint32(at - 4) / 2 ** 32;
  };
  return {
    fraction,
    chance: (probability) => fraction() < probability,
    between: (low, high) => low + Math.floor(fraction() * (high - low + 1)),
    spread: (low, high) => Math.round(Math.exp(Math.log(low) + fraction() * (Math.log(high) - Math.log(low)))),
    pick: <T>(items: readonly T[]) => items[Math.floor(fraction() * items.length)] as T,
    weighted<T extends string>(weights: Readonly<Record<T, number>>): T {
      const entries = Object.entries(weights) as [T, number][];
      let left = fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [name, weight] of entries) {
        left -= weight;
        if (left < 0) return name;
      }
      return (entries.at(-1) as [T, number])[0];
    },
  };
}

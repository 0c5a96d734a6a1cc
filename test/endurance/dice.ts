import { seededRandom } from '@holt/storage';

/** Whole numbers from 1 to `sides`, the same for the same seed. */
export function openDice(seed: string): (sides: number) => number {
  const random = seededRandom(seed);
  return (sides) => 1 + (Buffer.from(random.bytes(4)).readUInt32BE() % sides);
}

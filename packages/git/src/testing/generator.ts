import { seededRandom } from '@holt/storage';

/** Choices that are the same in every run with the same seed. */
export interface Generator {
  /** A whole number from 0 to `below` - 1. */
  integer(below: number): number;
  pick<T>(choices: readonly T[]): T;
  bytes(length: number): Uint8Array;
}

export function createGenerator(seed: number | string): Generator {
  const random = seededRandom(seed);
  const integer = (below: number) => Buffer.from(random.bytes(4)).readUInt32BE() % below;
  return {
    integer,
    pick: (choices) => choices[integer(choices.length)] as (typeof choices)[number],
    bytes: (length) => random.bytes(length),
  };
}

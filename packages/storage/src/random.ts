import { randomBytes } from 'node:crypto';

/** Randomness, passed in wherever code would ask for it, so that tests and simulations own it. */
export interface Random {
  bytes(length: number): Uint8Array;
}

/** The machine's cryptographic random source. */
export const systemRandom: Random = {
  bytes: (length) => new Uint8Array(randomBytes(length)),
};

import type { Random } from './random.ts';

const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 3_200;

/**
 * How long to wait after so many attempts have failed: a random part of 100 ms, then of 200, 400 and so on up to 3.2 s. Clients that failed
 * together must not come back together (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/, "full jitter").
 */
export function backoffMs(attempts: number, random: Random): number {
  const [a = 0, b = 0] = random.bytes(2);
  const share = (a * 256 + b) / 65_536;
  return Math.floor(share * Math.min(FIRST_DELAY_MS * 2 ** (attempts - 1), MAX_DELAY_MS));
}

import { createCipheriv, createHash } from 'node:crypto';
import type { Random } from './random.ts';

/**
 * A {@link Random} that gives the same bytes for the same seed, for tests and simulations. **Not for secrets**: whoever knows the
 * seed knows every byte.
 */
export function seededRandom(seed: number | string): Random {
  const key = createHash('sha256').update(JSON.stringify(seed)).digest();
  const stream = createCipheriv('aes-256-ctr', key, new Uint8Array(16));
  return { bytes: (length) => new Uint8Array(stream.update(new Uint8Array(length))) };
}

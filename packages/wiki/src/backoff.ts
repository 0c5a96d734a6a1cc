import type { WikiContext } from './wiki-context.ts';

/** Full jitter, growing to a second, so that racing writers part. */
export function backoffMs({ random }: Pick<WikiContext, 'random'>, attempt: number): number {
  const [byte = 0] = random.bytes(1);
  return (Math.min(1000, 5 * 2 ** attempt) * byte) / 256;
}

import { it } from 'vitest';

/** A test that is skipped for a reason, which is told with its title. */
export function itUnless(reason: string | undefined, title: string, test: () => Promise<void>): void {
  if (reason === undefined) it(title, test);
  else it.skip(`${title} (skipped: ${reason})`, test);
}

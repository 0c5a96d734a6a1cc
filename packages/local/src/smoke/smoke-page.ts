import type { Random } from '@holt/storage';

/** The one page that a run writes, edits and deletes again. */
export interface SmokePage {
  path: string;
  /** Words that are nowhere else: in the page as it is written, and as it is edited. */
  written: string;
  edited: string;
  /** What the last write answered. */
  revision?: string;
  version?: string;
  /** Whether it may be there. */
  isLeft: boolean;
}

export function newSmokePage(random: Random): SmokePage {
  const name = () => Buffer.from(random.bytes(8)).toString('hex');
  return { path: `Smoke_check_${name()}`, written: name(), edited: name(), isLeft: false };
}

export function contentOf(word: string): string {
  return `# Smoke check\n\nMade by \`holt smoke\`, which deletes it again: ${word}.\n`;
}

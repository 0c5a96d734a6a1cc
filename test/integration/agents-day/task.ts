import type { Agent, Journal } from './agent.ts';
import { firstPath } from './start-day.ts';

const HOT_PAGES = 8;
/** How often an agent goes to a page that the others go to, too. */
const HOT = 0.75;
/** How often it goes to one that it made. */
const OWN = 0.15;

/** What an agent has made, and may go back to. */
export interface Works {
  pages: string[];
  deleted: string[];
  /** Versions of attachments, by path. */
  files: Map<string, string>;
}

/** One errand's circumstances. */
export interface Task {
  /** Stands in the commit's message, and in the text that it brings. */
  id: string;
  /** How many pages the wiki began with. */
  pages: number;
  works: Works;
  journal: Journal;
}

/** Where the agent goes: mostly where the others go, too. */
export function somePath({ dice }: Agent, { works, pages }: Task): string {
  if (works.pages.length > 0 && dice.chance(OWN)) return dice.pick(works.pages);
  return firstPath(dice.chance(HOT) ? hotPage({ dice }) : dice.between(1, pages - 1));
}

/** The number of a page that all agents go to. */
export function hotPage({ dice }: Pick<Agent, 'dice'>): number {
  return dice.between(1, HOT_PAGES);
}

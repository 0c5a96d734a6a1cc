import type { Implementation } from '@modelcontextprotocol/sdk/types.js';

const MAX_CHARACTERS = 100;
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]+/gu;

/** What a client calls itself: its title, else its name, on one line; undefined when there is nothing to be seen in it. */
export function agentName({ name, title }: Pick<Implementation, 'name' | 'title'>): string | undefined {
  return cleanName(title ?? '') ?? cleanName(name);
}

/** A name as commits and pages may show it, at most 100 characters. */
export function cleanName(text: string): string | undefined {
  const name = text.toWellFormed().replace(/\s+/g, ' ').replace(UNSEEN, '').trim();
  return name.slice(0, MAX_CHARACTERS).toWellFormed().trim() || undefined;
}

import { type Page, WikiError } from '@holt/wiki';
import { REGISTER } from '../register.ts';
import type { Agent } from './agent.ts';

/** Reads the register at HEAD at some times. */
export async function readRegister(agent: Agent, timesMs: readonly number[]): Promise<void> {
  const { world } = agent;
  for (const timeMs of timesMs) {
    await agent.sleepUntil(timeMs);
    if ((await agent.ready()) === undefined) return;
    const invoked = world.stamp();
    const page = await agent.insist((wiki) => readPage(wiki, REGISTER));
    if (page === undefined) continue;
    const value = page === 'gone' ? undefined : page.content;
    world.note(agent.name, 'read', JSON.stringify(value ?? null));
    world.reads.push({ kind: 'read', value, invoked, answered: world.stamp() });
  }
}

/** A page at HEAD; undefined when it is not there, or the store does not answer. */
export async function readOrNothing(agent: Agent, path: string): Promise<Page | undefined> {
  const page = await agent.insist((wiki) => readPage(wiki, path));
  return page === 'gone' ? undefined : page;
}

async function readPage(wiki: { readPage(path: string): Promise<Page> }, path: string): Promise<Page | 'gone'> {
  try {
    return await wiki.readPage(path);
  } catch (error) {
    if (error instanceof WikiError && error.code === 'page-not-found') return 'gone';
    throw error;
  }
}

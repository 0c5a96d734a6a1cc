import { maintainWikis } from '@holt/wiki';
import { type Agent, isFault } from './agent.ts';

const INTERVAL_MS = 15 * 60 * 1000;

/** Does at intervals what the schedule does, as long as others are at work. */
export async function maintainOften(agent: Agent, isOver: () => boolean): Promise<void> {
  const { world, dice } = agent;
  await agent.sleep(dice.between(0, INTERVAL_MS));
  while (!isOver()) {
    agent.restart();
    try {
      await agent.call((_, machine) => maintainWikis(machine, () => {}));
    } catch (error) {
      const causes = error instanceof AggregateError ? error.errors : [error];
      for (const cause of causes) if (!isFault(cause)) world.surprise(agent.name, cause);
    }
    await agent.sleep(INTERVAL_MS);
  }
}

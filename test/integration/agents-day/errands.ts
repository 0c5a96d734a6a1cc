import type { Agent, Journal } from './agent.ts';
import { ask, lookForChanges, readFile, readPages, search } from './reading-errands.ts';
import { somePath, type Task, type Works } from './task.ts';
import { applyChanges, bringBack, changeText, lookUp, makePage, moveAway, upload } from './writing-errands.ts';

/** How often which. */
const ERRANDS = {
  read_page: 12,
  read_pages: 3,
  list_pages: 2,
  search: 3,
  changes_since: 4,
  page_history: 2,
  diff: 2,
  survey: 1,
  list_attachments: 1,
  read_attachment: 2,
  'new page': 6,
  write_page: 14,
  'write blindly': 2,
  edit_page: 16,
  edit_section: 10,
  set_properties: 6,
  rename_page: 5,
  delete_page: 4,
  restore_page: 4,
  apply_changes: 7,
  upload_attachment: 4,
};
type Kind = keyof typeof ERRANDS;

/** An agent's day: so many errands, one after the other. */
export async function work(
  agent: Agent,
  { errands, pages, journal }: { errands: number; pages: number; journal: Journal },
): Promise<void> {
  const works: Works = { pages: [], deleted: [], files: new Map() };
  for (let number = 1; number <= errands; number++) {
    agent.pause();
    const id = `${agent.name}-${number}`;
    await runErrand(agent, agent.dice.weighted(ERRANDS), { id, pages, works, journal });
  }
}

async function runErrand(agent: Agent, kind: Kind, task: Task): Promise<void> {
  const { dice } = agent;
  const path = somePath(agent, task);
  switch (kind) {
    case 'read_page':
      await agent.read(path);
      return;
    case 'read_pages':
      return readPages(agent, [path, somePath(agent, task), somePath(agent, task)], task);
    case 'list_pages':
      return ask(agent, kind, { prefix: `Area_${dice.between(0, 3)}/`, limit: 50 });
    case 'search':
      return search(agent);
    case 'changes_since':
      return lookForChanges(agent, task);
    case 'page_history':
      return ask(agent, kind, { path, limit: 10 });
    case 'diff':
      return agent.lastWrite === undefined ? undefined : ask(agent, kind, { revision: agent.lastWrite });
    case 'survey':
      return ask(agent, kind, { prefix: 'Area_0/' });
    case 'list_attachments':
      return ask(agent, kind, {});
    case 'read_attachment':
      return readFile(agent, task);
    case 'new page':
      return makePage(agent, task);
    case 'upload_attachment':
      return upload(agent, task);
    case 'restore_page':
      return bringBack(agent, task);
    case 'apply_changes':
      return applyChanges(agent, [path, somePath(agent, task), somePath(agent, task)], task);
    case 'rename_page':
    case 'delete_page':
      return moveAway(agent, kind, task);
    default: {
      const base = await lookUp(agent, path);
      if (base !== undefined) await changeText(agent, kind, { path, base, id: task.id });
    }
  }
}

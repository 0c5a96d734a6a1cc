import { hash } from 'node:crypto';
import { type Page, WikiError, type WriteResult } from '@holt/wiki';
import type { PlannedWrite } from '../planned-write.ts';
import type { Agent } from './agent.ts';

/** After an acknowledged write its agent reads each page by the commit, and must see what it wrote. */
export async function checkOwnRead(agent: Agent, planned: PlannedWrite, result: WriteResult): Promise<void> {
  const { world, dice } = agent;
  if (dice.chance(0.3)) agent.restart();
  for (const { path, version } of result.pages) {
    const read = await agent.insist(async (wiki) => {
      try {
        return await wiki.readPage(path, { revision: result.revision });
      } catch (error) {
        if (error instanceof WikiError && error.code === 'page-not-found') return 'gone';
        throw error;
      }
    });
    if (read === undefined) continue;
    world.ownReads.checked += 1;
    const isRight = read === 'gone' ? version === undefined : version === read.version && isAsWritten(planned, read);
    if (!isRight) {
      world.ownReads.missed.push(`${planned.id}: ${path}`);
      world.note(agent.name, 'missed', planned.id, path);
    }
  }
}

function isAsWritten({ request, swap }: PlannedWrite, { path, content, version }: Page): boolean {
  if (hash('sha1', `blob ${Buffer.byteLength(content)}\0${content}`) !== version) return false;
  return request.changes.every((change) => {
    if (change.op === 'move') return change.path !== path;
    if (change.path !== path) return true;
    if (change.op === 'put')
      return change.baseVersion === undefined ? content === change.content : content.includes(swap?.to ?? '');
    return change.op === 'edit' && content.includes(change.newText);
  });
}

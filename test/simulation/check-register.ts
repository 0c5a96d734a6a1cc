import { isLinearizable, type Operation } from './is-linearizable.ts';
import { REGISTER, registerLine } from './register.ts';
import type { World } from './world.ts';
import type { WriteRecord } from './write-record.ts';

/** Whether all that was read from and written to the register can have happened in one order. */
export function checkRegister(
  { writes, reads }: World,
  hasPages: boolean,
): { isLinearizable: boolean; operations: number } {
  const operations = [...reads, ...writes.flatMap((write) => toOperation(write) ?? [])];
  const initial = hasPages ? registerLine('begin') : undefined;
  return { isLinearizable: isLinearizable(operations, initial), operations: operations.length };
}

/** Undefined for writes of other pages, and for those that were refused for no reason that tells of the page. */
function toOperation({ planned, outcome, code, invoked, answered }: WriteRecord): Operation | undefined {
  const [change] = planned.request.changes;
  if (change === undefined || change.path !== REGISTER) return undefined;
  const span =
    outcome === 'unknown'
      ? { invoked, answered: Number.POSITIVE_INFINITY, optional: true as const }
      : { invoked, answered };
  if (outcome === 'failed') {
    if (code === 'page-not-found') return { ...span, kind: 'read', value: undefined };
    if (code === 'text-not-found' && change.op === 'edit') return { ...span, kind: 'refusal', from: change.oldText };
    return undefined;
  }
  switch (change.op) {
    case 'put':
      return { ...span, kind: 'write', value: change.content };
    case 'edit':
      return { ...span, kind: 'swap', from: change.oldText, to: change.newText };
    case 'delete':
      return { ...span, kind: 'delete' };
    default:
      return undefined;
  }
}

import type { ElementContent } from 'hast';
import { h } from 'hastscript';

/** Who made a change: the author's name and, for an agent's change, a mark that says so in words. */
export function authorElements({ authorName, agent }: { authorName: string; agent?: string }): ElementContent[] {
  const name = h('b', authorName || 'unknown');
  return agent === undefined ? [name] : [name, { type: 'text', value: ' ' }, agentMark(agent)];
}

function agentMark(agent: string): ElementContent {
  return h('span.agent', { title: `Written by the agent ${agent}` }, [h('i', 'agent'), ` ${agent}`]);
}

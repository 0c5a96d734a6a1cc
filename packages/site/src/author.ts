import type { ElementContent } from 'hast';
import { h } from 'hastscript';

/** Who made a change: the author's name and, for an agent's change, a mark that says so in words. */
export function authorElements({ authorName, agent }: { authorName: string; agent?: string }): ElementContent[] {
  const name = h('b', authorName || 'unknown');
  return agent === undefined ? [name] : [name, { type: 'text', value: ' ' }, agentMark(agent)];
}

/** What an agent is called that did not say its name. */
const NAMELESS = 'MCP client';

/** `Written by the agent Claude`, or by an agent when it has no name of its own. */
export function agentWords(agent: string): string {
  return agent === NAMELESS ? 'Written by an agent' : `Written by the agent ${agent}`;
}

function agentMark(agent: string): ElementContent {
  const name = agent === NAMELESS ? '' : ` ${agent}`;
  return h('span.agent', { title: agentWords(agent) }, [h('i', 'agent'), name]);
}

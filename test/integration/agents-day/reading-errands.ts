import type { Agent } from './agent.ts';
import { markOf, marksIn } from './marks.ts';
import type { Task } from './task.ts';

/** Calls a tool that must answer. */
export async function ask(agent: Agent, tool: string, input: Record<string, unknown>): Promise<void> {
  const { isError, text } = await agent.call(tool, input);
  if (isError) agent.surprise(`${tool} ${JSON.stringify(input)}: ${text}`);
}

export async function readPages(agent: Agent, paths: readonly string[], { journal }: Task): Promise<void> {
  const after = agent.lastWrite;
  const { isError, data, text } = await agent.call('read_pages', { paths });
  if (isError) return agent.surprise(`read_pages: ${text}`);
  for (const { path, version, content } of data.pages as { path: string; version: string; content: string }[]) {
    agent.learn(path, version, content);
    journal.reads.push({ agent: agent.name, file: `${path}.md`, version, revision: String(data.revision), after });
  }
}

/** Reads a file of its own, which nobody else changes. */
export async function readFile(agent: Agent, { works }: Task): Promise<void> {
  const [path, version] = agent.dice.pick([...works.files]) ?? [];
  if (path === undefined) return;
  const { isError, data, text } = await agent.call('read_attachment', { path });
  if (isError || data.version !== version) agent.surprise(`${path} is not at ${version}: ${text.slice(0, 200)}`);
}

/** Searches for what it wrote last, which must be found where it is still. */
export async function search(agent: Agent): Promise<void> {
  const own = [...agent.known].flatMap(([path, { content }]) =>
    marksIn(content)
      .filter((id) => id.startsWith(`${agent.name}-`))
      .map((id) => ({ path, id })),
  );
  const sought = own.at(-1);
  if (sought === undefined) return;
  let cursor: string | undefined;
  const found: string[] = [];
  do {
    const { isError, data, text } = await agent.call('search', {
      query: `"${markOf(sought.id)}"`,
      ...(cursor === undefined ? {} : { cursor }),
    });
    if (isError) return agent.surprise(`search: ${text}`);
    found.push(...(data.hits as { path: string }[]).map(({ path }) => path));
    cursor = data.next_cursor as string | undefined;
  } while (cursor !== undefined && !found.includes(sought.path));
  if (found.includes(sought.path)) return;
  // Others may have replaced the line, or moved the page, since the agent was told of it.
  const now = await agent.read(sought.path);
  if (now !== undefined && marksIn(now.content).includes(sought.id)) {
    agent.surprise(`the search for ${sought.id} does not find ${sought.path}`);
  }
}

/** Asks what changed since it asked last. */
export async function lookForChanges(agent: Agent, { journal }: Task): Promise<void> {
  const since = agent.lastLook;
  const commits: string[] = [];
  let cursor: string | undefined;
  let revision: string | undefined;
  do {
    const { isError, data, text } = await agent.call('changes_since', {
      ...(since === undefined ? { limit: 1 } : { revision: since, limit: 100 }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    if (isError) return agent.surprise(`changes_since: ${text}`);
    if (since !== undefined && data.is_complete !== true)
      return agent.surprise(`changes_since ${since} is not complete`);
    commits.push(...(data.commits as { revision: string }[]).map((commit) => commit.revision));
    revision ??= String(data.revision);
    cursor = since === undefined ? undefined : (data.next_cursor as string | undefined);
  } while (cursor !== undefined);
  if (since !== undefined && revision !== undefined) journal.changes.push({ since, revision, commits });
  agent.lastLook = revision;
}

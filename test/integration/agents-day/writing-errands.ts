import type { Agent, Errand, KnownPage } from './agent.ts';
import { markOf } from './marks.ts';
import { firstPath } from './start-day.ts';
import { hotPage, type Task } from './task.ts';

/** How often an agent trusts what it knows of a page, however old. */
const TRUSTING = 0.8;

/** The page as the agent believes it is, which may be long ago. */
export async function lookUp(agent: Agent, path: string): Promise<KnownPage | undefined> {
  const known = agent.known.get(path);
  return known !== undefined && agent.dice.chance(TRUSTING) ? known : agent.read(path);
}

/** Makes a page that nobody else knows of. */
export async function makePage(agent: Agent, { id, works }: Task): Promise<void> {
  const path = `Work/${agent.name}/Note_${id}`;
  const { outcome } = await agent.write({
    id,
    tool: 'write_page',
    bases: new Map(),
    toArguments: () => ({ path, content: `# Note ${id}\n\n## Notes\n\n${markOf(id)}\n\n## Log\n\nNew.\n` }),
  });
  if (outcome === 'acknowledged') works.pages.push(path);
}

/** Restores the page that it deleted last. */
export async function bringBack(agent: Agent, { id, works }: Task): Promise<void> {
  const path = works.deleted.pop();
  if (path === undefined) return;
  const errand = { id, tool: 'restore_page', bases: new Map(), toArguments: () => ({ path }) };
  const { outcome } = await agent.write(errand);
  if (outcome === 'acknowledged') works.pages.push(path);
}

/** Changes one line of a page, or what its kind changes. */
export async function changeText(
  agent: Agent,
  kind: 'write_page' | 'write blindly' | 'edit_page' | 'edit_section' | 'set_properties',
  { path, base, id }: { path: string; base: KnownPage; id: string },
): Promise<void> {
  // The same line of whatever text it is, when it must be done again.
  const at = agent.dice.fraction();
  const isBlind = kind === 'write blindly';
  const errand: Errand = {
    id,
    tool: isBlind ? 'write_page' : kind,
    bases: new Map([[path, base]]),
    toArguments(bases) {
      const { version, content } = bases.get(path) as KnownPage;
      const line = someLine(content, at);
      const on = { path, base_version: version };
      if (isBlind) return { path, content: swapLine(content, line, id) };
      if (kind === 'write_page') return { ...on, content: swapLine(content, line, id) };
      if (kind === 'edit_page') return { ...on, old_text: line, new_text: markOf(id) };
      if (kind === 'edit_section') return { ...on, where: 'append', section: 'Log', content: markOf(id) };
      return { ...on, properties: { by: markOf(id) } };
    },
    ...(isBlind ? { isBlind } : {}),
  };
  const { outcome, data, bases } = await agent.write(errand);
  const latest = bases.get(path)?.content ?? '';
  const isKnown = outcome === 'acknowledged' && data?.merged !== true && data?.replayed !== true;
  if (isKnown && !['edit_section', 'set_properties'].includes(kind)) {
    agent.learn(path, String(data?.version), swapLine(latest, someLine(latest, at), id));
  }
}

/** Changes several pages in one commit. */
export async function applyChanges(agent: Agent, paths: readonly string[], { id }: Task): Promise<void> {
  const bases = new Map<string, KnownPage>();
  for (const path of paths) {
    const base = await lookUp(agent, path);
    if (base !== undefined) bases.set(path, base);
  }
  if (bases.size === 0) return;
  const at = agent.dice.fraction();
  await agent.write({
    id,
    tool: 'apply_changes',
    bases,
    toArguments: (latest) => ({
      changes: [...latest].map(([path, { version, content }], index) => {
        const own = `${id}.${index}`;
        const on = { path, base_version: version };
        if (index === 1) return { op: 'append', ...on, section: 'Log', content: markOf(own) };
        return { op: 'edit', ...on, old_text: someLine(content, at), new_text: markOf(own) };
      }),
    }),
  });
}

/** Renames or deletes: mostly what the agent made itself, else a page that few go to. */
export async function moveAway(
  agent: Agent,
  kind: 'rename_page' | 'delete_page',
  { id, pages, works }: Task,
): Promise<void> {
  const { dice } = agent;
  const own = dice.chance(0.6) ? dice.pick(works.pages) : undefined;
  const path = own ?? firstPath(dice.chance(0.2) ? hotPage(agent) : dice.between(1, pages - 1));
  const base = await lookUp(agent, path);
  if (base === undefined) return;
  const newPath = `Work/${agent.name}/Moved_${id}`;
  const { outcome } = await agent.write({
    id,
    tool: kind,
    bases: new Map([[path, base]]),
    toArguments: (bases) => ({
      path,
      base_version: bases.get(path)?.version,
      ...(kind === 'rename_page' ? { new_path: newPath } : {}),
    }),
  });
  if (outcome === 'refused') return;
  works.pages = works.pages.filter((each) => each !== path);
  if (kind === 'rename_page') works.pages.push(newPath);
  else works.deleted.push(path);
}

/** Stores a file, or replaces one of its own. */
export async function upload(agent: Agent, { id, works }: Task): Promise<void> {
  const [path, version] = agent.dice.chance(0.3) ? (agent.dice.pick([...works.files]) ?? []) : [];
  const to = path ?? `Files/${id}.txt`;
  const data = Buffer.from(`${markOf(id)}\n`).toString('base64');
  const { outcome, data: answer } = await agent.write({
    id,
    tool: 'upload_attachment',
    bases: new Map(),
    toArguments: () => ({ path: to, data, base_version: version ?? 'none' }),
    // Its own file's earlier text is its own to replace.
    ...(path === undefined ? {} : { isBlind: true }),
  });
  if (outcome === 'acknowledged') works.files.set(to, String(answer?.version));
}

/** A line of the page's own paragraphs that is there once. */
function someLine(content: string, at: number): string {
  const lines = content.split('\n').filter((line) => /^(begin .*|mark \S+);$/.test(line));
  return lines[Math.floor(at * lines.length)] ?? content.split('\n').find((line) => line !== '') ?? content;
}

function swapLine(content: string, line: string, id: string): string {
  return content.replace(line, () => markOf(id));
}

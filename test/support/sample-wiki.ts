import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunningEdge, startDev } from './holt-process.ts';
import { connect } from './mcp-client.ts';

const WIKI = 'me/notes';
const FOLDER = new URL('../../fixtures/sample-wiki/', import.meta.url);

/** So many that a page of older changes of the wiki, and of one page, is full. */
const READINGS = 102;

/** Every kind of page, and an example's address in the wiki; `{changed}` is the commit that changed it last. */
export const KINDS = {
  page: 'Places/Rivers',
  home: '',
  index: '-/',
  search: '-/search?q=mill',
  changes: '-/changes',
  'older-changes': '-/changes/1',
  commit: '-/commit/{changed}',
  history: '-/history/Places/Mill',
  'older-history': '-/older/1/Field_Notes/Gauge',
  blame: '-/blame/Places/Mill',
  links: '-/links/Places/Mill',
  revision: '-/at/{changed}/Places/Mill',
  'not-found': 'Nothing_Here',
  deleted: 'Places/Ford',
  moved: 'Places/Old_Weir',
} as const;

export interface SampleWiki {
  edge: RunningEdge;
  urls: Record<keyof typeof KINDS, string>;
}

/** Starts `holt dev` with the sample pages and a history that has every kind of change. */
export async function startSampleWiki(data: string): Promise<SampleWiki> {
  const edge = await startDev(['--data', data]);
  const session = await connect(edge.mcp, edge.token);
  const call = async (tool: string, args: Record<string, unknown>) => {
    const answer = await session.call(tool, { wiki: WIKI, ...args });
    if (answer.isError) throw new Error(`${tool} ${JSON.stringify(args)}: ${answer.text}`);
    return answer.data.revision as string;
  };
  await call('write_page', { path: 'Places/Ford', content: '# Ford\n\nWashed away.\n' });
  await call('write_page', { path: 'Places/Old_Weir', content: '# Weir\n\nBelow the mill.\n' });
  await call('write_page', { path: 'Places/Mill', content: '# Mill\n\nA mill, where the Arle joins.\n' });
  for (let i = 0; i < READINGS; i++) {
    const content = `# Gauge\n\nAt the [[Mill]]: ${(1.1 + Math.sin(i / 9) / 3).toFixed(2)} m, reading ${i + 1}.\n`;
    await call('write_page', { path: 'Field_Notes/Gauge', content, message: `Reading ${i + 1}` });
  }
  await call('rename_page', { path: 'Places/Old_Weir', new_path: 'Places/Weir' });
  await call('delete_page', { path: 'Places/Ford', message: 'The ford is gone' });
  const names = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  for (const name of names.sort()) {
    const content = readFileSync(join(FOLDER.pathname, name), 'utf8');
    await call('write_page', { path: name.slice(0, -3), content });
  }
  const changed = await call('edit_page', {
    path: 'Places/Mill',
    old_text: 'The wheel turns again.',
    new_text: 'The wheel turns again, since the repair of the sluice.',
    message: 'The wheel turns',
  });
  await session.close();
  const urls = Object.entries(KINDS).map(([kind, path]) => [kind, edge.url + path.replace('{changed}', changed)]);
  return { edge, urls: Object.fromEntries(urls) };
}

/** The HTML of a page that goes on to another, so that it stays and can be looked at. */
export function withoutRefresh(html: string): string {
  return html.replace(/<meta http-equiv="refresh"[^>]*>/, '');
}

import type { ToolAnswer, ToolContext } from '@holt/mcp/tool';
import { describeManaged } from './describe-managed.ts';

/** A list of wikis with what those are told who manage them. */
export async function addSettings(
  data: ToolAnswer['data'],
  { wikis, caller }: ToolContext,
): Promise<ToolAnswer['data']> {
  const infos = new Map((await wikis.list()).map((info) => [info.id, info]));
  const listed = (data.wikis as { wiki: string }[]).map((listed) => {
    const info = infos.get(listed.wiki);
    return info === undefined ? listed : { ...listed, ...describeManaged(caller, info) };
  });
  return { ...data, wikis: listed };
}

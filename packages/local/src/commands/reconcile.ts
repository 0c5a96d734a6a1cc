import { counted } from '../counted.ts';
import { eachWiki } from '../each-wiki.ts';
import type { LocalHolt } from '../local-holt.ts';
import { print } from '../print.ts';
import { warn } from '../warn.ts';

/** `holt reconcile`: brings what readers see, and what a deployed edge knows, up to what git and the settings hold. */
export async function reconcile(args: string[]): Promise<void> {
  const work: Parameters<typeof eachWiki>[2] = async (wiki, json) => {
    await wiki.reconcile();
    print(json, { wiki: wiki.id }, `${wiki.id} is up to date\n`);
  };
  await eachWiki(args, 'write', work, repairEdge);
}

async function repairEdge({ keyValues }: LocalHolt): Promise<void> {
  const { changed } = (await keyValues.repair?.()) ?? { changed: 0 };
  if (changed > 0) warn(`The edge did not have ${counted(changed, 'entry', 'entries')} as they are. Now it has.`);
}

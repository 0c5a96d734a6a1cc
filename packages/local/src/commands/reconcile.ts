import { eachWiki } from '../each-wiki.ts';
import { print } from '../print.ts';

/** `holt reconcile`: brings what readers see up to what git holds. */
export async function reconcile(args: string[]): Promise<void> {
  await eachWiki(args, 'write', async (wiki, json) => {
    await wiki.reconcile();
    print(json, { wiki: wiki.id }, `${wiki.id} is up to date\n`);
  });
}

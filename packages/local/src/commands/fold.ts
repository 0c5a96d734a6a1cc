import { counted } from '../counted.ts';
import { eachWiki } from '../each-wiki.ts';
import { print } from '../print.ts';

/** `holt fold`: packs what git holds, so that a clone takes few requests, and removes what earlier folds made superfluous. */
export async function fold(args: string[]): Promise<void> {
  await eachWiki(args, 'write', async (wiki, json) => {
    const { packedObjects = 0, removedObjects = 0, pack } = (await wiki.fold()) ?? {};
    print(
      json,
      { wiki: wiki.id, packedObjects, removedObjects, ...(pack === undefined ? {} : { pack }) },
      `${wiki.id}: ${counted(packedObjects, 'object')} packed, ${counted(removedObjects, 'superfluous one')} removed\n`,
    );
  });
}

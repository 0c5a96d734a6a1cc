import { counted } from '../counted.ts';
import { eachWiki } from '../each-wiki.ts';
import { print } from '../print.ts';
import { progressBar } from '../progress-bar.ts';

/** After a backup, or with a new version, all artifacts differ. */
const MAX_LISTED = 20;

/** `holt rebuild`: renders everything anew and replaces what differs. Stopped, it goes on where it was. */
export async function rebuild(args: string[]): Promise<void> {
  await eachWiki(args, 'write', async (wiki, json) => {
    const report = await wiki.rebuild({ onProgress: progressBar('Rendering') });
    const { artifacts, repaired, resumed } = report;
    const goingOn = resumed ? ', going on from where the last rebuild was stopped' : '';
    print(
      json,
      { wiki: wiki.id, ...report },
      `${wiki.id}: ${counted(artifacts, 'artifact')} compared${goingOn}; ${differed(repaired.length)} now\n` +
        listed(repaired),
    );
  });
}

/** A line each, for the first. */
function listed(repaired: readonly { key: string; problem: string }[]): string {
  const lines = repaired.slice(0, MAX_LISTED).map(({ key, problem }) => `  ${problem.padEnd(15)}  ${key}\n`);
  const more = repaired.length - lines.length;
  return lines.join('') + (more > 0 ? `  and ${more} more\n` : '');
}

function differed(count: number): string {
  return counted(count, 'was not as git has it, and is', 'were not as git has them, and are');
}

import type { VerifyReport } from '@holt/wiki';
import { counted } from '../counted.ts';
import { eachWiki } from '../each-wiki.ts';
import { CommandError } from '../errors.ts';
import { print } from '../print.ts';
import { progressBar } from '../progress-bar.ts';

/** `holt verify`: compares what readers see with what git holds, byte for byte, and reads all of git. Changes nothing. */
export async function verify(args: string[]): Promise<void> {
  await eachWiki(args, 'read', async (wiki, json) => {
    const report = await wiki.verify({ onProgress: progressBar('Verifying') });
    print(json, { wiki: wiki.id, ...report }, describe(wiki.id, report));
    const problem = summarise(wiki.id, report);
    if (problem !== '') throw new CommandError(problem);
  });
}

function describe(id: string, { revision, artifacts, differences, objects, damage }: VerifyReport): string {
  return [
    `${id} ${revision === undefined ? '' : `at ${revision} `}has ${counted(artifacts, 'artifact')} and ${counted(objects, 'object')} of git`,
    ...differences.map(({ key, problem }) => `  ${problem.padEnd(10)}  ${key}`),
    ...damage.map(({ key, oid, message }) => `  ${'damaged'.padEnd(10)}  ${key ?? oid ?? ''}  ${message}`),
    '',
  ].join('\n');
}

/** What is wrong, in one line with the remedies; empty when nothing is. */
function summarise(id: string, { differences, damage, complete }: VerifyReport): string {
  const problems = [
    damage.length > 0
      ? `${counted(damage.length, 'object is damaged in git', 'objects are damaged in git')}: a clone or a backup has what was there, and nothing else can bring it back.`
      : '',
    differences.length > 0
      ? `${counted(differences.length, 'artifact is not as git has it', 'artifacts are not as git has them')}: run holt rebuild --wiki ${id}.`
      : '',
    complete ? '' : 'Because of the damage not all artifacts could be compared.',
  ];
  return problems.filter((problem) => problem !== '').join(' ');
}

import { parseArgs } from 'node:util';
import { systemClock } from '@holt/storage';
import { counted } from '../counted.ts';
import { DATA_OPTIONS, readDataPlace } from '../data-place.ts';
import { examinePlace } from '../doctor/examine-place.ts';
import {
  examineAssets,
  examineEdge,
  examineKeys,
  examineKeyValues,
  examineSignIn,
  examineSite,
} from '../doctor/examine-site.ts';
import { examineWikis } from '../doctor/examine-wikis.ts';
import type { Finding } from '../doctor/finding.ts';
import { CommandError } from '../errors.ts';
import { print } from '../print.ts';

const MARKS = { ok: 'ok', note: 'note', warning: 'WARNING', problem: 'PROBLEM' } as const;

/** `holt doctor`: what is configured of a folder or a deployment, what is missing, and what to do. Repairs nothing. */
export async function doctor(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { ...DATA_OPTIONS, json: { type: 'boolean', default: false } } });
  const place = readDataPlace(values);
  const findings: Finding[] = [];
  const tell = (finding: Finding) => {
    findings.push(finding);
    if (!values.json) print(false, undefined, describe(finding));
  };

  const examined = await examinePlace(place, tell);
  const { location, store, keyValues, deployment } = examined;
  await examineAssets(store, tell);
  examineSignIn(process.env, examined, tell);
  const entries = keyValues && (await examineKeyValues(keyValues, tell));
  if (keyValues !== undefined && entries !== undefined) {
    await examineEdge(entries, examined, tell);
    examineSite(entries, examined, tell);
    await examineKeys({ ...examined, keyValues }, systemClock, tell);
    await examineWikis({ store, keyValues, entries, clock: systemClock }, tell);
  }

  const count = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length;
  const facts = { location, ...(deployment && { origin: deployment.origin }), findings };
  print(
    values.json,
    facts,
    `\n${location}: ${counted(count('problem'), 'problem')}, ${counted(count('warning'), 'warning')}\n`,
  );
  if (count('problem') > 0) {
    const named = [...new Set(findings.filter(({ state }) => state === 'problem').map(({ name }) => name))];
    throw new CommandError(`Something does not work here: ${named.join(', ')}.`);
  }
}

function describe({ name, state, found, remedy }: Finding): string {
  return `${MARKS[state].padEnd(8)}${name.padEnd(20)} ${found}${remedy === undefined ? '' : `\n${' '.repeat(29)}${remedy}`}\n`;
}

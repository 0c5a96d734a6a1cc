import { parseArgs } from 'node:util';
import { checkWikiId, hostKey } from '@holt/edge';
import { DATA_OPTIONS, readDataPlace } from '../data-place.ts';
import { UsageError } from '../errors.ts';
import { openLocalHolt } from '../local-holt.ts';
import { print } from '../print.ts';

const PREFIX = hostKey('');
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** `holt host set|remove|list`: hosts of the site that serve only one owner's wikis, or one wiki. */
export async function host(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { ...DATA_OPTIONS, json: { type: 'boolean', default: false } },
  });
  const [action, name, target, ...others] = positionals;
  const given = [name, target, ...others].filter((text) => text !== undefined).length;
  const expected = { list: 0, remove: 1, set: 2 }[action ?? ''];
  if (expected === undefined || given !== expected) {
    throw new UsageError('Say what to do: holt host set HOST OWNER[/NAME], remove HOST, or list.');
  }
  const place = readDataPlace(values);
  const { keyValues } = await openLocalHolt(place, action === 'list' ? 'read' : 'write');
  if (name !== undefined) {
    if (!HOST_NAME.test(name)) throw new UsageError(`"${name}" is no host name in lower case, without a port.`);
    if (target === undefined) await keyValues.update({ delete: [hostKey(name)] });
    else await keyValues.update({ put: { [hostKey(name)]: checkTarget(target) } });
  }
  const hosts = (await keyValues.entries())
    .filter(({ key }) => key.startsWith(PREFIX))
    .map(({ key, value }) => ({ host: key.slice(PREFIX.length), serves: value }));
  print(values.json, hosts, hosts.map((one) => `${one.host}\t${one.serves}\n`).join(''));
}

function checkTarget(target: string): string {
  const reason = checkWikiId(target.includes('/') ? target : `${target}/w`);
  if (reason !== '') throw new UsageError(`"${target}" is neither an owner nor a wiki: ${reason}`);
  return target;
}

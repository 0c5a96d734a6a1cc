import { parseArgs } from 'node:util';
import { DATA_OPTIONS, readDataPlace } from '../data-place.ts';
import { UsageError } from '../errors.ts';
import { openLocalHolt } from '../local-holt.ts';
import { print } from '../print.ts';

/** `holt keys rotate|retire|list`: the keys that sign and check tokens. */
export async function keys(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { ...DATA_OPTIONS, force: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
  });
  const [action, kid, ...others] = positionals;
  if (others.length > 0 || (action === 'retire') !== (kid !== undefined)) {
    throw new UsageError('Say what to do: holt keys list, rotate, or retire KID.');
  }
  const place = readDataPlace(values);
  if (action === 'list') {
    const live = await (await openLocalHolt(place, 'read')).keys.list();
    const lines = live.map(
      (key) => `${key.kid}\t${new Date(key.madeAt * 1000).toISOString()}\t${key.signs ? 'signs' : ''}\n`,
    );
    print(values.json, live, lines.join(''));
    return;
  }
  if (action !== 'rotate' && action !== 'retire')
    throw new UsageError('Say what to do: holt keys list, rotate, or retire KID.');
  const holt = await openLocalHolt(place, 'write');
  const { force } = values;
  if (action === 'retire' && kid !== undefined) {
    await holt.keys.retire(kid, { tokens: holt.tokens, force });
    print(values.json, { retired: kid }, `${kid} is no longer good.\n`);
    return;
  }
  const rotated = await holt.keys.rotate({ tokens: holt.tokens, force });
  const retired = rotated.retired === undefined ? '' : ` ${rotated.retired} is no longer good.`;
  print(values.json, rotated, `${rotated.kid} is live, and signs in a minute.${retired}\n`);
}

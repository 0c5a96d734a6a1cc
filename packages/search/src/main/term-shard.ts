import { isTitleTerm } from '../words.ts';
import { createByteReader } from './byte-reader.ts';
import { createByteWriter } from './byte-writer.ts';
import { seal, unseal } from './checksum.ts';
import { commonUnits } from './common-units.ts';
import type { Term } from './main.ts';
import { readList } from './posting-list.ts';

/** A shard ends before it takes more. */
const MAX_SHARD_BYTES = 3 * 1024;
/** A shard of whole titles: one is asked for beside the words of most questions. */
const MAX_TITLES_BYTES = 2 * 1024;
/** A list that takes more lies apart. */
export const MAX_LIST_BYTES = 4 * 1024;
/** What a shard has beside its terms: two numbers and the checksum. */
const FRAME_BYTES = 10;

/**
 * Terms and their lists, as bytes: how many terms; for each, how many units it begins with of the term before it, how many come then, and
 * its pages times two, and one more where the list lies apart, followed by where, and what it takes; how many bytes the terms' own units
 * take; these units; the lists that lie here; a checksum.
 */
export interface ShardBuilder {
  /**
   * @returns the shard that ended before the term, if one did
   * @throws RangeError for a term that doesn't come after the one before it, or is not well-formed: no reader could read the shard
   */
  add(term: Term): Uint8Array | undefined;
  /** @returns the last shard */
  end(): Uint8Array | undefined;
}

export function createShardBuilder(): ShardBuilder {
  let shard = emptyShard();
  let before = '';
  const end = (): Uint8Array | undefined => {
    if (shard.terms === 0) return undefined;
    const ended = sealShard(shard);
    shard = emptyShard();
    return ended;
  };
  return {
    add: (term) => {
      if (term.text <= before || !term.text.isWellFormed()) {
        throw new RangeError(`The term ${JSON.stringify(term.text)} can't be written after ${JSON.stringify(before)}`);
      }
      before = term.text;
      const most = isTitleTerm(term.text) ? MAX_TITLES_BYTES : MAX_SHARD_BYTES;
      const isOver = bytesWith(shard, term) > most || isTitleTerm(shard.last) !== isTitleTerm(term.text);
      const ended = isOver ? end() : undefined;
      write(shard, term);
      return ended;
    },
    end,
  };
}

interface Shard {
  terms: number;
  last: string;
  numbers: ReturnType<typeof createByteWriter>;
  units: ReturnType<typeof createByteWriter>;
  lists: ReturnType<typeof createByteWriter>;
}

function emptyShard(): Shard {
  const [numbers, units, lists] = [createByteWriter(), createByteWriter(), createByteWriter()];
  return { terms: 0, last: '', numbers, units, lists };
}

/** At most what the shard takes with one term more. */
function bytesWith({ numbers, units, lists }: Shard, { text, list }: Term): number {
  const listBytes = typeof list === 'number' ? 8 : list.length;
  return FRAME_BYTES + numbers.length + units.length + lists.length + 8 + text.length * 3 + listBytes;
}

function write(shard: Shard, { text, count, list, apartBytes = 0 }: Term): void {
  const { numbers, units, lists } = shard;
  const shared = commonCharacters(shard.last, text);
  numbers.number(shared);
  numbers.number(text.length - shared);
  units.text(text.slice(shared));
  if (typeof list === 'number') {
    numbers.number(count * 2 + 1);
    numbers.number(list);
    numbers.number(apartBytes);
  } else {
    numbers.number(count * 2);
    lists.bytes(list);
  }
  shard.terms++;
  shard.last = text;
}

/** In units; a surrogate pair stays whole. */
function commonCharacters(one: string, other: string): number {
  const units = commonUnits(one, other);
  const last = one.charCodeAt(units - 1);
  return last >= 0xd800 && last <= 0xdbff ? units - 1 : units;
}

function sealShard({ terms, numbers, units, lists }: Shard): Uint8Array {
  const writer = createByteWriter();
  writer.number(terms);
  writer.bytes(numbers.written());
  writer.number(units.length);
  writer.bytes(units.written());
  writer.bytes(lists.written());
  return seal(writer.written());
}

/**
 * @param pages of the main part
 * @throws SearchError `damaged`
 */
export function decodeShard(name: string, bytes: Uint8Array, pages: number): Term[] {
  const reader = createByteReader(name, unseal(name, bytes));
  const terms = reader.number();
  if (terms > reader.left / 3) throw reader.damaged();
  const heads = Array.from({ length: terms }, () => {
    const [shared, more, counted] = [reader.number(), reader.number(), reader.number()];
    const count = Math.floor(counted / 2);
    if (count < 1 || count > pages) throw reader.damaged();
    if (counted % 2 === 0) return { shared, more, count };
    return { shared, more, count, list: reader.number(), apartBytes: reader.number() };
  });
  const units = reader.text(reader.number());
  let at = 0;
  let last = '';
  const decoded = heads.map(({ shared, more, count, ...apart }): Term => {
    const text = last.slice(0, shared) + units.slice(at, at + more);
    if (text.length !== shared + more || text <= last) throw reader.damaged();
    at += more;
    last = text;
    if (apart.list !== undefined) return { text, count, list: apart.list, apartBytes: apart.apartBytes };
    return { text, count, list: readList(reader, count, pages) };
  });
  if (reader.left > 0 || at < units.length) throw reader.damaged();
  return decoded;
}

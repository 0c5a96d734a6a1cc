import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Dice } from '../../simulation/dice.ts';
import { versionOf } from './marks.ts';
import { type Day, WIKI } from './start-day.ts';

const MAX_SENDINGS = 30;
const MAX_CONFLICTS = 20;
const SENT_TWICE = 0.1;
/** Between two errands of one agent. */
const PAUSE_SECONDS = { least: 10, most: 100 };

/** A page as an agent was told of it. */
export interface KnownPage {
  version: string;
  content: string;
}

/** What a write changes: the arguments of its tool, from the pages as its agent knows them. */
export interface Errand {
  id: string;
  tool: string;
  /** The pages that it is made on, by path. */
  bases: ReadonlyMap<string, KnownPage>;
  /** The arguments, on these bases or on newer ones that a conflict told of. */
  toArguments(bases: ReadonlyMap<string, KnownPage>): Record<string, unknown>;
  /** Its agent gives no base version, and is told afterwards what it replaced. */
  isBlind?: boolean;
}

/** What became of a write, as its agent knows it. */
export interface WriteRecord {
  agent: string;
  errand: Errand;
  outcome: 'acknowledged' | 'refused';
  /** The code, of a refused one. */
  code?: string;
  /** Of an acknowledged one. */
  data?: Record<string, unknown>;
  text?: string;
  /** What the pages were, as far as the agent knew, when it sent what was acknowledged. */
  bases: ReadonlyMap<string, KnownPage>;
  conflicts: number;
}

/** A page or file that was read, and as of which commit. */
export interface ReadRecord {
  agent: string;
  file: string;
  version: string;
  revision: string;
  /** The commit of the agent's last write that had been acknowledged when it asked. */
  after: string | undefined;
}

/** What changed, as an agent was told. */
export interface ChangesRecord {
  since: string;
  revision: string;
  commits: readonly string[];
}

/** What all agents did, and what they noticed themselves. */
export interface Journal {
  writes: WriteRecord[];
  reads: ReadRecord[];
  changes: ChangesRecord[];
  calls: Map<string, number>;
  counts: { retries: number; sentTwice: number; replayed: number; merged: number; conflicts: number; resolved: number };
  /** What no agent should be told, in words. */
  surprises: string[];
}

export interface Answer {
  isError: boolean;
  text: string;
  data: Record<string, unknown>;
}

/** One agent: what it was told, and how it calls tools over a network that loses calls. */
export class Agent {
  readonly name: string;
  readonly dice: Dice;
  /** The pages that it was told of, as far as it knows how they are. */
  readonly known = new Map<string, KnownPage>();
  /** The commit of its last acknowledged write. */
  lastWrite: string | undefined;
  /** HEAD, when it last asked for changes. */
  lastLook: string | undefined;
  readonly #client: Client;
  readonly #day: Day;
  readonly #journal: Journal;

  constructor(name: string, parts: { client: Client; dice: Dice; day: Day; journal: Journal }) {
    this.name = name;
    this.dice = parts.dice;
    this.#client = parts.client;
    this.#day = parts.day;
    this.#journal = parts.journal;
  }

  pause(): void {
    this.#day.clock.pass(this.dice.between(PAUSE_SECONDS.least, PAUSE_SECONDS.most));
  }

  /** Calls a tool, again when it hears nothing. Writes are sent again as they were, under the same key. */
  async call(tool: string, input: Record<string, unknown> = {}): Promise<Answer> {
    const { calls, counts } = this.#journal;
    calls.set(tool, (calls.get(tool) ?? 0) + 1);
    for (let sending = 1; ; sending++) {
      const answer = await this.#send(tool, input).catch((error: unknown) => {
        if (!(error instanceof TypeError) || sending === MAX_SENDINGS) throw error;
        return undefined;
      });
      const code = answer && codeOf(answer);
      const isOver = answer !== undefined && !['busy', 'unknown-outcome'].includes(code ?? '');
      if (isOver || sending === MAX_SENDINGS) return answer as Answer;
      counts.retries += 1;
    }
  }

  /** Writes: on a conflict again, with nothing but what the refusal told. */
  async write(errand: Errand): Promise<WriteRecord> {
    const { counts, writes } = this.#journal;
    let { bases } = errand;
    for (let conflicts = 0; ; conflicts++) {
      const input = {
        ...errand.toArguments(bases),
        message: `Write ${errand.id}`,
        idempotency_key: `${errand.id}.${conflicts}`,
      };
      const answer = await this.#callOnceOrTwice(errand.tool, input);
      const told = codeOf(answer) === 'conflict' ? this.#readConflict(errand, answer, bases) : undefined;
      if (told !== undefined && conflicts < MAX_CONFLICTS) {
        bases = new Map([...bases, told]);
        continue;
      }
      const record = this.#conclude(errand, answer, bases, conflicts);
      if (conflicts > 0 && record.outcome === 'acknowledged') counts.resolved += 1;
      writes.push(record);
      return record;
    }
  }

  async read(path: string): Promise<KnownPage | undefined> {
    const after = this.lastWrite;
    const { isError, data } = await this.call('read_page', { path });
    this.known.delete(path);
    if (isError) return undefined;
    const page = this.learn(path, String(data.version), String(data.content));
    this.#journal.reads.push({
      agent: this.name,
      file: `${path}.md`,
      version: page.version,
      revision: String(data.revision),
      after,
    });
    return page;
  }

  /** Keeps what a page is, if it is as it was told: the version is the text's own hash. */
  learn(path: string, version: string, content: string): KnownPage {
    if (versionOf(content) !== version) this.surprise(`${path} at ${version} has another text than it was told`);
    const page = { version, content };
    this.known.set(path, page);
    return page;
  }

  surprise(what: string): void {
    this.#journal.surprises.push(`${this.name}: ${what}`);
  }

  async #send(tool: string, input: Record<string, unknown>): Promise<Answer> {
    const args = tool === 'list_wikis' ? input : { wiki: WIKI, ...input };
    const result = await this.#client.callTool({ name: tool, arguments: args });
    const content = result.content as { type: string; text?: string }[];
    return {
      isError: result.isError === true,
      text: content.map(({ text }) => text ?? '').join('\n'),
      data: (result.structuredContent ?? {}) as Record<string, unknown>,
    };
  }

  /** Now and then the same is sent twice at the same time: both must be told the same. */
  async #callOnceOrTwice(tool: string, input: Record<string, unknown>): Promise<Answer> {
    const { counts } = this.#journal;
    if (!this.dice.chance(SENT_TWICE)) return this.call(tool, input);
    counts.sentTwice += 1;
    const [one, other] = await Promise.all([this.call(tool, input), this.call(tool, input)]);
    const isSame = one.isError === other.isError && one.data.revision === other.data.revision;
    if (!isSame)
      this.surprise(`${tool} ${input.message}, sent twice, was answered in two ways: ${one.text} ${other.text}`);
    return one;
  }

  /** The page that a refusal tells of. Nothing else is asked. */
  #readConflict(
    errand: Errand,
    { data, text }: Answer,
    bases: ReadonlyMap<string, KnownPage>,
  ): [string, KnownPage] | undefined {
    this.#journal.counts.conflicts += 1;
    const error = data.error as Record<string, unknown>;
    const { path, base, mine, theirs, current_version: version } = error;
    const sent = bases.get(String(path));
    const changesText = !['rename_page', 'delete_page'].includes(errand.tool);
    const isTold = base === sent?.content && (typeof mine === 'string' || !changesText);
    if (!isTold) this.surprise(`${errand.id}: the conflict does not tell base and mine: ${text.slice(0, 300)}`);
    if (theirs === undefined && version === undefined) return undefined;
    const isWhole = typeof theirs === 'string' && versionOf(theirs) === version && text.includes(String(version));
    if (!isWhole) this.surprise(`${errand.id}: the conflict does not tell what is there: ${text.slice(0, 300)}`);
    return [String(path), { version: String(version), content: String(theirs) }];
  }

  #conclude(errand: Errand, answer: Answer, bases: ReadonlyMap<string, KnownPage>, conflicts: number): WriteRecord {
    const { counts } = this.#journal;
    const record = { agent: this.name, errand, bases, conflicts };
    for (const path of bases.keys()) this.known.delete(path);
    if (answer.isError) {
      return { ...record, outcome: 'refused', code: codeOf(answer) ?? 'none', text: answer.text };
    }
    if (answer.data.replayed === true) counts.replayed += 1;
    if (answer.data.merged === true) counts.merged += 1;
    if (answer.data.published !== true) this.surprise(`${errand.id} was not published: ${answer.text}`);
    this.lastWrite = String(answer.data.revision);
    return { ...record, outcome: 'acknowledged', data: answer.data, text: answer.text };
  }
}

function codeOf({ isError, data }: Answer): string | undefined {
  return isError ? String((data.error as Record<string, unknown> | undefined)?.code) : undefined;
}

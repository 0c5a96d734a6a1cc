import { MemoryObjectStore } from '@holt/storage';
import { countTokens } from '../../../packages/mcp/src/testing/count-tokens.ts';
import { median, round } from '../figures.ts';
import type { Row, Table } from '../table.ts';
import { buildWiki, openBenchWikis } from '../write/build-wiki.ts';
import { inFolders, type WikiShape } from '../write/wiki-shape.ts';
import { type BenchServer, startServer } from './start-server.ts';

const SIZES = [20, 2000, 20_000];
/** In each round every wiki is asked everything once, in alternating order. */
const ROUNDS = 31;
/** The first rounds are not counted: code is being compiled, and what a wiki needs is read. */
const WARMING = 3;

const WHAT = ['read_page', 'edit_page', 'search'] as const;
type What = (typeof WHAT)[number];

/** What one wiki took in one round, milliseconds. */
type Times = Partial<Record<What, number>>;

/** An agent's calls of wikis of several sizes, from the message to its answer; and how long the list of tools is for a model. */
export async function benchMcp({ sizes = SIZES }: { sizes?: readonly number[] } = {}): Promise<Table[]> {
  const store = new MemoryObjectStore();
  const shapes = sizes.map(inFolders);
  for (const shape of shapes) {
    await buildWiki(store, shape);
    // As the schedule does.
    await (await openBenchWikis(store).open(shape.id)).fold();
  }
  const server = await startServer(store);

  const rounds: Map<WikiShape, Times>[] = [];
  for (let i = 0; i < WARMING + ROUNDS; i++) {
    const times = new Map<WikiShape, Times>();
    for (const shape of i % 2 === 0 ? shapes : shapes.toReversed()) {
      times.set(shape, await askAll(server, shape, i));
    }
    if (i >= WARMING) rounds.push(times);
  }
  return [
    { title: 'A call, store: memory', rows: shapes.map((shape) => figuresOf(shape, rounds)) },
    { title: `The same, against ${sizes[0]} pages`, rows: ratiosOf(shapes, rounds) },
    await weighTools(server),
  ];
}

async function askAll(server: BenchServer, { id: wiki, pages, path }: WikiShape, i: number) {
  const times: Times = {};
  const time = async <T>(what: What, work: () => Promise<T>): Promise<T> => {
    const from = performance.now();
    const result = await work();
    times[what] = performance.now() - from;
    return result;
  };
  const index = (i * 7919) % pages;
  const at = { wiki, path: path(index) };
  const page = await time('read_page', () => server.call('read_page', at));
  // Another round may have been here.
  const [text] = /Text (\d+ )?of/.exec(String(page.content)) ?? [];
  const edit = { ...at, old_text: text, new_text: `Text ${i} of`, base_version: page.version };
  await time('edit_page', () => server.call('edit_page', edit));
  const query = `"Text ${i} of"`;
  const { hits } = await time('search', () => server.call('search', { wiki, query }));
  if ((hits as unknown[]).length !== 1) throw new Error(`In ${wiki}, ${query} was not found once.`);
  return times;
}

const timesOf = (shape: WikiShape, rounds: readonly Map<WikiShape, Times>[], what: What) =>
  rounds.map((times) => times.get(shape)?.[what]).filter((ms) => ms !== undefined);

function figuresOf(shape: WikiShape, rounds: readonly Map<WikiShape, Times>[]): Row {
  const figures = WHAT.map((what) => [`${what}, ms`, round(median(timesOf(shape, rounds, what)))]);
  return { what: shape.name, ...Object.fromEntries(figures) };
}

/** Each ratio is taken within one round; then the median. */
function ratiosOf([small, ...others]: readonly WikiShape[], rounds: readonly Map<WikiShape, Times>[]): Row[] {
  return others.map((shape) => {
    const ratios = WHAT.map((what) => {
      const least = timesOf(small as WikiShape, rounds, what);
      return [what, round(median(timesOf(shape, rounds, what).map((ms, i) => ms / (least[i] as number))))];
    });
    return { what: shape.name, ...Object.fromEntries(ratios) };
  });
}

async function weighTools(server: BenchServer): Promise<Table> {
  const tools = (await server.listTools()) as { name: string }[];
  const largest = tools.toSorted((a, b) => countTokens(b) - countTokens(a)).slice(0, 3);
  return {
    title: 'The list of tools',
    rows: [
      {
        what: `all ${tools.length} tools`,
        tokens: countTokens({ tools }),
        bytes: Buffer.byteLength(JSON.stringify({ tools })),
      },
      ...largest.map((tool) => ({
        what: tool.name,
        tokens: countTokens(tool),
        bytes: Buffer.byteLength(JSON.stringify(tool)),
      })),
    ],
    notes: ['Tokens of the JSON that `tools/list` answers, by the encoding o200k_base.'],
  };
}

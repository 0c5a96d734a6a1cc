import { expect, it } from 'vitest';
import { openDice } from '../simulation/dice.ts';
import { Agent, type Journal } from './agents-day/agent.ts';
import { checkDay } from './agents-day/check-day.ts';
import { work } from './agents-day/errands.ts';
import { formatDay } from './agents-day/format-day.ts';
import { readCommits } from './agents-day/read-commits.ts';
import { startDay } from './agents-day/start-day.ts';

const SEED = Number(process.env.HOLT_SEED ?? 6);
const PAGES = 2000;
const AGENTS = 5;
const ERRANDS_EACH = 200;
const TIMEOUT_MS = 900_000;

it(
  `${AGENTS} agents change one wiki of ${PAGES} pages at the same time, ${AGENTS * ERRANDS_EACH} times in all: nothing is lost, doubled or overwritten unseen`,
  async () => {
    const day = await startDay(SEED, PAGES);
    const journal: Journal = {
      writes: [],
      reads: [],
      changes: [],
      calls: new Map(),
      counts: { retries: 0, sentTwice: 0, replayed: 0, merged: 0, conflicts: 0, resolved: 0 },
      surprises: [],
    };
    const names = Array.from({ length: AGENTS }, (_, i) => `agent-${i + 1}`);
    const clients = await Promise.all(names.map((name) => day.connect(name)));
    const tools = new Set((await clients[0]?.listTools())?.tools.map(({ name }) => name));
    await Promise.all(
      names.map((name, i) => {
        const client = clients[i] as (typeof clients)[number];
        const agent = new Agent(name, { client, dice: openDice(`${SEED} ${name}`), day, journal });
        return work(agent, { errands: ERRANDS_EACH, pages: PAGES, journal });
      }),
    );

    const commits = await readCommits(day.store);
    const violations = checkDay(journal, commits);
    process.stdout.write(
      formatDay({ seed: SEED, journal, violations, commits: commits.length, lost: day.network.lost }),
    );
    const found = { ...violations, surprises: journal.surprises, logged: day.logged };
    expect(Object.entries(found).flatMap(([kind, list]) => list.slice(0, 5).map((what) => `${kind}: ${what}`))).toEqual(
      [],
    );
    const refused = journal.writes.filter(({ outcome }) => outcome === 'refused');
    const codes = new Set(refused.map(({ code }) => code));
    expect([...codes].filter((code) => !ACCOUNTED_FOR.includes(code ?? ''))).toEqual([]);
    expect(await (await day.openWiki()).verify()).toMatchObject({ differences: [], damage: [], complete: true });

    // It was a day on which something happened.
    const { counts } = journal;
    const { requests, answers } = day.network.lost;
    const figures = { ...counts, requests, answers, acknowledged: journal.writes.length - refused.length };
    for (const [name, least] of Object.entries(LEAST)) {
      expect(figures[name as keyof typeof figures], name).toBeGreaterThanOrEqual(least);
    }
    expect(counts.resolved).toBeGreaterThan(0);
    expect([...tools].filter((tool) => !journal.calls.has(tool) && !NOT_TODAY.includes(tool))).toEqual([]);
  },
  TIMEOUT_MS,
);

/** Why a write may be refused for good: the page went away meanwhile. */
const ACCOUNTED_FOR = ['page-not-found', 'conflict'];
/** Tools that have nothing to do on this day. */
const NOT_TODAY = ['list_wikis', 'revert_commit', 'delete_attachment'];
const LEAST = {
  acknowledged: 300,
  conflicts: 15,
  merged: 10,
  replayed: 10,
  retries: 50,
  requests: 15,
  answers: 25,
  sentTwice: 20,
};

import { openAgentTokens, openKeyRing } from '@holt/auth';
import { startProvider } from '@holt/auth/testing';
import type { HandlerBundle, HandlerName } from '@holt/lambda/build';
import { systemClock, systemRandom } from '@holt/storage';
import type { RadosGatewayAddress } from '@holt/storage/testing/s3';
import { openWikis } from '@holt/wiki';
import { toFunctionUrlEvent, toResponse } from '../../deployed/function-url-event.ts';
import { ORIGIN, SECRETS, type ServedDeployment, serveDeployment } from '../../deployed/serve-deployment.ts';
import { toolRequest } from '../../deployed/tool-request.ts';
import { median, round } from '../figures.ts';
import type { Row } from '../table.ts';

type Bundles = Readonly<Record<HandlerName, HandlerBundle>>;

const WARM_EVENTS = 9;
/** Fewer than the model of costs assumes for Amazon S3. */
const STORE_MS = 20;
const DAY_SECONDS = 24 * 60 * 60;
const AUTHOR = { name: 'Ada', email: 'ada@example.org' };

/** What one process of a handler is given to do. */
interface Work {
  name: HandlerName;
  what: string;
  /** What the store takes longer to answer than it takes here, in milliseconds. */
  storeMs?: number;
  /** Called before a process starts: gives what makes its events, another each time. */
  begin(): Promise<() => Promise<unknown>>;
  /** A look at what came of an event. */
  check(result: unknown): Promise<void>;
}

interface Times {
  firstMs: number;
  warmMs: number;
}

/**
 * The first event that a new process gets, beside the median of those after it, without and with a compile cache in turns: a page written by MCP, a
 * person sent to the provider, and the notification of a write. The first event waits for the process, as it does on Lambda.
 */
export async function measureFirsts(
  gateway: RadosGatewayAddress,
  { plain, cached }: { plain: Bundles; cached: Bundles },
  rounds: number,
): Promise<Row[]> {
  const provider = await startProvider({ sites: [ORIGIN], users: [] });
  const variables = {
    HOLT_OIDC_ISSUER: provider.issuer,
    HOLT_OIDC_CLIENT_ID: provider.settings.clientId,
    HOLT_OIDC_CLIENT_SECRET: provider.settings.clientSecret,
  };
  const kinds: [kind: string, deployment: ServedDeployment][] = [
    ['plain', await serveDeployment(gateway, plain, variables)],
    ['cached', await serveDeployment(gateway, cached, variables)],
  ];
  try {
    const works = await Promise.all(
      kinds.map(async ([kind, deployment]) => ({ kind, deployment, all: await setUp(deployment) })),
    );
    const times = new Map<string, Times[]>();
    for (let i = 0; i < rounds; i++) {
      for (const { kind, deployment, all } of i % 2 === 0 ? works : works.toReversed()) {
        for (const work of all) {
          const name = `${work.what} ${kind}`;
          times.set(name, [...(times.get(name) ?? []), await measure(deployment, work)]);
        }
      }
    }
    return (works[0]?.all ?? []).map(({ what }) => {
      const row: Row = { what };
      for (const [kind] of kinds) Object.assign(row, figuresOf(kind, times.get(`${what} ${kind}`) ?? []));
      return row;
    });
  } finally {
    for (const [, { close }] of kinds) await close();
    await provider.close();
  }
}

function figuresOf(kind: string, times: readonly Times[]): Omit<Row, 'what'> {
  return {
    [`first, ${kind}, ms`]: round(median(times.map(({ firstMs }) => firstMs)), 1),
    [`warm, ${kind}, ms`]: round(median(times.map(({ warmMs }) => warmMs)), 1),
    [`${kind}, first against warm`]: round(median(times.map(({ firstMs, warmMs }) => firstMs / warmMs))),
  };
}

async function measure({ start, s3 }: ServedDeployment, { name, begin, check, storeMs = 0 }: Work): Promise<Times> {
  const makeEvent = await begin();
  const events: unknown[] = [];
  for (let i = 0; i <= WARM_EVENTS; i++) events.push(await makeEvent());
  s3.delayAnswers(storeMs);
  const running = await start(name);
  const times: number[] = [];
  for (const event of events) {
    const { result, ms } = await running.time(event);
    await check(result);
    times.push(ms);
  }
  await running.stop();
  s3.delayAnswers(0);
  const [firstMs = Number.NaN, ...warm] = times;
  return { firstMs, warmMs: median(warm) };
}

function pageOf(edition: number) {
  return { op: 'put', path: 'Plan', content: `# Plan\n\nEdition ${edition} of it.\n` } as const;
}

async function setUp({ start, store, keyValues }: ServedDeployment): Promise<Work[]> {
  const maintenance = await start('maintenance');
  await maintenance.invoke({ task: 'set-up' });
  await maintenance.stop();
  const parts = { store, keyValues, clock: systemClock, random: systemRandom };
  const wikis = openWikis(parts);
  const published = await wikis.create('me/published');
  const tokens = openAgentTokens({ ...parts, ring: openKeyRing(parts), issuer: ORIGIN, audience: ORIGIN });
  let count = 0;
  const fromEdge = (request: Request) => {
    request.headers.set('x-holt-host', new URL(ORIGIN).host);
    return toFunctionUrlEvent(request, SECRETS.origin);
  };
  const write = {
    name: 'write',
    /** A wiki of the process's own, with the page that it writes: of one that many others have just written to, a limit of writes makes it read the history. */
    async begin() {
      const wiki = `me/notes-${++count}`;
      await (await wikis.create(wiki)).write({ changes: [pageOf(0)], author: AUTHOR, message: 'Plan' });
      const rights = { wikis: [wiki], scope: ['read' as const, 'write' as const], ttlSeconds: DAY_SECONDS };
      const { token } = await tokens.create({ name: 'bench', subject: `agent-${count}@example.org`, ...rights });
      let edition = 0;
      return async () => {
        const { path, content } = pageOf(++edition);
        return fromEdge(toolRequest(token, 'write_page', { wiki, path, content }));
      };
    },
    async check(result) {
      const { structuredContent } = JSON.parse(await toResponse(result).text()).result;
      if (structuredContent?.published !== true) throw new Error('A write was not published.');
    },
  } as const satisfies Omit<Work, 'what'>;
  return [
    { ...write, what: 'write: write_page' },
    { ...write, what: `write: write_page, each answer of the store ${STORE_MS} ms later`, storeMs: STORE_MS },
    {
      name: 'auth',
      what: 'auth: sign-in',
      begin: async () => () => fromEdge(new Request(`${ORIGIN}/auth/sign-in`)),
      async check(result) {
        if (toResponse(result).status !== 302) throw new Error('Nobody was sent to the provider.');
      },
    },
    {
      name: 'maintenance',
      what: 'maintenance: a notification, all published',
      async begin() {
        await published.publish();
        return async () => ({ Records: [{ s3: { object: { key: 'git/me/published/info/refs' } } }] });
      },
      async check() {},
    },
  ];
}

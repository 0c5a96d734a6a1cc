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

const WIKI = 'me/notes';
const WARM_EVENTS = 9;
const WRITES_A_SUBJECT = 40;
const DAY_SECONDS = 24 * 60 * 60;

/** An event of a handler, another each time; and a look at what came of it. */
interface Work {
  name: HandlerName;
  what: string;
  makeEvent(): Promise<unknown>;
  check(result: unknown): Promise<void>;
}

interface Times {
  firstMs: number;
  warmMs: number;
}

/**
 * The first event that a new process gets, beside the median of those after it, without and with a compile cache in turns: a page written by MCP, a
 * person sent to the provider, and the notification of a write.
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

async function measure({ start }: ServedDeployment, { name, makeEvent, check }: Work): Promise<Times> {
  const running = await start(name);
  const times: number[] = [];
  for (let i = 0; i <= WARM_EVENTS; i++) {
    const { result, ms } = await running.time(await makeEvent());
    await check(result);
    times.push(ms);
  }
  await running.stop();
  const [firstMs = Number.NaN, ...warm] = times;
  return { firstMs, warmMs: median(warm) };
}

async function setUp({ start, store, keyValues }: ServedDeployment): Promise<Work[]> {
  const maintenance = await start('maintenance');
  await maintenance.invoke({ task: 'set-up' });
  await maintenance.stop();
  const parts = { store, keyValues, clock: systemClock, random: systemRandom };
  const wiki = await openWikis(parts).create(WIKI);
  const tokens = openAgentTokens({ ...parts, ring: openKeyRing(parts), issuer: ORIGIN, audience: ORIGIN });
  let [writes, token] = [0, ''];
  /** Somebody else's from time to time: one may write 60 pages a minute. */
  const currentToken = async (): Promise<string> => {
    if (writes % WRITES_A_SUBJECT === 0) {
      const subject = `agent-${writes / WRITES_A_SUBJECT}@example.org`;
      const rights = { wikis: [WIKI], scope: ['read' as const, 'write' as const], ttlSeconds: DAY_SECONDS };
      ({ token } = await tokens.create({ name: 'bench', subject, ...rights }));
    }
    return token;
  };
  const page = () => ({ wiki: WIKI, path: 'Plan', content: `# Plan\n\nEdition ${++writes} of it.\n` });
  const fromEdge = (request: Request) => {
    request.headers.set('x-holt-host', new URL(ORIGIN).host);
    return toFunctionUrlEvent(request, SECRETS.origin);
  };
  return [
    {
      name: 'write',
      what: 'write: write_page',
      makeEvent: async () => fromEdge(toolRequest(await currentToken(), 'write_page', page())),
      async check(result) {
        const { structuredContent } = JSON.parse(await toResponse(result).text()).result;
        if (structuredContent?.published !== true) throw new Error('A write was not published.');
      },
    },
    {
      name: 'auth',
      what: 'auth: sign-in',
      makeEvent: () => fromEdge(new Request(`${ORIGIN}/auth/sign-in`)),
      async check(result) {
        if (toResponse(result).status !== 302) throw new Error('Nobody was sent to the provider.');
      },
    },
    {
      name: 'maintenance',
      what: 'maintenance: a notification, all published',
      async makeEvent() {
        await wiki.publish();
        return { Records: [{ s3: { object: { key: `git/${WIKI}/info/refs` } } }] };
      },
      async check() {},
    },
  ];
}

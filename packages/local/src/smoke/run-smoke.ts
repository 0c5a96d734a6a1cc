import { resolve, wikiUrl } from '@holt/edge';
import type { Clock, Random } from '@holt/storage';
import { CommandError } from '../errors.ts';
import { AGENT_CHECKS, DELETE_CHECKS, deleteLeftPage } from './agent-checks.ts';
import { type Check, CheckFailure, NotMade, type Scene } from './check.ts';
import { checkIsHolt } from './check-is-holt.ts';
import { CLONE_CHECK } from './clone-check.ts';
import { HEADER_CHECKS } from './header-checks.ts';
import type { Send } from './http.ts';
import { READING_CHECKS } from './reading-checks.ts';
import { REFUSAL_CHECKS } from './refusal-checks.ts';
import { SERVICE_CHECKS } from './service-checks.ts';
import { newSmokePage } from './smoke-page.ts';

const CHECKS: readonly Check[] = [
  ...READING_CHECKS,
  ...HEADER_CHECKS,
  ...REFUSAL_CHECKS,
  ...SERVICE_CHECKS,
  ...AGENT_CHECKS,
  CLONE_CHECK,
  ...DELETE_CHECKS,
];

export interface SmokeOptions {
  /** `https://wiki.example` */
  origin: string;
  /** Default: the one that `/` leads to. */
  wiki?: { owner: string; name: string };
  token?: string;
  send: Send;
  clock: Clock;
  random: Random;
  /** Gets each result as it is found. */
  onResult?(result: CheckResult): void;
}

export type CheckResult = { name: string; title: string } & Outcome;

export interface SmokeReport {
  origin: string;
  /** `owner/name` */
  wiki?: string;
  checks: CheckResult[];
  /** The path of a page that the run made and could not delete again. */
  left?: string;
}

/**
 * Asks a site all that a launch depends on, from outside, and changes nothing but one page, which it deletes again; its commits stay in
 * the history.
 *
 * @throws CommandError when nothing answers at the origin, or what is no Holt
 */
export async function runSmoke(options: SmokeOptions): Promise<SmokeReport> {
  const { origin, onResult = () => undefined } = options;
  const scene = await openScene(options);
  const checks: CheckResult[] = [];
  let left: string | undefined;
  try {
    for (const check of CHECKS) {
      const result = { name: check.name, title: check.title, ...(await make(check, scene, checks)) };
      checks.push(result);
      onResult(result);
    }
  } finally {
    if (scene.page.isLeft && !(await deleteLeftPage(scene))) left = scene.page.path;
  }
  return {
    origin,
    ...(scene.wiki && { wiki: `${scene.wiki.owner}/${scene.wiki.name}` }),
    checks,
    ...(left === undefined ? {} : { left }),
  };
}

type Outcome =
  | { outcome: 'passed'; note?: string }
  | { outcome: 'failed'; expected: string; found: string }
  | { outcome: 'not-made'; reason: string };

async function make({ needs = [], run }: Check, scene: Scene, before: readonly CheckResult[]): Promise<Outcome> {
  const unmet = before.find(({ name, outcome }) => needs.includes(name) && outcome !== 'passed');
  if (unmet !== undefined) {
    // Why the first was not made is the reason for all that need it.
    const reason = unmet.outcome === 'not-made' ? unmet.reason : `"${unmet.name}" failed`;
    return { outcome: 'not-made', reason };
  }
  try {
    const note = await run(scene);
    return { outcome: 'passed', ...(note === undefined ? {} : { note }) };
  } catch (error) {
    if (error instanceof NotMade) return { outcome: 'not-made', reason: error.message };
    if (error instanceof CheckFailure) return { outcome: 'failed', expected: error.expected, found: error.found };
    return { outcome: 'failed', expected: 'an answer', found: error instanceof Error ? error.message : String(error) };
  }
}

async function openScene({ origin, wiki, token, send, clock, random }: SmokeOptions): Promise<Scene> {
  const sendHere: Scene['send'] = (request, to = origin) => send(to, request);
  const sendFirst: Scene['send'] = (request) =>
    sendHere(request).catch((cause) => Promise.reject(notReached(origin, cause)));
  await checkIsHolt({ origin, send: sendFirst, random });
  const found = wiki ?? (await findWiki(sendFirst));
  return {
    origin,
    ...(found && { wiki: found }),
    isPublic: found !== undefined && (await isOpen(sendFirst, found)),
    ...(token === undefined ? {} : { token }),
    clock,
    random,
    send: sendHere,
    page: newSmokePage(random),
  };
}

/** The wiki to which `/` leads. @throws what `send` throws */
async function findWiki(send: Scene['send']): Promise<Scene['wiki']> {
  const { headers } = await send({ path: '/' });
  const route = resolve(headers.location ?? '/');
  return route.kind === 'object' && route.area === 'page' ? { owner: route.owner, name: route.wiki } : undefined;
}

/** @throws what `send` throws */
async function isOpen(send: Scene['send'], { owner, name }: { owner: string; name: string }): Promise<boolean> {
  const { status } = await send({ path: wikiUrl(owner, name) });
  return status !== 401 && status !== 403;
}

function notReached(where: string, cause: unknown): CommandError {
  const { code, message } = cause as NodeJS.ErrnoException;
  return new CommandError(`Nothing answers at ${where} (${code ?? message}). Check the address, or start the site.`, {
    cause,
  });
}

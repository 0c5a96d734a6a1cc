import type { Clock, Random } from '@holt/storage';
import { describeAnswer, type SmokeAnswer, type SmokeRequest } from './http.ts';
import type { SmokePage } from './smoke-page.ts';

/** What all checks of a run share. */
export interface Scene {
  /** `https://wiki.example` */
  origin: string;
  /** What is read and written; undefined where none was named and `/` leads to none. */
  wiki?: { owner: string; name: string };
  /** Whether anyone may read the wiki's first page. */
  isPublic: boolean;
  token?: string;
  clock: Clock;
  random: Random;
  /** To the site, or to another origin. */
  send(request: SmokeRequest, origin?: string): Promise<SmokeAnswer>;
  /** The page that the run writes, as soon as it has. */
  page: SmokePage;
}

export interface Check {
  /** Stable: for programs. */
  name: string;
  /** What is so when it passes, as a sentence. */
  title: string;
  /** Checks without which this one tells nothing. */
  needs?: readonly string[];
  /**
   * @returns what is to be told though it passes
   * @throws CheckFailure, NotMade; what else it throws counts as a failure, too
   */
  run(scene: Scene): Promise<string | undefined>;
}

/** Something is not as it should be. */
export class CheckFailure extends Error {
  override readonly name = 'CheckFailure';
  readonly expected: string;
  readonly found: string;

  constructor(expected: string, found: string) {
    super(`expected ${expected}, found ${found}`);
    this.expected = expected;
    this.found = found;
  }
}

/** A check can't be made here; the message says why. */
export class NotMade extends Error {
  override readonly name = 'NotMade';
}

/** @throws CheckFailure unless it is so */
export function expectThat(isSo: boolean, expected: string, found: string | undefined): asserts isSo {
  if (!isSo) throw new CheckFailure(expected, found ?? 'nothing');
}

export function expectStatus(answer: SmokeAnswer, where: string, ...statuses: number[]): void {
  const isOne = statuses.includes(answer.status);
  expectThat(isOne, `${where}: status ${statuses.join(' or ')}`, describeAnswer(answer));
}

/** @param expected a whole value, or a pattern that it fits */
export function expectHeader(answer: SmokeAnswer, where: string, name: string, expected: string | RegExp): void {
  const value = answer.headers[name];
  const isSo = typeof expected === 'string' ? value === expected : expected.test(value ?? '');
  const wanted = typeof expected === 'string' ? expected : `what fits ${expected}`;
  expectThat(isSo, `${where}: ${name}: ${wanted}`, value === undefined ? `no ${name}` : `${name}: ${value}`);
}

/** @throws NotMade where no wiki is known */
export function wikiOf({ wiki }: Scene): { owner: string; name: string } {
  if (wiki === undefined) throw new NotMade('no wiki is known: `/` leads to none. Name one with --wiki');
  return wiki;
}

/** @throws NotMade without a token */
export function tokenOf({ token }: Scene): string {
  if (token === undefined) throw new NotMade('no token was given: --token or HOLT_TOKEN');
  return token;
}

/** One that is nowhere. It looks like one that is private. */
export function missingWiki(random: Random): { owner: string; name: string } {
  return { owner: `smoke-${Buffer.from(random.bytes(8)).toString('hex')}`, name: 'none' };
}

/** What a browser sends that opens a page. */
export const BROWSER = {
  accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
  'sec-fetch-dest': 'document',
  'sec-fetch-mode': 'navigate',
};

/**
 * What makes a request one of somebody who may read the wiki: nothing where it is public, else the token.
 * @throws NotMade for a private wiki without a token
 */
export function asReader(scene: Scene): Record<string, string> {
  wikiOf(scene);
  if (scene.isPublic) return {};
  if (scene.token === undefined) {
    throw new NotMade('the wiki is private, and no token was given: --token or HOLT_TOKEN');
  }
  return { authorization: `Bearer ${scene.token}` };
}

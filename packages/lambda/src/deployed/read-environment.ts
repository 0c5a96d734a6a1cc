import { type AuthSettings, readAuthSettings } from '@holt/auth';
import { LOG_LEVELS, type LogLevel } from './log-level.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What every handler is told. */
export interface HandlerEnvironment {
  bucket: string;
  logLevel: LogLevel;
}

/** What the handlers behind a URL are told, besides. */
export interface ServiceEnvironment extends HandlerEnvironment {
  /** Any of them shows that a request came by way of the edge. */
  originSecrets: readonly string[];
  /** Undefined where nobody can sign in. */
  signIn: AuthSettings | undefined;
}

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const ORIGIN_SECRET = /^[\w-]{32,256}$/;

/**
 * The settings of a handler that has no URL: `HOLT_BUCKET`, `HOLT_LOG_LEVEL` (debug, info, warn or error; default info).
 * @throws TypeError naming every variable that is missing or wrong
 */
export function readHandlerEnvironment(env: Environment): HandlerEnvironment {
  const problems: string[] = [];
  const settings = readCommon(env, problems);
  check(problems);
  return settings;
}

/**
 * The settings of a handler that has a URL: as {@link readHandlerEnvironment} has them, `HOLT_ORIGIN_SECRET` (one or two, parted by a comma, each of at
 * least 32 letters, digits, `-` and `_`) and those of `readAuthSettings`, if `HOLT_OIDC_ISSUER` is set.
 * @throws TypeError naming every variable that is missing or wrong; it never repeats a value
 */
export function readServiceEnvironment(env: Environment): ServiceEnvironment {
  const problems: string[] = [];
  const common = readCommon(env, problems);
  const originSecrets = (env.HOLT_ORIGIN_SECRET ?? '').split(',').map((secret) => secret.trim());
  if (originSecrets.length > 2 || !originSecrets.every((secret) => ORIGIN_SECRET.test(secret))) {
    problems.push(
      'HOLT_ORIGIN_SECRET must be one or two secrets of at least 32 letters, digits, - and _, with a comma',
    );
  }
  const signIn = env.HOLT_OIDC_ISSUER ? readSignIn(env, problems) : undefined;
  check(problems);
  return { ...common, originSecrets, signIn };
}

function readCommon(env: Environment, problems: string[]): HandlerEnvironment {
  const bucket = env.HOLT_BUCKET ?? '';
  if (!BUCKET.test(bucket)) problems.push('HOLT_BUCKET must be the name of a bucket');
  const logLevel = (env.HOLT_LOG_LEVEL || 'info') as LogLevel;
  if (!LOG_LEVELS.includes(logLevel)) problems.push(`HOLT_LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}`);
  return { bucket, logLevel };
}

function readSignIn(env: Environment, problems: string[]): AuthSettings | undefined {
  try {
    return readAuthSettings(env);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    problems.push(error.message.replace(/\.$/, ''));
    return undefined;
  }
}

function check(problems: readonly string[]): void {
  if (problems.length > 0) throw new TypeError(`The handler can't start: ${problems.join('; ')}.`);
}

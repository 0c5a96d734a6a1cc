import { LOG_LEVELS } from '@holt/lambda/deployment';
import { importUnbundled } from './import-unbundled.ts';

/** How a stage is deployed. All of it comes from environment variables, so that one source tree makes every stage. */
export interface StageSettings {
  /** The one stage that outlives its removal. */
  isProduction: boolean;
  /** The site's own host name; without one it is CloudFront's. */
  domain: { name: string /** Whether every name below it leads here, too. */; hasSubdomains: boolean } | undefined;
  /** By a key of the stage's own, which costs a dollar a month, or by S3's. */
  encryption: 'kms' | 's3';
  backup: boolean;
  /** Web ACL in front of the distribution. */
  firewall: boolean;
  /** Trail of who changed which object. */
  audit: boolean;
  /** Ping that keeps one process of the write function. */
  warm: boolean;
  /** Alarms and the dashboard. */
  alarms: boolean;
  /** Is told of alarms. */
  alarmEmail: string | undefined;
  /** Processes of the write function that are reserved, and its most; undefined: none are, and the account's limit holds. */
  concurrency: number | undefined;
  /** Raised by one to change the secret between CloudFront and the functions; see `originSecrets`. */
  originSecretVersion: number;
  /** Variables of sign-in, as the functions read them, but for the client's secret; undefined: nobody can sign in. */
  signIn: Readonly<Record<string, string>> | undefined;
  logLevel: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const SIGN_IN = ['ISSUER', 'CLIENT_ID', 'SCOPES', 'ACCESS_TOKEN_TYPE'].map((name) => `HOLT_OIDC_${name}`);

// Prefixes of buckets' names hold it: the longest is "holt-{stage}-backup-", and AWS's provider takes 37 characters, to which it adds 26.
const STAGE = /^[a-z0-9](?:[a-z0-9-]{0,22}[a-z0-9])?$/i;
const HOST_NAME = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;
const EMAIL = /^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/;

/** Tells whoever deploys what to set otherwise: its message says all. */
class SettingsError extends TypeError {
  override readonly name = 'SettingsError';
}

/**
 * @throws SettingsError, a TypeError that names every variable that is wrong, and says what it must be; it never repeats a value
 */
export async function readSettings(stage: string, env: Environment): Promise<StageSettings> {
  const isProduction = stage === 'production';
  const problems: string[] = [];
  if (!STAGE.test(stage)) problems.push('the stage must have at most 24 letters, digits and inner "-"');

  const text = (name: string) => env[name]?.trim() || undefined;
  function read<T>(name: string, parse: (value: string) => T | undefined, rule: string): T | undefined {
    const value = text(name);
    const parsed = value === undefined ? undefined : parse(value);
    if (value !== undefined && parsed === undefined) problems.push(`${name} must be ${rule}`);
    return parsed;
  }
  const flag = (name: string, byDefault = false) =>
    read(name, (value) => (value === '1' || value === '0' ? value === '1' : undefined), '1 or 0') ?? byDefault;
  const oneOf = <T extends string>(name: string, values: readonly T[], byDefault: T) =>
    read(name, (value) => values.find((allowed) => allowed === value), values.join(' or ')) ?? byDefault;

  const name = read('HOLT_DOMAIN', (value) => (HOST_NAME.test(value) ? value : undefined), 'a host name in lower case');
  const hasSubdomains = flag('HOLT_SUBDOMAINS');
  if (hasSubdomains && text('HOLT_DOMAIN') === undefined) problems.push('HOLT_SUBDOMAINS needs HOLT_DOMAIN');
  const concurrency = read('HOLT_CONCURRENCY', parseConcurrency, 'a whole number from 1 to 1000, or none');
  const settings: StageSettings = {
    isProduction,
    domain: name === undefined ? undefined : { name, hasSubdomains },
    encryption: oneOf('HOLT_ENCRYPTION', ['kms', 's3'], isProduction ? 'kms' : 's3'),
    backup: flag('HOLT_BACKUP'),
    firewall: flag('HOLT_WAF'),
    audit: flag('HOLT_AUDIT'),
    warm: flag('HOLT_WARM'),
    alarms: flag('HOLT_ALARMS', isProduction),
    alarmEmail: read('HOLT_ALARM_EMAIL', (value) => (EMAIL.test(value) ? value : undefined), 'one e-mail address'),
    concurrency: concurrency === 'none' ? undefined : (concurrency ?? (isProduction ? 20 : undefined)),
    originSecretVersion: read('HOLT_ORIGIN_SECRET_VERSION', parseCount, 'a whole number from 1') ?? 1,
    signIn: await readSignIn(env, problems),
    logLevel: oneOf('HOLT_LOG_LEVEL', LOG_LEVELS, 'info'),
  };
  if (settings.alarmEmail !== undefined && !settings.alarms) problems.push('HOLT_ALARM_EMAIL needs HOLT_ALARMS=1');
  if (problems.length > 0) throw new SettingsError(`The stage ${stage} can't be deployed: ${problems.join('; ')}.`);
  return settings;
}

/** What the functions would refuse is refused here, by the same rules. */
async function readSignIn(env: Environment, problems: string[]): Promise<StageSettings['signIn']> {
  if (env.HOLT_OIDC_CLIENT_SECRET) {
    problems.push('HOLT_OIDC_CLIENT_SECRET is kept as a secret instead: sst secret set OidcClientSecret');
  }
  const given = [...SIGN_IN, 'HOLT_OWNERS'].flatMap((name) => {
    const value = env[name]?.trim();
    return value ? [[name, value] as const] : [];
  });
  if (given.length === 0) return undefined;
  const signIn = Object.fromEntries(given);
  const { readAuthSettings } = (await importUnbundled('@holt/auth')) as typeof import('@holt/auth');
  try {
    readAuthSettings(signIn);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    problems.push(error.message.replace(/\.$/, ''));
  }
  return signIn;
}

function parseCount(text: string): number | undefined {
  return /^[1-9]\d{0,3}$/.test(text) ? Number(text) : undefined;
}

function parseConcurrency(text: string): number | 'none' | undefined {
  if (text === 'none') return 'none';
  const count = parseCount(text);
  return count !== undefined && count <= 1000 ? count : undefined;
}

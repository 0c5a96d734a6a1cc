import { describe, expect, test } from 'vitest';
import { readSettings } from '../../stacks/settings.ts';
import { runScript } from './run-script.ts';
import { EVERY_SETTING, resourcesOf, synthesiseStage } from './stage-graph.ts';

const PROVIDER = { HOLT_OIDC_ISSUER: 'https://login.example', HOLT_OIDC_CLIENT_ID: 'holt' };

test('without variables production is encrypted by its own key and watched', async () => {
  expect(await readSettings('production', {})).toEqual({
    isProduction: true,
    domain: undefined,
    encryption: 'kms',
    backup: false,
    firewall: false,
    audit: false,
    warm: false,
    alarms: true,
    alarmEmail: undefined,
    concurrency: 20,
    originSecretVersion: 1,
    signIn: undefined,
    logLevel: 'info',
  });
});

test('without variables any other stage has nothing that costs while nobody uses it', async () => {
  expect(await readSettings('pr-7', {})).toMatchObject({
    isProduction: false,
    encryption: 's3',
    alarms: false,
    concurrency: undefined,
  });
});

test('every setting can be chosen', async () => {
  const settings = await readSettings('staging', {
    HOLT_DOMAIN: 'wiki.example.org',
    HOLT_SUBDOMAINS: '1',
    HOLT_ENCRYPTION: 'kms',
    HOLT_BACKUP: '1',
    HOLT_WAF: '1',
    HOLT_AUDIT: '1',
    HOLT_WARM: '1',
    HOLT_ALARMS: '1',
    HOLT_ALARM_EMAIL: 'ops@example.org',
    HOLT_CONCURRENCY: '50',
    HOLT_ORIGIN_SECRET_VERSION: '3',
    HOLT_LOG_LEVEL: 'debug',
    ...PROVIDER,
    HOLT_OWNERS: 'alice@example.org',
    HOLT_BUCKET: 'not a setting',
  });
  expect(settings).toEqual({
    isProduction: false,
    domain: { name: 'wiki.example.org', hasSubdomains: true },
    encryption: 'kms',
    backup: true,
    firewall: true,
    audit: true,
    warm: true,
    alarms: true,
    alarmEmail: 'ops@example.org',
    concurrency: 50,
    originSecretVersion: 3,
    signIn: { ...PROVIDER, HOLT_OWNERS: 'alice@example.org' },
    logLevel: 'debug',
  });
});

test('production may go without alarms, and an empty variable is none', async () => {
  expect(await readSettings('production', { HOLT_ALARMS: '0', HOLT_DOMAIN: '', HOLT_OWNERS: ' ' })).toMatchObject({
    alarms: false,
    domain: undefined,
    signIn: undefined,
  });
});

test('an account that has too little concurrency to reserve any reserves none', async () => {
  expect(await readSettings('production', { HOLT_CONCURRENCY: 'none' })).toMatchObject({ concurrency: undefined });
});

test('a stage with the longest name that is taken has buckets whose names AWS takes, with all that it can have', async () => {
  const graph = await synthesiseStage('a'.repeat(24), EVERY_SETTING);
  const prefixes = resourcesOf(graph, 'aws:s3/bucket:Bucket').map(({ inputs }) => String(inputs.bucketPrefix));
  expect(prefixes).toContainEqual(expect.stringContaining('-backup-'));
  expect(prefixes).toContainEqual(expect.stringContaining('-audit-'));
  // The bound of AWS's provider for `bucketPrefix`; no letter is given away.
  expect(Math.max(...prefixes.map((prefix) => prefix.length))).toBe(37);
});

test('synth tells what is wrong, and not where the program found it', async () => {
  const settings = { HOLT_WAF: 'yes', HOLT_LOG_LEVEL: 'loud' };
  expect(await runScript(['scripts/synth.ts', '--stage', 'pr-7'], settings)).toEqual({
    status: 1,
    stdout: '',
    stderr:
      "The stage pr-7 can't be deployed: HOLT_WAF must be 1 or 0; HOLT_LOG_LEVEL must be debug or info or warn or error.\n",
  });
});

describe('refused is, by its name and without its value,', () => {
  test.each<[string, Record<string, string>, string]>([
    ['a domain with a scheme', { HOLT_DOMAIN: 'https://wiki.example' }, 'HOLT_DOMAIN must be a host name'],
    ['a domain in capitals', { HOLT_DOMAIN: 'Wiki.example' }, 'HOLT_DOMAIN must be a host name'],
    ['a domain that is a wildcard', { HOLT_DOMAIN: '*.wiki.example' }, 'HOLT_DOMAIN must be a host name'],
    ['subdomains of no domain', { HOLT_SUBDOMAINS: '1' }, 'HOLT_SUBDOMAINS needs HOLT_DOMAIN'],
    ['a switch that is neither on nor off', { HOLT_WAF: 'yes' }, 'HOLT_WAF must be 1 or 0'],
    ['an unknown encryption', { HOLT_ENCRYPTION: 'none' }, 'HOLT_ENCRYPTION must be kms or s3'],
    ['no concurrency at all', { HOLT_CONCURRENCY: '0' }, 'HOLT_CONCURRENCY must be a whole number from 1 to 1000'],
    ['too much concurrency', { HOLT_CONCURRENCY: '1001' }, 'HOLT_CONCURRENCY must be a whole number from 1 to 1000'],
    ['a version of no secret', { HOLT_ORIGIN_SECRET_VERSION: '0' }, 'HOLT_ORIGIN_SECRET_VERSION must be'],
    [
      'two addresses',
      { HOLT_ALARMS: '1', HOLT_ALARM_EMAIL: 'a@b.example,c@d.example' },
      'HOLT_ALARM_EMAIL must be one',
    ],
    ['an address without alarms', { HOLT_ALARM_EMAIL: 'a@b.example' }, 'HOLT_ALARM_EMAIL needs HOLT_ALARMS=1'],
    ['an unknown log level', { HOLT_LOG_LEVEL: 'loud' }, 'HOLT_LOG_LEVEL must be debug or info or warn or error'],
    ['owners without a provider', { HOLT_OWNERS: 'alice@example.org' }, 'HOLT_OIDC_ISSUER must be'],
    ['a provider without TLS', { ...PROVIDER, HOLT_OIDC_ISSUER: 'http://login.example' }, 'HOLT_OIDC_ISSUER must be'],
    [
      "the client's secret in plain text",
      { ...PROVIDER, HOLT_OIDC_CLIENT_SECRET: 'hush-hush' },
      'sst secret set OidcClientSecret',
    ],
  ])('%s', async (_what, env, message) => {
    const error = await readSettings('pr-7', env).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as TypeError).message).toContain(message);
    for (const value of Object.values(env).filter((text) => text.length > 3)) {
      expect((error as TypeError).message).not.toContain(value);
    }
  });

  test.each(['', '-1', 'pr_1', 'a'.repeat(25)])('the stage %j, whose name AWS would refuse', async (stage) => {
    await expect(readSettings(stage, {})).rejects.toThrow('the stage must have at most 24 letters');
  });

  test('everything at once, not only the first', async () => {
    const env = { HOLT_WAF: 'yes', HOLT_BACKUP: 'no', HOLT_LOG_LEVEL: 'loud' };
    await expect(readSettings('pr-7', env)).rejects.toThrow(/HOLT_BACKUP.*HOLT_WAF.*HOLT_LOG_LEVEL/s);
  });
});

import { matchesPattern } from '@holt/edge/testing';
import type { Properties } from '../../scripts/synth/mock-aws.ts';
import type { SynthGraph } from '../../scripts/synth/synthesise.ts';
import { runScript } from './run-script.ts';

export interface CacheBehavior extends Properties {
  pathPattern?: string;
  cachePolicyId: string;
  targetOriginId: string;
  functionAssociations: { eventType: string; functionArn: string }[];
}

export interface Statement {
  Sid: string;
  Effect: 'Allow' | 'Deny';
  Principal: unknown;
  Action: string | string[];
  Resource: string | string[];
  Condition?: unknown;
}

/** All that a stage can have, each by its variable. */
export const EVERY_SETTING: Readonly<Record<string, string>> = {
  HOLT_DOMAIN: 'wiki.example.org',
  HOLT_SUBDOMAINS: '1',
  HOLT_ENCRYPTION: 'kms',
  HOLT_BACKUP: '1',
  HOLT_WAF: '1',
  HOLT_AUDIT: '1',
  HOLT_WARM: '1',
  HOLT_ALARMS: '1',
  HOLT_ALARM_EMAIL: 'ops@example.org',
  HOLT_CONCURRENCY: 'none',
  HOLT_ORIGIN_SECRET_VERSION: '2',
  HOLT_LOG_LEVEL: 'debug',
  HOLT_OIDC_ISSUER: 'https://login.example',
  HOLT_OIDC_CLIENT_ID: 'holt',
  HOLT_OWNERS: 'alice@example.org',
  SST_SECRET_OidcClientSecret: 'what-the-provider-gave',
};

const graphs = new Map<string, Promise<SynthGraph>>();

/**
 * The graph of a stage, as `pnpm synth` prints it; made once.
 * @param settings its `HOLT_…` variables: those of the caller don't count
 */
export function synthesiseStage(stage: string, settings: Record<string, string> = {}): Promise<SynthGraph> {
  const id = JSON.stringify([stage, settings]);
  const graph = graphs.get(id) ?? synthesise(stage, settings);
  graphs.set(id, graph);
  return graph;
}

async function synthesise(stage: string, settings: Record<string, string>): Promise<SynthGraph> {
  const ofCaller = Object.keys(process.env).filter((name) => name.startsWith('HOLT_'));
  const environment = { ...Object.fromEntries(ofCaller.map((name) => [name, undefined])), ...settings };
  const { status, stdout, stderr } = await runScript(['scripts/synth.ts', '--stage', stage], environment);
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** The inputs of the one resource of a type, or of the one with the name. */
export function inputsOf(graph: SynthGraph, type: string, name?: string): Properties {
  const found = graph.resources.filter(
    (resource) => resource.type === type && resource.name === (name ?? resource.name),
  );
  if (found.length !== 1) throw new Error(`${found.length} resources of type ${type} in ${graph.app.stage}, not one.`);
  return (found[0] as SynthGraph['resources'][number]).inputs;
}

/** All resources of a type, ordered by name. */
export function resourcesOf(graph: SynthGraph, type: string): SynthGraph['resources'] {
  return graph.resources.filter((resource) => resource.type === type);
}

/** @param policy an object or its JSON: resources have either */
export function statementsOf(policy: unknown): Statement[] {
  return (typeof policy === 'string' ? JSON.parse(policy) : policy).Statement;
}

/** All cache behaviours, in the order in which CloudFront asks them; the default one, which has no pattern, is last. */
export function behaviorsOf(graph: SynthGraph): CacheBehavior[] {
  const { orderedCacheBehaviors, defaultCacheBehavior } = inputsOf(graph, 'aws:cloudfront/distribution:Distribution');
  return [...(orderedCacheBehaviors as CacheBehavior[]), defaultCacheBehavior as CacheBehavior];
}

/** The behaviour that serves a URL. */
export function behaviorFor(graph: SynthGraph, url: string): CacheBehavior | undefined {
  return behaviorsOf(graph).find(({ pathPattern }) => pathPattern === undefined || matchesPattern(pathPattern, url));
}

/** Whether the bucket's policy lets the distribution GET an object. */
export function mayRead(graph: SynthGraph, key: string): boolean {
  const { policy } = inputsOf(graph, 'aws:s3/bucketPolicy:BucketPolicy', 'WikisPolicy');
  return statementsOf(policy).some(
    ({ Effect, Action, Resource }) =>
      Effect === 'Allow' &&
      [Action].flat().includes('s3:GetObject') &&
      [Resource].flat().some((pattern) => matchesPattern(pattern, `arn:aws:s3:::${graph.outputs.bucket}/${key}`)),
  );
}

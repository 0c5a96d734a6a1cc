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

/** The graph of a stage, as `pnpm synth` prints it. */
export async function synthesiseStage(stage: string): Promise<SynthGraph> {
  const { status, stdout, stderr } = await runScript(['scripts/synth.ts', '--stage', stage]);
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

export function statementsOf(policy: unknown): Statement[] {
  return JSON.parse(String(policy)).Statement;
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

/** `*` and `?` as in path patterns of CloudFront and resources of a policy: any text, any one character. */
export function matchesPattern(pattern: string, text: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(text);
}

import { describe, expect, test } from 'vitest';
import type { SynthGraph } from '../../scripts/synth/synthesise.ts';
import { EVERY_SETTING, resourcesOf, synthesiseStage } from './stage-graph.ts';

const keptOf = ({ resources }: SynthGraph) =>
  resources.filter(({ retainOnDelete }) => retainOnDelete).map(({ name }) => name);

const logDaysOf = (graph: SynthGraph) =>
  Object.fromEntries(
    resourcesOf(graph, 'aws:cloudwatch/logGroup:LogGroup').map(({ inputs }) => [inputs.name, inputs.retentionInDays]),
  );

test('production outlives its removal with all that wikis are made of, and is protected from it', async () => {
  const graph = await synthesiseStage('production');
  expect(graph.app).toMatchObject({ stage: 'production', removal: 'retain', protect: true });
  expect(keptOf(graph)).toEqual(['EdgeKeyValues', 'WikisKey', 'Wikis', 'DeploymentRecord']);
  for (const { inputs } of resourcesOf(graph, 'aws:s3/bucket:Bucket')) expect(inputs.forceDestroy).toBe(false);
});

test('production keeps the copy and what was recorded, too, where it has them', async () => {
  const graph = await synthesiseStage('production', { HOLT_BACKUP: '1', HOLT_AUDIT: '1' });
  expect(keptOf(graph)).toEqual([
    'EdgeKeyValues',
    'BackupKey',
    'WikisKey',
    'AuditLogs',
    'Backup',
    'Wikis',
    'DeploymentRecord',
  ]);
  for (const { inputs } of resourcesOf(graph, 'aws:s3/bucket:Bucket')) expect(inputs.forceDestroy).toBe(false);
  for (const { inputs } of resourcesOf(graph, 'aws:kms/key:Key'))
    expect(inputs).not.toHaveProperty('deletionWindowInDays');
});

describe.each([
  ['as it is', {}, ['Wikis']],
  ['with every setting, so with a copy and a trail', EVERY_SETTING, ['AuditLogs', 'Backup', 'Wikis']],
])('a preview stage, %s,', (_how, settings, bucketNames) => {
  const synthesised = () => synthesiseStage('pr-1', settings);

  test('is removed whole: nothing is kept or protected, and buckets go with what is in them', async () => {
    const graph = await synthesised();
    expect(graph.app).toMatchObject({ stage: 'pr-1', removal: 'remove', protect: false });
    expect(keptOf(graph)).toEqual([]);
    const buckets = resourcesOf(graph, 'aws:s3/bucket:Bucket');
    expect(buckets.map(({ name }) => name)).toEqual(expect.arrayContaining(bucketNames));
    for (const { inputs } of buckets) expect(inputs.forceDestroy).toBe(true);
    // A key can't be gone sooner.
    for (const { inputs } of resourcesOf(graph, 'aws:kms/key:Key')) expect(inputs.deletionWindowInDays).toBe(7);
  });

  test('leaves no logs: each function has a group that goes with it, and may not make one again', async () => {
    const graph = await synthesised();
    const groups = resourcesOf(graph, 'aws:cloudwatch/logGroup:LogGroup').map(({ inputs }) => inputs.name);
    const used = resourcesOf(graph, 'aws:lambda/function:Function').map(
      ({ inputs }) => (inputs.loggingConfig as { logGroup: string }).logGroup,
    );
    expect(used).toEqual(groups);
    for (const { inputs } of resourcesOf(graph, 'aws:iam/role:Role'))
      expect(inputs.managedPolicyArns ?? []).toEqual([]);
    expect(JSON.stringify(graph.resources)).toContain('logs:PutLogEvents');
    expect(JSON.stringify(graph.resources)).not.toMatch(/logs:(CreateLogGroup|\*)/);
  });

  test('is told from other stages by its name, wherever a name is asked for', async () => {
    const { resources } = await synthesised();
    const names = resources
      .filter(({ type }) => type.startsWith('aws:'))
      // A record's and an origin's names are parts of the domain; a policy within a role has the role's.
      .filter(({ type }) => !/^aws:(route53|acm)/.test(type))
      .flatMap(({ inputs }) => ['name', 'bucketPrefix', 'dashboardName'].flatMap((field) => inputs[field] ?? []));
    expect(names.length).toBeGreaterThan(15);
    for (const name of names) expect(name).toMatch(/holt-pr-1-|holt-pr-1$/);
  });
});

test('logs are kept for a month in production and for a week elsewhere', async () => {
  for (const [stage, days] of [
    ['production', 30],
    ['pr-1', 7],
  ] as const) {
    expect(logDaysOf(await synthesiseStage(stage))).toEqual({
      [`/aws/lambda/holt-${stage}-auth`]: days,
      [`/aws/lambda/holt-${stage}-maintenance`]: days,
      [`/aws/lambda/holt-${stage}-write`]: days,
    });
  }
});

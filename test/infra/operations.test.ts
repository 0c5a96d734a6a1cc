import { beforeAll, describe, expect, test } from 'vitest';
import type { SynthGraph } from '../../scripts/synth/synthesise.ts';
import { EVERY_SETTING, inputsOf, resourcesOf, statementsOf, synthesiseStage } from './stage-graph.ts';

const ALARM = 'aws:cloudwatch/metricAlarm:MetricAlarm';
const DASHBOARD = 'aws:cloudwatch/dashboard:Dashboard';
const FILTER = 'aws:cloudwatch/logMetricFilter:LogMetricFilter';
const TOPIC = 'aws:sns/topic:Topic';
const SUBSCRIPTION = 'aws:sns/topicSubscription:TopicSubscription';
const TRAIL = 'aws:cloudtrail/trail:Trail';
const SCHEDULE = 'aws:scheduler/schedule:Schedule';

/** Free for every account. https://aws.amazon.com/cloudwatch/pricing/ */
const FREE_ALARM_METRICS = 10;
const FREE_DASHBOARD_METRICS = 50;

interface Alarm {
  name: string;
  namespace: string;
  metricName: string;
  dimensions?: Record<string, string>;
  statistic: string;
  period: number;
  evaluationPeriods: number;
  threshold: number;
  comparisonOperator: string;
  treatMissingData: string;
  alarmActions: string[];
  okActions: string[];
  alarmDescription: string;
}

interface Widget {
  x: number;
  y: number;
  width: number;
  height: number;
  properties: { title: string; region: string; metrics: unknown[][] };
}

const alarmsOf = (graph: SynthGraph) => resourcesOf(graph, ALARM).map(({ inputs }) => inputs as unknown as Alarm);
const typesOf = (graph: SynthGraph) => new Set(graph.resources.map(({ type }) => type));

describe('production', () => {
  let graph: SynthGraph;
  beforeAll(async () => {
    graph = await synthesiseStage('production');
  });

  test('is watched for errors, throttles, dead letters, late publishing and errors at the edge', () => {
    const summary = alarmsOf(graph).map(
      ({ name, namespace, metricName, dimensions = {}, statistic, threshold, evaluationPeriods }) => [
        name.replace('holt-production-', ''),
        `${namespace} ${metricName}`,
        Object.entries(dimensions).join(' '),
        `${statistic} > ${threshold} × ${evaluationPeriods}`,
      ],
    );
    expect(summary).toEqual([
      ['AuthErrors', 'AWS/Lambda Errors', 'FunctionName,holt-production-auth', 'Sum > 0 × 1'],
      ['AuthThrottles', 'AWS/Lambda Throttles', 'FunctionName,holt-production-auth', 'Sum > 0 × 1'],
      [
        'DeadLetters',
        'AWS/SQS ApproximateNumberOfMessagesVisible',
        'QueueName,holt-production-dead-letters',
        'Maximum > 0 × 1',
      ],
      [
        'EdgeErrors',
        'AWS/CloudFront 5xxErrorRate',
        'DistributionId,EdgeDistribution-id Region,Global',
        'Average > 1 × 2',
      ],
      [
        'EdgeFunctionErrors',
        'AWS/CloudFront FunctionExecutionErrors',
        'FunctionName,holt-production-viewer-request Region,Global',
        'Sum > 0 × 1',
      ],
      ['MaintenanceErrors', 'AWS/Lambda Errors', 'FunctionName,holt-production-maintenance', 'Sum > 0 × 1'],
      ['MaintenanceThrottles', 'AWS/Lambda Throttles', 'FunctionName,holt-production-maintenance', 'Sum > 20 × 1'],
      ['PublishLag', 'holt/production PublishLagSeconds', '', 'Maximum > 300 × 1'],
      ['WriteErrors', 'AWS/Lambda Errors', 'FunctionName,holt-production-write', 'Sum > 0 × 1'],
      ['WriteThrottles', 'AWS/Lambda Throttles', 'FunctionName,holt-production-write', 'Sum > 0 × 1'],
    ]);
  });

  test('has no more alarms than are free, each of one metric, at the resolution that is free', () => {
    expect(alarmsOf(graph).length).toBeLessThanOrEqual(FREE_ALARM_METRICS);
    for (const alarm of alarmsOf(graph)) {
      expect(alarm).not.toHaveProperty('metricQueries');
      expect(alarm.period).toBe(300);
    }
  });

  test('alarms say what to do, tell the topic when they go off and when all is well, and take silence for good', () => {
    expect(inputsOf(graph, TOPIC).name).toBe('holt-production-alarms');
    const topic = 'arn:aws:sns:us-east-1:123456789012:holt-production-alarms';
    for (const alarm of alarmsOf(graph)) {
      expect(alarm).toMatchObject({
        alarmActions: [topic],
        okActions: [topic],
        treatMissingData: 'notBreaching',
        comparisonOperator: 'GreaterThanThreshold',
      });
      expect(alarm.alarmDescription).toMatch(/^[A-Z].{30,}\.$/);
    }
    // Nobody has said who wants to be told.
    expect(resourcesOf(graph, SUBSCRIPTION)).toEqual([]);
  });

  test('the publish lag is read from the lines that the maintenance function logs', () => {
    expect(inputsOf(graph, FILTER)).toMatchObject({
      logGroupName: inputsOf(graph, 'aws:cloudwatch/logGroup:LogGroup', 'MaintenanceLogGroup').name,
      pattern: '{ $.publishLagSeconds = * }',
      metricTransformation: {
        namespace: 'holt/production',
        name: 'PublishLagSeconds',
        value: '$.publishLagSeconds',
        unit: 'Seconds',
      },
    });
  });

  describe('the dashboard', () => {
    const widgets = (): Widget[] => JSON.parse(String(inputsOf(graph, DASHBOARD).dashboardBody)).widgets;

    test('shows the three functions, the queue, the lag and the edge of this stage, and no more than is free', () => {
      const metrics = widgets().flatMap(({ properties }) => properties.metrics);
      expect(metrics.length).toBeLessThanOrEqual(FREE_DASHBOARD_METRICS);
      for (const text of [
        'holt-production-write',
        'holt-production-auth',
        'holt-production-maintenance',
        'holt-production-dead-letters',
        'holt-production-viewer-request',
        'EdgeDistribution-id',
        'holt/production',
      ]) {
        expect(JSON.stringify(metrics)).toContain(`"${text}"`);
      }
    });

    test('shows whatever there is an alarm for', () => {
      const shown = new Set(widgets().flatMap(({ properties }) => properties.metrics.map((metric) => `${metric[1]}`)));
      for (const { metricName } of alarmsOf(graph)) expect(shown).toContain(metricName);
    });

    test('has widgets with titles that fill a grid of 24 columns without gaps or overlaps', () => {
      const rows = Map.groupBy(widgets(), ({ y }) => y);
      expect([...rows.keys()]).toEqual([0, 6, 12]);
      for (const row of rows.values()) {
        let right = 0;
        for (const { x, width, height, properties } of row) {
          expect([x, height]).toEqual([right, 6]);
          expect(properties.title).not.toBe('');
          expect(properties.region).toBe('us-east-1');
          right += width;
        }
        expect(right).toBe(24);
      }
    });
  });

  test('has no trail and no ping unless they are asked for', () => {
    expect(typesOf(graph)).not.toContain(TRAIL);
    expect(resourcesOf(graph, SCHEDULE).map(({ name }) => name)).not.toContain('WarmPingSchedule');
  });
});

test('a preview stage has no alarms, no dashboard, no metrics of its own, no trail and no ping', async () => {
  const graph = await synthesiseStage('pr-1');
  const types = typesOf(graph);
  for (const type of [ALARM, DASHBOARD, FILTER, TOPIC, SUBSCRIPTION, TRAIL]) expect(types).not.toContain(type);
  expect(resourcesOf(graph, SCHEDULE)).toHaveLength(3);
});

describe('with every setting', () => {
  let graph: SynthGraph;
  beforeAll(async () => {
    graph = await synthesiseStage('pr-1', EVERY_SETTING);
  });

  test('one address is told of alarms', () => {
    expect(inputsOf(graph, SUBSCRIPTION)).toEqual({
      topic: 'arn:aws:sns:us-east-1:123456789012:holt-pr-1-alarms',
      protocol: 'email',
      endpoint: 'ops@example.org',
    });
    expect(alarmsOf(graph)).toHaveLength(10);
  });

  test('a ping keeps a process of the write function, and may do nothing else', () => {
    expect(inputsOf(graph, SCHEDULE, 'WarmPingSchedule')).toMatchObject({
      scheduleExpression: 'rate(5 minutes)',
      target: { arn: 'arn:aws:lambda:us-east-1:123456789012:function:holt-pr-1-write', input: '{}' },
    });
    const { inlinePolicies } = inputsOf(graph, 'aws:iam/role:Role', 'WarmPingRole') as {
      inlinePolicies: { policy: string }[];
    };
    expect(inlinePolicies.flatMap(({ policy }) => statementsOf(policy))).toEqual([
      {
        Effect: 'Allow',
        Action: ['lambda:InvokeFunction'],
        Resource: ['arn:aws:lambda:us-east-1:123456789012:function:holt-pr-1-write'],
      },
    ]);
  });

  describe('the trail', () => {
    test('has every change of an object of the bucket, and every read of settings, and can be checked for changes', () => {
      const bucket = `arn:aws:s3:::${graph.outputs.bucket}`;
      const { name, enableLogFileValidation, includeGlobalServiceEvents, advancedEventSelectors } = inputsOf(
        graph,
        TRAIL,
      ) as Record<string, unknown>;
      expect({ name, enableLogFileValidation, includeGlobalServiceEvents }).toEqual({
        name: 'holt-pr-1-objects',
        enableLogFileValidation: true,
        includeGlobalServiceEvents: false,
      });
      const objects = [
        { field: 'eventCategory', equals: ['Data'] },
        { field: 'resources.type', equals: ['AWS::S3::Object'] },
      ];
      expect(advancedEventSelectors).toEqual([
        {
          name: 'Changes',
          fieldSelectors: [
            ...objects,
            { field: 'readOnly', equals: ['false'] },
            { field: 'resources.ARN', startsWiths: [`${bucket}/`] },
          ],
        },
        {
          name: 'Reads of settings',
          fieldSelectors: [
            ...objects,
            { field: 'readOnly', equals: ['true'] },
            { field: 'resources.ARN', startsWiths: [`${bucket}/control/`] },
          ],
        },
      ]);
    });

    test('is written by this trail only, into a closed bucket that forgets after 400 days', () => {
      const logs = 'arn:aws:s3:::holt-pr-1-audit-0000000';
      const onlyTrail = {
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceArn': 'arn:aws:cloudtrail:us-east-1:123456789012:trail/holt-pr-1-objects' },
        },
      };
      expect(statementsOf(inputsOf(graph, 'aws:s3/bucketPolicy:BucketPolicy', 'AuditLogsPolicy').policy)).toEqual([
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        { Sid: 'TrailLooks', Effect: 'Allow', Action: 's3:GetBucketAcl', Resource: logs, ...onlyTrail },
        {
          Sid: 'TrailWrites',
          Effect: 'Allow',
          Action: 's3:PutObject',
          Resource: `${logs}/AWSLogs/123456789012/*`,
          ...onlyTrail,
        },
      ]);
      expect(
        inputsOf(graph, 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock', 'AuditLogsPublicAccessBlock'),
      ).toMatchObject({
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      });
      const lifecycle = 'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration';
      expect(inputsOf(graph, lifecycle, 'AuditLogsLifecycle').rules).toEqual([
        { id: 'forget', status: 'Enabled', filter: { prefix: '' }, expiration: { days: 400 } },
      ]);
    });
  });
});

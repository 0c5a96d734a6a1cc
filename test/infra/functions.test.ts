import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildHandlers } from '@holt/lambda/build';
import { beforeAll, describe, expect, test } from 'vitest';
import { listFiles } from '../../scripts/synth/list-files.ts';
import type { Properties } from '../../scripts/synth/mock-aws.ts';
import type { SynthGraph } from '../../scripts/synth/synthesise.ts';
import { EVERY_SETTING, inputsOf, resourcesOf, statementsOf, synthesiseStage } from './stage-graph.ts';

const FUNCTION = 'aws:lambda/function:Function';
const PERMISSION = 'aws:lambda/permission:Permission';
const ROLE = 'aws:iam/role:Role';
const NAMES = ['Write', 'Auth', 'Maintenance'] as const;
type Name = (typeof NAMES)[number];

const ORIGIN_SECRET = /^\w{48}$/;

const functionOf = (graph: SynthGraph, name: Name) => inputsOf(graph, FUNCTION, `${name}Function`);

function environmentOf(graph: SynthGraph, name: Name): Record<string, string> {
  const { variables } = functionOf(graph, name).environment as { variables: Record<string, string> };
  // What SST adds for its own library, which the handlers don't use.
  return Object.fromEntries(Object.entries(variables).filter(([variable]) => !variable.startsWith('SST_')));
}

/** By action, what a role may do it to. Everything that it may must be said plainly: allowed, without conditions, once. */
function permissionsOf(graph: SynthGraph, role: string): Record<string, string[]> {
  const { inlinePolicies, managedPolicyArns = [] } = inputsOf(graph, ROLE, role);
  expect(managedPolicyArns).toEqual([]);
  const permissions: Record<string, string[]> = {};
  for (const { policy } of inlinePolicies as { policy: string }[]) {
    for (const { Action, Resource, ...rest } of statementsOf(policy)) {
      expect(rest).toEqual({ Effect: 'Allow' });
      for (const action of [Action].flat()) {
        expect(permissions).not.toHaveProperty([action]);
        permissions[action] = [Resource].flat();
      }
    }
  }
  return permissions;
}

const trustOf = (graph: SynthGraph, role: string) => {
  const { assumeRolePolicy } = inputsOf(graph, ROLE, role);
  return statementsOf(assumeRolePolicy).map(({ Sid: _anything, ...statement }) => statement);
};

const onlyService = (service: string) => [
  { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } },
];

describe.each(['production', 'pr-1'])('in the stage %s', (stage) => {
  const isProduction = stage === 'production';
  let graph: SynthGraph;
  let bucket: string;

  beforeAll(async () => {
    graph = await synthesiseStage(stage);
    bucket = `arn:aws:s3:::${graph.outputs.bucket}`;
  });

  test('there are three functions, on Node 24 and arm64, each named after its stage', () => {
    expect(resourcesOf(graph, FUNCTION)).toHaveLength(NAMES.length);
    for (const name of NAMES) {
      expect(functionOf(graph, name)).toMatchObject({
        name: `holt-${stage}-${name.toLowerCase()}`,
        runtime: 'nodejs24.x',
        architectures: ['arm64'],
        packageType: 'Zip',
        handler: 'index.handler',
      });
    }
  });

  test('each ends in its time, those behind CloudFront before it gives up on them', () => {
    const timeouts = NAMES.map((name) => [name, functionOf(graph, name).timeout, functionOf(graph, name).memorySize]);
    expect(timeouts).toEqual([
      ['Write', 58, 1769],
      ['Auth', 30, 1024],
      ['Maintenance', 900, 1769],
    ]);
    const { origins } = inputsOf(graph, 'aws:cloudfront/distribution:Distribution') as {
      origins: { originId: string; customOriginConfig?: { originReadTimeout: number } }[];
    };
    const waits = origins.flatMap(({ customOriginConfig }) => customOriginConfig?.originReadTimeout ?? []);
    expect(waits).toEqual([60, 60]);
  });

  test('in production no function can take all the concurrency of the account; elsewhere none reserves any, as new accounts have ten', () => {
    const reserved = NAMES.map((name) => functionOf(graph, name).reservedConcurrentExecutions);
    expect(reserved).toEqual(isProduction ? [20, 10, 5] : [undefined, undefined, undefined]);
  });

  describe('a role', () => {
    const git = () => `${bucket}/git/*/*/*`;
    const fragments = () => `${bucket}/fragments/*/*/*`;
    const common = (name: Name): Record<string, string[]> => ({
      // All of the bucket: without the right to list, a missing object is 403 and not 404, whatever its prefix.
      's3:ListBucket': [bucket],
      ...(isProduction && {
        'kms:Decrypt': ['arn:aws:kms:us-east-1:123456789012:key/WikisKey'],
        'kms:GenerateDataKey': ['arn:aws:kms:us-east-1:123456789012:key/WikisKey'],
      }),
      ...Object.fromEntries(
        ['DescribeKeyValueStore', 'GetKey', 'ListKeys', 'UpdateKeys'].map((action) => [
          `cloudfront-keyvaluestore:${action}`,
          [`arn:aws:cloudfront::123456789012:key-value-store/holt-${stage}-edge`],
        ]),
      ),
      ...Object.fromEntries(
        ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => [
          action,
          [`arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/holt-${stage}-${name.toLowerCase()}:*`],
        ]),
      ),
    });
    const keyValues = () => `${bucket}/control/key-values.json`;
    const deployment = () => `${bucket}/control/deployment.json`;
    const control = () => `${bucket}/control/*/*`;

    test('of the write function may change wikis and settings, but neither assets nor the record of the deployment', () => {
      expect(permissionsOf(graph, 'WriteRole')).toEqual({
        ...common('Write'),
        's3:GetObject': [git(), fragments(), control(), deployment(), keyValues()],
        's3:PutObject': [git(), fragments(), control(), keyValues()],
        's3:DeleteObject': [git(), fragments(), control()],
      });
    });

    test('of the auth function may read who may do what, and change nothing but key values: what was revoked', () => {
      expect(permissionsOf(graph, 'AuthRole')).toEqual({
        ...common('Auth'),
        's3:GetObject': [`${bucket}/control/*/*/wiki.json`, deployment(), keyValues()],
        's3:PutObject': [keyValues()],
      });
    });

    test('of the maintenance function may publish assets, too, and put what failed into its queue', () => {
      expect(permissionsOf(graph, 'MaintenanceRole')).toEqual({
        ...common('Maintenance'),
        's3:GetObject': [git(), fragments(), control(), deployment(), `${bucket}/assets/*`, keyValues()],
        's3:PutObject': [git(), fragments(), control(), `${bucket}/assets/*`, keyValues()],
        's3:DeleteObject': [git(), fragments(), control()],
        'sqs:SendMessage': [`arn:aws:sqs:us-east-1:123456789012:holt-${stage}-dead-letters`],
      });
    });

    test.each(['Reconcile', 'Fold', 'RotateKeys'])(
      'of the schedule %s may invoke that function, and no other',
      (name) => {
        expect(permissionsOf(graph, `${name}Role`)).toEqual({
          'lambda:InvokeFunction': [`arn:aws:lambda:us-east-1:123456789012:function:holt-${stage}-maintenance`],
          'sqs:SendMessage': [`arn:aws:sqs:us-east-1:123456789012:holt-${stage}-dead-letters`],
        });
        expect(trustOf(graph, `${name}Role`)).toEqual(onlyService('scheduler.amazonaws.com'));
      },
    );

    test.each(NAMES)('of %s is for Lambda alone: nobody else of the account may take it', (name) => {
      expect(trustOf(graph, `${name}Role`)).toEqual(onlyService('lambda.amazonaws.com'));
    });

    test('names each action, and what it is for: there is no other role, and none may do everything or to everything', () => {
      const roles = resourcesOf(graph, ROLE).map(({ name }) => name);
      expect(roles).toEqual(
        ['Auth', 'Fold', 'Maintenance', 'Reconcile', 'RotateKeys', 'Write'].map((name) => `${name}Role`),
      );
      expect(graph.resources.filter(({ type }) => type.startsWith('aws:iam/') && type !== ROLE)).toEqual([]);
      for (const role of roles) {
        for (const [action, resources] of Object.entries(permissionsOf(graph, role))) {
          expect(action).toMatch(/^[a-z0-9-]+:[A-Za-z]+$/);
          for (const resource of resources) expect(resource).toMatch(/^arn:aws:[a-z0-9-]+:[^*]*:[^*]+/);
        }
      }
    });
  });

  test('CloudFront proves itself to write and auth by one secret, and nobody can sign in where no provider is named', () => {
    const { origins } = inputsOf(graph, 'aws:cloudfront/distribution:Distribution') as {
      origins: { originId: string; customHeaders?: { name: string; value: string }[] }[];
    };
    const [secret = '', ...others] = new Set(
      origins.flatMap(({ customHeaders = [] }) => customHeaders.map(({ value }) => value)),
    );
    expect(others).toEqual([]);
    expect(secret).toMatch(ORIGIN_SECRET);
    expect(inputsOf(graph, 'random:index/randomPassword:RandomPassword')).toEqual({ length: 48, special: false });
    const common = { HOLT_BUCKET: graph.outputs.bucket, HOLT_LOG_LEVEL: 'info' };
    expect(environmentOf(graph, 'Write')).toEqual({ ...common, HOLT_ORIGIN_SECRET: secret });
    expect(environmentOf(graph, 'Auth')).toEqual({ ...common, HOLT_ORIGIN_SECRET: secret });
    expect(environmentOf(graph, 'Maintenance')).toEqual(common);
  });

  test('write and auth have URLs without CORS, each with the two permissions that one needs; maintenance has none', () => {
    const urls = resourcesOf(graph, 'aws:lambda/functionUrl:FunctionUrl').map(({ inputs }) => inputs);
    expect(urls).toEqual(
      ['auth', 'write'].map((name) => ({
        functionName: `holt-${stage}-${name}`,
        authorizationType: 'NONE',
        invokeMode: 'BUFFERED',
      })),
    );
    const ofUrl = (name: string): Properties[] => [
      {
        action: 'lambda:InvokeFunction',
        function: `holt-${stage}-${name}`,
        principal: '*',
        invokedViaFunctionUrl: true,
      },
      {
        action: 'lambda:InvokeFunctionUrl',
        function: `holt-${stage}-${name}`,
        principal: '*',
        functionUrlAuthType: 'NONE',
      },
    ];
    const toAll = resourcesOf(graph, PERMISSION).filter(({ inputs }) => inputs.principal === '*');
    expect(toAll.map(({ inputs }) => inputs)).toEqual([...ofUrl('auth'), ...ofUrl('write')]);
  });

  test('the bucket, and it alone, tells maintenance of every ref that was put', () => {
    const [notifies, ...others] = resourcesOf(graph, PERMISSION).filter(({ inputs }) => inputs.principal !== '*');
    expect(others).toEqual([]);
    expect(notifies?.inputs).toEqual({
      action: 'lambda:InvokeFunction',
      function: `holt-${stage}-maintenance`,
      principal: 's3.amazonaws.com',
      sourceArn: bucket,
      sourceAccount: '123456789012',
    });
    expect(inputsOf(graph, 'aws:s3/bucketNotification:BucketNotification')).toEqual({
      bucket: graph.outputs.bucket,
      lambdaFunctions: [
        {
          lambdaFunctionArn: `arn:aws:lambda:us-east-1:123456789012:function:holt-${stage}-maintenance`,
          events: ['s3:ObjectCreated:*'],
          filterPrefix: 'git/',
          filterSuffix: '/info/refs',
        },
      ],
    });
  });

  test('an event is tried three times, then kept for 14 days in an encrypted queue', () => {
    expect(inputsOf(graph, 'aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig')).toEqual({
      functionName: `holt-${stage}-maintenance`,
      maximumRetryAttempts: 2,
      destinationConfig: {
        onFailure: { destination: `arn:aws:sqs:us-east-1:123456789012:holt-${stage}-dead-letters` },
      },
    });
    expect(inputsOf(graph, 'aws:sqs/queue:Queue')).toEqual({
      name: `holt-${stage}-dead-letters`,
      messageRetentionSeconds: 1_209_600,
      sqsManagedSseEnabled: true,
    });
  });

  test('schedules reconcile and fold daily, and change keys monthly, at hours of their own', () => {
    const schedules = resourcesOf(graph, 'aws:scheduler/schedule:Schedule').map(({ name, inputs }) => {
      const { target, scheduleExpression, state } = inputs as {
        target: Properties & { input: string };
        scheduleExpression: string;
        state: string;
      };
      expect({ ...target, input: undefined }).toEqual({
        arn: `arn:aws:lambda:us-east-1:123456789012:function:holt-${stage}-maintenance`,
        roleArn: expect.stringContaining(name.replace('Schedule', 'Role')),
        retryPolicy: { maximumRetryAttempts: 2 },
        deadLetterConfig: { arn: `arn:aws:sqs:us-east-1:123456789012:holt-${stage}-dead-letters` },
      });
      return [name, scheduleExpression, JSON.parse(target.input), state];
    });
    expect(schedules).toEqual([
      ['FoldSchedule', 'cron(47 4 * * ? *)', { task: 'fold' }, 'ENABLED'],
      ['ReconcileSchedule', 'cron(17 3 * * ? *)', {}, 'ENABLED'],
      ['RotateKeysSchedule', 'cron(7 5 1 * ? *)', { task: 'rotate-keys' }, 'ENABLED'],
    ]);
  });

  test('the record says where the site is, and set-up runs when it or the code has changed', () => {
    const { content, ...record } = inputsOf(graph, 'aws:s3/bucketObjectv2:BucketObjectv2', 'DeploymentRecord');
    expect(record).toEqual({
      bucket: graph.outputs.bucket,
      key: 'control/deployment.json',
      contentType: 'application/json',
    });
    expect(JSON.parse(String(content))).toEqual({
      origin: graph.outputs.url,
      keyValueStore: graph.outputs.keyValueStore,
      region: 'us-east-1',
    });
    expect(inputsOf(graph, 'aws:lambda/invocation:Invocation')).toEqual({
      functionName: `holt-${stage}-maintenance`,
      input: '{"task":"set-up"}',
      triggers: { code: expect.stringMatching(/^[0-9a-f]{64}$/), deployment: content },
    });
  });
});

test('what is deployed is what is built: the same files with the same bytes, and nothing beside them', async () => {
  const graph = await synthesiseStage('pr-1');
  const folder = await mkdtemp(join(tmpdir(), 'holt-infra-'));
  try {
    const bundles = await buildHandlers(folder, { compileCache: false });
    expect(Object.keys(graph.code)).toEqual(['Auth', 'Maintenance', 'Write']);
    for (const name of NAMES) {
      const { handler, folder: built } = bundles[name.toLowerCase() as Lowercase<Name>];
      const files = Object.entries(graph.code[name]?.files ?? {}).filter(
        ([path]) => !path.startsWith('compile-cache/'),
      );
      expect(Object.fromEntries(files)).toEqual(await listFiles(built));
      expect(graph.code[name]?.handler).toBe(handler);
      const { key, bucket } = inputsOf(graph, 'aws:s3/bucketObjectv2:BucketObjectv2', `${name}Code`);
      expect(functionOf(graph, name)).toMatchObject({ s3Bucket: bucket, s3Key: key });
    }
    expect(inputsOf(graph, 'aws:lambda/invocation:Invocation').triggers).toMatchObject({
      code: bundles.maintenance.hash,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('an origin secret is taken for one raise of its version, and refused after the second: each without a gap', async () => {
  const secretsAt = async (settings: Record<string, string>) => {
    const graph = await synthesiseStage('pr-1', settings);
    const { origins } = inputsOf(graph, 'aws:cloudfront/distribution:Distribution') as {
      origins: { customHeaders?: { value: string }[] }[];
    };
    const sent = new Set(origins.flatMap(({ customHeaders = [] }) => customHeaders.map(({ value }) => value)));
    expect(sent.size).toBe(1);
    const taken = (['Write', 'Auth'] as const).map((name) => environmentOf(graph, name).HOLT_ORIGIN_SECRET?.split(','));
    expect(taken[0]).toEqual(taken[1]);
    return { sent: [...sent][0], taken: taken[0] };
  };
  expect(EVERY_SETTING.HOLT_ORIGIN_SECRET_VERSION).toBe('2');
  const [first, second] = [await secretsAt({}), await secretsAt(EVERY_SETTING)];
  const third = await secretsAt({ HOLT_ORIGIN_SECRET_VERSION: '3' });
  expect(second.taken).toContain(first.sent);
  expect(third.taken).toContain(second.sent);
  expect(third.taken).toContain(third.sent);
  expect(third.taken).not.toContain(first.sent);
});

describe('with every setting', () => {
  let graph: SynthGraph;
  beforeAll(async () => {
    graph = await synthesiseStage('pr-1', EVERY_SETTING);
  });

  test('write and auth know the provider, and auth alone the secret that it gave to the site', () => {
    const { HOLT_OIDC_ISSUER = '', HOLT_OIDC_CLIENT_ID = '', HOLT_OWNERS = '' } = EVERY_SETTING;
    const provider = { HOLT_OIDC_ISSUER, HOLT_OIDC_CLIENT_ID, HOLT_OWNERS };
    expect(environmentOf(graph, 'Write')).toMatchObject(provider);
    expect(environmentOf(graph, 'Write')).not.toHaveProperty('HOLT_OIDC_CLIENT_SECRET');
    expect(environmentOf(graph, 'Auth')).toMatchObject({
      ...provider,
      HOLT_OIDC_CLIENT_SECRET: EVERY_SETTING.SST_SECRET_OidcClientSecret,
    });
    expect(JSON.stringify(environmentOf(graph, 'Maintenance'))).not.toContain('OIDC');
  });

  test('while the origin secret is changed the functions take the one before, too, and CloudFront sends the new one', () => {
    const { HOLT_ORIGIN_SECRET = '' } = environmentOf(graph, 'Write');
    const [current = '', before = '', ...more] = HOLT_ORIGIN_SECRET.split(',');
    expect(more).toEqual([]);
    expect(current).toMatch(/^OriginSecret2/);
    expect(before).toMatch(/^OriginSecret1/);
    const { origins } = inputsOf(graph, 'aws:cloudfront/distribution:Distribution');
    expect(JSON.stringify(origins)).toContain(current);
    expect(JSON.stringify(origins)).not.toContain(before);
  });

  test('no concurrency is reserved where none can be', () => {
    for (const name of NAMES) expect(functionOf(graph, name)).not.toHaveProperty('reservedConcurrentExecutions');
  });

  test('the log level reaches all functions', () => {
    for (const name of NAMES) expect(environmentOf(graph, name).HOLT_LOG_LEVEL).toBe('debug');
  });

  test('the record of the deployment has the own domain', () => {
    const { content } = inputsOf(graph, 'aws:s3/bucketObjectv2:BucketObjectv2', 'DeploymentRecord');
    expect(JSON.parse(String(content)).origin).toBe('https://wiki.example.org');
    expect(graph.outputs.url).toBe('https://wiki.example.org');
  });
});

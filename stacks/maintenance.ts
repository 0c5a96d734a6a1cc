import { assetKey } from '@holt/edge';
import type { HandlerBundle } from '@holt/lambda/build';
import { DEPLOYMENT_KEY } from '@holt/lambda/deployment';
import { CONTROL, FRAGMENTS, type FunctionParts, GIT, makeFunction, rightsTo } from './functions.ts';

/** UTC, at hours when few write; each minute is its own, so that no two begin together. */
const SCHEDULES = {
  Reconcile: { schedule: 'cron(17 3 * * ? *)', event: {} },
  Fold: { schedule: 'cron(47 4 * * ? *)', event: { task: 'fold' } },
  // A key signs for a month and is kept for another, in which its tokens end. One whose tokens are good for longer stays.
  RotateKeys: { schedule: 'cron(7 5 1 * ? *)', event: { task: 'rotate-keys' } },
} as const;

/** Ends what a writer left undone: soon after each write, by the bucket's notification, and by schedules. */
export function maintenanceFunction(parts: FunctionParts, bundle: HandlerBundle) {
  const { bucket } = parts;
  const deadLetters = new aws.sqs.Queue('DeadLetters', {
    name: `${$app.name}-${$app.stage}-dead-letters`,
    messageRetentionSeconds: 14 * 24 * 60 * 60,
    sqsManagedSseEnabled: true,
  });
  const maintenance = makeFunction('Maintenance', parts, {
    bundle,
    description: 'Holt: publishes what a writer left, folds, rotates keys',
    timeout: '15 minutes',
    memory: '1769 MB',
    share: 1 / 4,
    permissions: [
      ...rightsTo(parts, {
        GetObject: [GIT, FRAGMENTS, CONTROL, DEPLOYMENT_KEY, assetKey('*')],
        PutObject: [GIT, FRAGMENTS, CONTROL, assetKey('*')],
        DeleteObject: [GIT, FRAGMENTS, CONTROL],
      }),
      { actions: ['sqs:SendMessage'], resources: [deadLetters.arn] },
    ],
    deadLetters,
  });

  const mayNotify = new aws.lambda.Permission('MaintenanceByBucket', {
    action: 'lambda:InvokeFunction',
    function: maintenance.name,
    principal: 's3.amazonaws.com',
    sourceArn: bucket.arn,
    // A bucket's name may be another account's once it is gone.
    sourceAccount: aws.getCallerIdentityOutput().accountId,
  });
  new aws.s3.BucketNotification(
    'WikisNotification',
    {
      bucket: bucket.bucket,
      lambdaFunctions: [
        {
          lambdaFunctionArn: maintenance.arn,
          events: ['s3:ObjectCreated:*'],
          filterPrefix: 'git/',
          filterSuffix: '/info/refs',
        },
      ],
    },
    { dependsOn: [mayNotify] },
  );
  for (const [name, { schedule, event }] of Object.entries(SCHEDULES)) {
    new sst.aws.CronV2(name, { schedule, event, function: maintenance.arn, retries: 2, dlq: deadLetters.arn });
  }
  return { maintenance, deadLetters };
}

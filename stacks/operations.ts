import { alarms } from './alarms.ts';
import { auditTrail } from './audit-trail.ts';
import { dashboard } from './dashboard.ts';
import type { StageSettings } from './settings.ts';

export interface OperationsParts {
  settings: StageSettings;
  bucket: aws.s3.Bucket;
  functions: { Write: sst.aws.Function; Auth: sst.aws.Function; Maintenance: sst.aws.Function };
  deadLetters: aws.sqs.Queue;
  distribution: $util.Output<aws.cloudfront.Distribution>;
  viewerRequest: aws.cloudfront.Function;
}

/** What alarms and the dashboard are about. */
export interface OperatedParts extends OperationsParts {
  /** Seconds from a commit to its publishing, where its writer had not published it. */
  publishLag: { namespace: string; metricName: string };
}

/** What tells how the stage does, each part where the stage wants it. */
export function operations(parts: OperationsParts) {
  const { settings, functions, bucket } = parts;
  if (settings.alarms) {
    const operated = { ...parts, publishLag: publishLag(functions.Maintenance) };
    alarms(operated);
    dashboard(operated);
  }
  if (settings.audit) auditTrail(bucket);
  if (settings.warm) {
    // The function refuses it, for it has no secret; the process is there then.
    new sst.aws.CronV2('WarmPing', { schedule: 'rate(5 minutes)', event: {}, function: functions.Write.arn });
  }
}

/** Read from the function's log, where each is one line. */
function publishLag(maintenance: sst.aws.Function): OperatedParts['publishLag'] {
  const metric = { namespace: `${$app.name}/${$app.stage}`, metricName: 'PublishLagSeconds' };
  new aws.cloudwatch.LogMetricFilter('PublishLag', {
    name: `${$app.name}-${$app.stage}-publish-lag`,
    logGroupName: maintenance.nodes.logGroup.apply((group) => (group as aws.cloudwatch.LogGroup).name),
    pattern: '{ $.publishLagSeconds = * }',
    metricTransformation: {
      namespace: metric.namespace,
      name: metric.metricName,
      value: '$.publishLagSeconds',
      unit: 'Seconds',
    },
  });
  return metric;
}

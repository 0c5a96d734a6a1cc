import { onlyByHttps } from './private-bucket.ts';

const KEPT_DAYS = 400;

/** Who changed which object, and who read settings, as CloudTrail tells it: into a bucket of its own. */
export function auditTrail(bucket: aws.s3.Bucket) {
  const { accountId } = aws.getCallerIdentityOutput();
  const { region } = aws.getRegionOutput();
  const name = `${$app.name}-${$app.stage}-objects`;
  const logs = new aws.s3.Bucket('AuditLogs', {
    bucketPrefix: `${$app.name}-${$app.stage}-audit-`.toLowerCase(),
    forceDestroy: $app.removal === 'remove',
  });
  new aws.s3.BucketPublicAccessBlock('AuditLogsPublicAccessBlock', {
    bucket: logs.bucket,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  new aws.s3.BucketLifecycleConfiguration('AuditLogsLifecycle', {
    bucket: logs.bucket,
    rules: [{ id: 'forget', status: 'Enabled', filter: { prefix: '' }, expiration: { days: KEPT_DAYS } }],
  });
  const trail = {
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Condition: {
      StringEquals: { 'aws:SourceArn': $interpolate`arn:aws:cloudtrail:${region}:${accountId}:trail/${name}` },
    },
  };
  const policy = new aws.s3.BucketPolicy('AuditLogsPolicy', {
    bucket: logs.bucket,
    policy: $jsonStringify({
      Version: '2012-10-17',
      Statement: [
        onlyByHttps(logs),
        { Sid: 'TrailLooks', Effect: 'Allow', Action: 's3:GetBucketAcl', Resource: logs.arn, ...trail },
        {
          Sid: 'TrailWrites',
          Effect: 'Allow',
          Action: 's3:PutObject',
          Resource: $interpolate`${logs.arn}/AWSLogs/${accountId}/*`,
          ...trail,
        },
      ],
    }),
  });
  const objects = [
    { field: 'eventCategory', equals: ['Data'] },
    { field: 'resources.type', equals: ['AWS::S3::Object'] },
  ];
  new aws.cloudtrail.Trail(
    'AuditTrail',
    {
      name,
      s3BucketName: logs.bucket,
      enableLogFileValidation: true,
      // The account's own events are another trail's matter; so are reads of pages, one for each that the edge has not kept.
      includeGlobalServiceEvents: false,
      advancedEventSelectors: [
        {
          name: 'Changes',
          fieldSelectors: [
            ...objects,
            { field: 'readOnly', equals: ['false'] },
            { field: 'resources.ARN', startsWiths: [$interpolate`${bucket.arn}/`] },
          ],
        },
        {
          name: 'Reads of settings',
          fieldSelectors: [
            ...objects,
            { field: 'readOnly', equals: ['true'] },
            { field: 'resources.ARN', startsWiths: [$interpolate`${bucket.arn}/control/`] },
          ],
        },
      ],
    },
    { dependsOn: [policy] },
  );
}

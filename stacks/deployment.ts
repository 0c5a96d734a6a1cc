import { DEPLOYMENT_KEY, encodeDeployment } from '@holt/lambda/deployment';

export interface DeploymentParts {
  bucket: aws.s3.Bucket;
  keyValueStore: aws.cloudfront.KeyValueStore;
  /** `https://…`, without a slash at the end. */
  origin: $util.Output<string>;
  maintenance: sst.aws.Function;
  /** Hash of the code of `maintenance`. */
  codeHash: string;
}

/**
 * Writes down where the site is, as an object of the bucket: the functions can't be told by their environment, since the distribution needs
 * their URLs first. Then has the first key made, the site's entry put and its assets published: at each deployment that changes any of it.
 */
export function recordDeployment({ bucket, keyValueStore, origin, maintenance, codeHash }: DeploymentParts) {
  const content = $util
    .all([origin, keyValueStore.arn, aws.getRegionOutput().region])
    .apply(([site, store, region]) => encodeDeployment({ origin: site, keyValueStore: store, region }));
  const record = new aws.s3.BucketObjectv2(
    'DeploymentRecord',
    { bucket: bucket.bucket, key: DEPLOYMENT_KEY, content, contentType: 'application/json' },
    { retainOnDelete: $app.removal !== 'remove' },
  );
  new aws.lambda.Invocation(
    'SetUp',
    {
      functionName: maintenance.name,
      input: JSON.stringify({ task: 'set-up' }),
      triggers: { code: codeHash, deployment: content },
    },
    { dependsOn: [record] },
  );
}

import { assetKey, fragmentsPrefix, gitPrefix } from '@holt/edge';

/**
 * The bucket that holds everything: git, artifacts, settings. Private, versioned, encrypted with a key of its own.
 * Made of plain resources: the policy of `sst.aws.Bucket` has to be known before its domain is, and this one names the
 * distribution, which needs the domain.
 */
export function storage() {
  const key = new aws.kms.Key(
    'WikisKey',
    { description: `${$app.name} ${$app.stage}: wikis`, enableKeyRotation: true },
    // Without its key a retained bucket can't be read again.
    { retainOnDelete: $app.removal !== 'remove' },
  );
  const bucket = new aws.s3.Bucket('Wikis', {
    bucketPrefix: `${$app.name}-${$app.stage}-`.toLowerCase(),
    forceDestroy: $app.removal === 'remove',
  });
  new aws.s3.BucketVersioning('WikisVersioning', {
    bucket: bucket.bucket,
    versioningConfiguration: { status: 'Enabled' },
  });
  new aws.s3.BucketServerSideEncryptionConfiguration('WikisEncryption', {
    bucket: bucket.bucket,
    rules: [
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: key.arn },
        // One request to KMS for many objects.
        bucketKeyEnabled: true,
      },
    ],
  });
  new aws.s3.BucketPublicAccessBlock('WikisPublicAccessBlock', {
    bucket: bucket.bucket,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  return { bucket, key };
}

/** Lets one distribution, and no other, read what has a URL. */
export function grantReading(bucket: aws.s3.Bucket, key: aws.kms.Key, distributionArn: $util.Output<string>) {
  const distribution = {
    Principal: { Service: 'cloudfront.amazonaws.com' },
    Condition: { StringEquals: { 'AWS:SourceArn': distributionArn } },
  };
  new aws.s3.BucketPolicy('WikisPolicy', {
    bucket: bucket.bucket,
    policy: $jsonStringify({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'OnlyByHttps',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [bucket.arn, $interpolate`${bucket.arn}/*`],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
        {
          Sid: 'EdgeReads',
          Effect: 'Allow',
          Action: 's3:GetObject',
          Resource: [assetKey('*'), `${fragmentsPrefix('*', '*')}*`, `${gitPrefix('*', '*')}*`].map(
            (pattern) => $interpolate`${bucket.arn}/${pattern}`,
          ),
          ...distribution,
        },
        // Whoever may not list is told 403 for a missing object, instead of 404.
        {
          Sid: 'EdgeLearnsWhatIsMissing',
          Effect: 'Allow',
          Action: 's3:ListBucket',
          Resource: bucket.arn,
          ...distribution,
        },
      ],
    }),
  });
  new aws.kms.KeyPolicy('WikisKeyPolicy', {
    keyId: key.id,
    policy: $jsonStringify({
      Version: '2012-10-17',
      Statement: [
        {
          // Who may use the key is then a matter of roles; without this statement nobody could ever change the policy.
          Sid: 'RolesOfThisAccount',
          Effect: 'Allow',
          Principal: { AWS: $interpolate`arn:aws:iam::${aws.getCallerIdentityOutput().accountId}:root` },
          Action: 'kms:*',
          Resource: '*',
        },
        { Sid: 'EdgeReads', Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', ...distribution },
      ],
    }),
  });
}

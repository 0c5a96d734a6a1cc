import { fragmentsPrefix, gitPrefix, settingsKey } from '@holt/edge';
import type { StageSettings } from './settings.ts';

const KEPT_DAYS = 30;

const root = (key: string) => `${key.slice(0, key.indexOf('/'))}/`;
const ARTIFACTS = root(fragmentsPrefix('owner', 'wiki'));
/** Roots of all that can't be made anew from something else. */
export const TRUTH = [root(gitPrefix('owner', 'wiki')), root(settingsKey('owner', 'wiki'))];

export interface PrivateBucketOptions {
  /** What is in it, for the key's description. */
  holds: string;
  prefix: string;
  encryption: StageSettings['encryption'];
  /** Default: the stage's. */
  region?: string;
}

/**
 * A bucket that is versioned, encrypted and closed to the public. What was overwritten or deleted can be brought back for 30 days,
 * artifacts, which can be made anew, for one.
 */
export function privateBucket(name: string, { holds, prefix, encryption, region }: PrivateBucketOptions) {
  const isRemoved = $app.removal === 'remove';
  const where = region === undefined ? {} : { region };
  const key =
    encryption === 's3'
      ? undefined
      : new aws.kms.Key(
          `${name}Key`,
          {
            description: `${$app.name} ${$app.stage}: ${holds}`,
            enableKeyRotation: true,
            // A key is paid for until it is gone; this is the soonest.
            ...(isRemoved && { deletionWindowInDays: 7 }),
            ...where,
          },
          // Without its key a retained bucket can't be read again.
          { retainOnDelete: !isRemoved },
        );
  const bucket = new aws.s3.Bucket(name, {
    bucketPrefix: `${prefix}-`.toLowerCase(),
    forceDestroy: isRemoved,
    ...where,
  });
  const versioning = new aws.s3.BucketVersioning(`${name}Versioning`, {
    bucket: bucket.bucket,
    versioningConfiguration: { status: 'Enabled' },
    ...where,
  });
  new aws.s3.BucketServerSideEncryptionConfiguration(`${name}Encryption`, {
    bucket: bucket.bucket,
    rules: [
      key === undefined
        ? { applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }
        : {
            applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: key.arn },
            // One request to KMS for many objects.
            bucketKeyEnabled: true,
          },
    ],
    ...where,
  });
  new aws.s3.BucketPublicAccessBlock(`${name}PublicAccessBlock`, {
    bucket: bucket.bucket,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
    ...where,
  });
  new aws.s3.BucketLifecycleConfiguration(
    `${name}Lifecycle`,
    {
      bucket: bucket.bucket,
      rules: [
        {
          id: 'old-versions',
          status: 'Enabled',
          filter: {},
          noncurrentVersionExpiration: { noncurrentDays: KEPT_DAYS },
          // Marks of deletion that hide nothing any more.
          expiration: { expiredObjectDeleteMarker: true },
        },
        // Of rules that overlap, the shorter time counts.
        // https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-conflicts.html
        {
          id: 'old-artifacts',
          status: 'Enabled',
          filter: { prefix: ARTIFACTS },
          noncurrentVersionExpiration: { noncurrentDays: 1 },
        },
        {
          id: 'unfinished-uploads',
          status: 'Enabled',
          filter: {},
          abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
        },
      ],
      ...where,
    },
    { dependsOn: versioning },
  );
  return { bucket, key, versioning };
}

/** The statement of a bucket's policy without which requests could come in plain text. */
export function onlyByHttps(bucket: aws.s3.Bucket) {
  return {
    Sid: 'OnlyByHttps',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [bucket.arn, $interpolate`${bucket.arn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}

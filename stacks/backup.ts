import { onlyByHttps, privateBucket, TRUTH } from './private-bucket.ts';
import type { StageSettings } from './settings.ts';

/** Another one than the bucket's. */
const REGION = 'us-west-2';

export interface BackupParts {
  bucket: aws.s3.Bucket;
  key: aws.kms.Key | undefined;
  /** Nothing can be copied before. */
  versioning: aws.s3.BucketVersioning;
  encryption: StageSettings['encryption'];
}

/**
 * Copies what can't be made anew to a bucket in another region, as it is written: only what is written once this is there. What is
 * deleted goes from the copy too, after as many days as from the bucket.
 */
export function backup({ bucket, key, versioning, encryption }: BackupParts) {
  const copy = privateBucket('Backup', {
    holds: 'copies of wikis',
    prefix: `${$app.name}-${$app.stage}-backup`,
    encryption,
    region: REGION,
  });
  new aws.s3.BucketPolicy('BackupPolicy', {
    bucket: copy.bucket.bucket,
    policy: $jsonStringify({ Version: '2012-10-17', Statement: [onlyByHttps(copy.bucket)] }),
    region: REGION,
  });

  const role = new aws.iam.Role('BackupRole', {
    assumeRolePolicy: $jsonStringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    }),
  });
  const within = ({ arn }: aws.s3.Bucket) => TRUTH.map((prefix) => $interpolate`${arn}/${prefix}*`);
  new aws.iam.RolePolicy('BackupRolePolicy', {
    role: role.name,
    policy: $jsonStringify({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'ReadSettingsOfCopying',
          Effect: 'Allow',
          Action: ['s3:GetReplicationConfiguration', 's3:ListBucket'],
          Resource: bucket.arn,
        },
        {
          Sid: 'ReadVersions',
          Effect: 'Allow',
          Action: ['s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging'],
          Resource: within(bucket),
        },
        {
          Sid: 'WriteCopies',
          Effect: 'Allow',
          Action: ['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'],
          Resource: within(copy.bucket),
        },
        ...(key ? [{ Sid: 'Decrypt', Effect: 'Allow', Action: 'kms:Decrypt', Resource: key.arn }] : []),
        ...(copy.key
          ? [
              {
                Sid: 'Encrypt',
                Effect: 'Allow',
                Action: ['kms:Encrypt', 'kms:GenerateDataKey'],
                Resource: copy.key.arn,
              },
            ]
          : []),
      ],
    }),
  });

  new aws.s3.BucketReplicationConfig(
    'BackupReplication',
    {
      bucket: bucket.bucket,
      role: role.arn,
      rules: TRUTH.map((prefix, index) => ({
        id: prefix.slice(0, -1),
        priority: index,
        status: 'Enabled',
        filter: { prefix },
        deleteMarkerReplication: { status: 'Enabled' },
        destination: {
          bucket: copy.bucket.arn,
          ...(copy.key && { encryptionConfiguration: { replicaKmsKeyId: copy.key.arn } }),
        },
        // Without it, objects under a key are left out.
        ...(copy.key && { sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } } }),
      })),
    },
    { dependsOn: [versioning, copy.versioning] },
  );
}

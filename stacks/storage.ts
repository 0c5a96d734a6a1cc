import { assetKey, fragmentsPrefix, gitPrefix } from '@holt/edge';
import { backup } from './backup.ts';
import { onlyByHttps, privateBucket } from './private-bucket.ts';
import type { StageSettings } from './settings.ts';

/**
 * The bucket that holds everything: git, artifacts, settings; and the key-value store that the edge asks.
 * Made of plain resources: the policy of `sst.aws.Bucket` has to be known before its domain is, and this one names the
 * distribution, which needs the domain.
 */
export function storage(settings: Pick<StageSettings, 'encryption' | 'backup'>) {
  const name = `${$app.name}-${$app.stage}`;
  const { encryption } = settings;
  const { bucket, key, versioning } = privateBucket('Wikis', { holds: 'wikis', prefix: name, encryption });
  if (settings.backup) backup({ bucket, key, versioning, encryption });
  const keyValueStore = new aws.cloudfront.KeyValueStore(
    'EdgeKeyValues',
    { name: `${name}-edge`, comment: 'Keys of tokens, who may read which wiki, what was revoked' },
    { retainOnDelete: $app.removal !== 'remove' },
  );
  return { bucket, key, keyValueStore };
}

/** Lets one distribution, and no other, read what has a URL. */
export function grantReading(
  bucket: aws.s3.Bucket,
  key: aws.kms.Key | undefined,
  distributionArn: $util.Output<string>,
) {
  const distribution = {
    Principal: { Service: 'cloudfront.amazonaws.com' },
    Condition: { StringEquals: { 'AWS:SourceArn': distributionArn } },
  };
  new aws.s3.BucketPolicy('WikisPolicy', {
    bucket: bucket.bucket,
    policy: $jsonStringify({
      Version: '2012-10-17',
      Statement: [
        onlyByHttps(bucket),
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
  if (key === undefined) return;
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

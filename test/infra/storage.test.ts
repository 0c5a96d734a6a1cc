import { assetKey, gitPrefix, pageKey, settingsKey } from '@holt/edge';
import { matchesPattern } from '@holt/edge/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Properties } from '../../scripts/synth/mock-aws.ts';
import type { SynthGraph } from '../../scripts/synth/synthesise.ts';
import { EVERY_SETTING, inputsOf, mayRead, type Statement, statementsOf, synthesiseStage } from './stage-graph.ts';

const BUCKET = 'aws:s3/bucket:Bucket';
const POLICY = 'aws:s3/bucketPolicy:BucketPolicy';
const ENCRYPTION = 'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration';
const LIFECYCLE = 'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration';
const KEY = 'aws:kms/key:Key';
const DISTRIBUTION_ARN = 'arn:aws:cloudfront::123456789012:distribution/EdgeDistribution';

const WITH_COPY_BY_S3 = { HOLT_BACKUP: '1', HOLT_ENCRYPTION: 's3' };

const onlyEdge = {
  Principal: { Service: 'cloudfront.amazonaws.com' },
  Condition: { StringEquals: { 'AWS:SourceArn': DISTRIBUTION_ARN } },
};
const onlyByHttps = (arn: string) => ({
  Sid: 'OnlyByHttps',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [arn, `${arn}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

describe.each(['production', 'pr-1'])('the storage of the stage %s', (stage) => {
  let graph: SynthGraph;
  let arn: string;

  beforeAll(async () => {
    graph = await synthesiseStage(stage);
    arn = `arn:aws:s3:::${graph.outputs.bucket}`;
  });

  test('is one bucket, named after the stage', () => {
    expect(inputsOf(graph, BUCKET).bucketPrefix).toBe(`holt-${stage}-`);
  });

  test('lets this distribution read and list, nobody else, and no one without HTTPS', () => {
    expect(statementsOf(inputsOf(graph, POLICY).policy)).toEqual([
      onlyByHttps(arn),
      {
        Sid: 'EdgeReads',
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: [`${arn}/assets/*`, `${arn}/fragments/*/*/*`, `${arn}/git/*/*/*`],
        ...onlyEdge,
      },
      { Sid: 'EdgeLearnsWhatIsMissing', Effect: 'Allow', Action: 's3:ListBucket', Resource: arn, ...onlyEdge },
    ]);
  });

  test('keeps settings and the keys of tokens from the edge, whatever the edge would ask for', () => {
    expect(mayRead(graph, settingsKey('me', 'notes'))).toBe(false);
    expect(['control/deployment.json', 'control/key-values.json'].map((key) => mayRead(graph, key))).toEqual([
      false,
      false,
    ]);
    expect(mayRead(graph, pageKey('me', 'notes', 'Home'))).toBe(true);
  });

  test('is versioned and closed to the public', () => {
    expect(inputsOf(graph, 'aws:s3/bucketVersioning:BucketVersioning').versioningConfiguration).toEqual({
      status: 'Enabled',
    });
    expect(inputsOf(graph, 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock')).toMatchObject({
      bucket: graph.outputs.bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
  });

  test('keeps what was overwritten or deleted for 30 days, artifacts and unfinished uploads for one', () => {
    expect(inputsOf(graph, LIFECYCLE)).toMatchObject({ bucket: graph.outputs.bucket });
    expect(inputsOf(graph, LIFECYCLE).rules).toEqual([
      {
        id: 'old-versions',
        status: 'Enabled',
        filter: {},
        noncurrentVersionExpiration: { noncurrentDays: 30 },
        expiration: { expiredObjectDeleteMarker: true },
      },
      {
        id: 'old-artifacts',
        status: 'Enabled',
        filter: { prefix: 'fragments/' },
        noncurrentVersionExpiration: { noncurrentDays: 1 },
      },
      {
        id: 'unfinished-uploads',
        status: 'Enabled',
        filter: {},
        abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
      },
    ]);
  });

  test('never deletes what is current', () => {
    for (const { expiration = {} } of inputsOf(graph, LIFECYCLE).rules as { expiration?: Properties }[]) {
      expect(expiration).not.toHaveProperty('days');
      expect(expiration).not.toHaveProperty('date');
    }
  });

  test('has no copy unless it is asked for', () => {
    expect(graph.resources.filter(({ name }) => name.startsWith('Backup'))).toEqual([]);
  });
});

describe('encryption', () => {
  test('of production is by a key of its own, which rotates, and with which this distribution may only decrypt', async () => {
    const graph = await synthesiseStage('production');
    expectOwnKey(graph);
    expect(inputsOf(graph, KEY, 'WikisKey')).not.toHaveProperty('deletionWindowInDays');
  });

  test('of other stages is by a key of S3, which costs nothing', async () => {
    expectNoKey(await synthesiseStage('pr-1'));
  });

  test('is chosen by a setting; a key that goes with its stage goes as soon as may be', async () => {
    expectNoKey(await synthesiseStage('production', WITH_COPY_BY_S3));
    const small = await synthesiseStage('pr-1', EVERY_SETTING);
    expectOwnKey(small);
    expect(inputsOf(small, KEY, 'WikisKey')).toMatchObject({ deletionWindowInDays: 7 });
  });

  function expectOwnKey(graph: SynthGraph): void {
    expect(inputsOf(graph, ENCRYPTION, 'WikisEncryption').rules).toEqual([
      {
        applyServerSideEncryptionByDefault: {
          sseAlgorithm: 'aws:kms',
          kmsMasterKeyId: 'arn:aws:kms:us-east-1:123456789012:key/WikisKey',
        },
        bucketKeyEnabled: true,
      },
    ]);
    expect(inputsOf(graph, KEY, 'WikisKey')).toMatchObject({ enableKeyRotation: true });
    expect(statementsOf(inputsOf(graph, 'aws:kms/keyPolicy:KeyPolicy', 'WikisKeyPolicy').policy)).toEqual([
      expect.objectContaining({ Principal: { AWS: 'arn:aws:iam::123456789012:root' } }),
      { Sid: 'EdgeReads', Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', ...onlyEdge },
    ]);
  }

  function expectNoKey(graph: SynthGraph): void {
    expect(inputsOf(graph, ENCRYPTION, 'WikisEncryption').rules).toEqual([
      { applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } },
    ]);
    expect(graph.resources.filter(({ type }) => type.startsWith('aws:kms/'))).toEqual([]);
  }
});

describe.each([
  ['keys of their own', 'pr-1', EVERY_SETTING],
  ['a key of S3', 'production', WITH_COPY_BY_S3],
])('the copy of the bucket, both encrypted by %s', (_by, stage, settings) => {
  const hasKeys = settings === EVERY_SETTING;
  let graph: SynthGraph;
  let source: string;
  let target: string;
  let role: Statement[];

  beforeAll(async () => {
    graph = await synthesiseStage(stage, settings);
    source = `arn:aws:s3:::${graph.outputs.bucket}`;
    target = `arn:aws:s3:::${inputsOf(graph, 'aws:s3/bucketVersioning:BucketVersioning', 'BackupVersioning').bucket}`;
    role = statementsOf(inputsOf(graph, 'aws:iam/rolePolicy:RolePolicy', 'BackupRolePolicy').policy);
  });

  test('is in another region with all that belongs to it, and as private as the bucket', () => {
    const parts = graph.resources.filter(({ name, type }) => name.startsWith('Backup') && /:s3\/|:kms\//.test(type));
    const elsewhere = parts.filter(({ name }) => name !== 'BackupReplication');
    expect(elsewhere).toHaveLength(hasKeys ? 7 : 6);
    expect(new Set(elsewhere.map(({ inputs }) => inputs.region))).toEqual(new Set(['us-west-2']));
    expect(statementsOf(inputsOf(graph, POLICY, 'BackupPolicy').policy)).toEqual([onlyByHttps(target)]);
    expect(inputsOf(graph, LIFECYCLE, 'BackupLifecycle').rules).toEqual(
      inputsOf(graph, LIFECYCLE, 'WikisLifecycle').rules,
    );
    expect(inputsOf(graph, ENCRYPTION, 'BackupEncryption').rules).toEqual([
      hasKeys
        ? expect.objectContaining({
            applyServerSideEncryptionByDefault: {
              sseAlgorithm: 'aws:kms',
              kmsMasterKeyId: expect.stringMatching(/key\/BackupKey$/),
            },
          })
        : { applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } },
    ]);
  });

  test('has what can be made from nothing else, with what was deleted marked so, and nothing more', () => {
    const rules = inputsOf(graph, 'aws:s3/bucketReplicationConfig:BucketReplicationConfig').rules as Properties[];
    expect(rules.map(({ filter }) => filter)).toEqual([{ prefix: 'git/' }, { prefix: 'control/' }]);
    expect(new Set(rules.map(({ priority }) => priority)).size).toBe(2);
    for (const rule of rules) {
      expect(rule).toMatchObject({
        status: 'Enabled',
        deleteMarkerReplication: { status: 'Enabled' },
        destination: { bucket: target },
      });
      expect('sourceSelectionCriteria' in rule).toBe(hasKeys);
    }
  });

  test('is made by a role that only S3 takes on, and that may only read there and copy here', () => {
    expect(statementsOf(inputsOf(graph, 'aws:iam/role:Role', 'BackupRole').assumeRolePolicy)).toEqual([
      { Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ]);
    expect(role).toEqual([
      {
        Sid: 'ReadSettingsOfCopying',
        Effect: 'Allow',
        Action: ['s3:GetReplicationConfiguration', 's3:ListBucket'],
        Resource: source,
      },
      {
        Sid: 'ReadVersions',
        Effect: 'Allow',
        Action: ['s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging'],
        Resource: [`${source}/git/*`, `${source}/control/*`],
      },
      {
        Sid: 'WriteCopies',
        Effect: 'Allow',
        Action: ['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'],
        Resource: [`${target}/git/*`, `${target}/control/*`],
      },
      ...(hasKeys
        ? [
            {
              Sid: 'Decrypt',
              Effect: 'Allow',
              Action: 'kms:Decrypt',
              Resource: expect.stringMatching(/key\/WikisKey$/),
            },
            {
              Sid: 'Encrypt',
              Effect: 'Allow',
              Action: ['kms:Encrypt', 'kms:GenerateDataKey'],
              Resource: expect.stringMatching(/key\/BackupKey$/),
            },
          ]
        : []),
    ]);
  });

  test('leaves out artifacts and assets, and takes every key of git and of settings', () => {
    const copied = role.find(({ Sid }) => Sid === 'ReadVersions')?.Resource as string[];
    const isCopied = (key: string) => copied.some((pattern) => matchesPattern(pattern, `${source}/${key}`));
    expect([`${gitPrefix('me', 'notes')}info/refs`, settingsKey('me', 'notes')].map(isCopied)).toEqual([true, true]);
    expect([pageKey('me', 'notes', 'Home'), assetKey('404.html')].map(isCopied)).toEqual([false, false]);
  });
});

import { fragmentsPrefix, gitPrefix, KEY_VALUES_KEY } from '@holt/edge';
import type { HandlerBundle } from '@holt/lambda/build';

import { importUnbundled } from './import-unbundled.ts';
import type { StageSettings } from './settings.ts';

/** What the functions have to do with. */
export interface FunctionParts {
  settings: StageSettings;
  bucket: aws.s3.Bucket;
  /** The key that the bucket is encrypted with, if it has one of its own. */
  key: aws.kms.Key | undefined;
  keyValueStore: aws.cloudfront.KeyValueStore;
  /** What CloudFront may send. */
  originSecret: $util.Output<string>;
}

type Permission = sst.aws.FunctionPermissionArgs;

/** Areas of the bucket: what git holds, what is made from it, and settings. */
export const GIT = `${gitPrefix('*', '*')}*`;
export const FRAGMENTS = `${fragmentsPrefix('*', '*')}*`;
/** Of wikis and of the site; not the record of the deployment, which is deployed. */
export const CONTROL = 'control/*/*';

/**
 * The bundles that the tests run, as they are: SST bundles nothing again. What Node has compiled is shipped with them only from a machine like
 * those that run them.
 */
export async function buildBundles() {
  const { buildHandlers } = (await importUnbundled('@holt/lambda/build')) as typeof import('@holt/lambda/build');
  const compileCache = process.platform === 'linux' && process.arch === 'arm64';
  return await buildHandlers(`${$cli.paths.work}/handlers`, { compileCache });
}

export interface FunctionOptions {
  bundle: HandlerBundle;
  description: string;
  timeout: sst.aws.FunctionArgs['timeout'];
  memory: sst.aws.FunctionArgs['memory'];
  /** Share of the stage's concurrency that is reserved for it. */
  share: number;
  environment?: $util.Input<Record<string, string>>;
  permissions: Permission[];
  /** Whether it answers CloudFront. */
  hasUrl?: boolean;
  /** Queue of events that failed three times. */
  deadLetters?: aws.sqs.Queue;
}

/** A function of the stage, named `{app}-{stage}-{name}`. */
export function makeFunction(name: 'Write' | 'Auth' | 'Maintenance', parts: FunctionParts, options: FunctionOptions) {
  const { settings, bucket } = parts;
  const { bundle, hasUrl = false, deadLetters } = options;
  const functionName = `${$app.name}-${$app.stage}-${name.toLowerCase()}`;
  return new sst.aws.Function(name, {
    name: functionName,
    description: options.description,
    bundle: bundle.folder,
    handler: bundle.handler,
    runtime: 'nodejs24.x',
    architecture: 'arm64',
    timeout: options.timeout,
    memory: options.memory,
    ...(settings.concurrency === undefined
      ? {}
      : { concurrency: { reserved: Math.max(2, Math.ceil(settings.concurrency * options.share)) } }),
    environment: $util
      .all([bucket.bucket, options.environment ?? {}])
      .apply(([name, more]) => ({ HOLT_BUCKET: name, HOLT_LOG_LEVEL: settings.logLevel, ...more })),
    permissions: [...options.permissions, mayLog(functionName)],
    // CloudFront can't sign requests for it: then a client would have to send the hash of each body. The secret is asked for instead.
    ...(hasUrl ? { url: { authorization: 'none', cors: false } as const } : {}),
    ...(deadLetters === undefined ? {} : { retries: 2 }),
    // The functions write lines of JSON; so are then Lambda's own.
    logging: { retention: settings.isProduction ? '1 month' : '1 week', format: 'json' },
    transform: {
      role(role) {
        // SST's lets the whole account take the role, too.
        role.assumeRolePolicy = aws.iam.assumeRolePolicyForPrincipal({ Service: 'lambda.amazonaws.com' });
        // The policy that SST attaches may make log groups, which would be left behind, and write to all of them.
        role.managedPolicyArns = [];
      },
      eventInvokeConfig(config) {
        if (deadLetters !== undefined) config.destinationConfig = { onFailure: { destination: deadLetters.arn } };
      },
    },
  });
}

interface ObjectRights {
  GetObject: readonly string[];
  PutObject?: readonly string[];
  DeleteObject?: readonly string[];
}

/** To read, put or delete objects, and what goes with that for every function. Old versions of objects are beyond them all. */
export function rightsTo(
  parts: FunctionParts,
  { GetObject, PutObject = [], DeleteObject = [] }: ObjectRights,
): Permission[] {
  const { bucket, key } = parts;
  const rights = {
    GetObject: [...GetObject, KEY_VALUES_KEY],
    PutObject: [...PutObject, KEY_VALUES_KEY],
    DeleteObject,
  };
  return [
    ...Object.entries(rights)
      .filter(([, patterns]) => patterns.length > 0)
      .map(([action, patterns]) => ({
        actions: [`s3:${action}`],
        resources: patterns.map((pattern) => $interpolate`${bucket.arn}/${pattern}`),
      })),
    // Of the whole bucket: whoever may not list it is told 403 for a missing object instead of 404, and a GET tells no prefix that
    // a condition could name.
    { actions: ['s3:ListBucket'], resources: [bucket.arn] },
    ...(key === undefined ? [] : [{ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [key.arn] }]),
    mayUseKeyValues(parts),
  ];
}

/**
 * Keys of tokens, who may read which wiki, what was revoked: all three functions change these, in the bucket and in CloudFront's store, which
 * is a copy for the edge.
 */
function mayUseKeyValues({ keyValueStore }: FunctionParts): Permission {
  return {
    actions: ['DescribeKeyValueStore', 'GetKey', 'ListKeys', 'UpdateKeys'].map(
      (action) => `cloudfront-keyvaluestore:${action}`,
    ),
    resources: [keyValueStore.arn],
  };
}

function mayLog(functionName: string): Permission {
  const { accountId } = aws.getCallerIdentityOutput();
  const { region } = aws.getRegionOutput();
  return {
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [$interpolate`arn:aws:logs:${region}:${accountId}:log-group:/aws/lambda/${functionName}:*`],
  };
}

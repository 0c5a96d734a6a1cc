/** How a figure was come by. */
export type Source =
  /** Read on the page that is named, in a stored copy of it. */
  | 'page'
  /** The page's figure could not be read; it is what others say of it. */
  | 'others'
  /** Neither: it is what is remembered of the page. */
  | 'memory';

export interface Price {
  /** For people. */
  what: string;
  /** Dollars for {@link per} units, in us-east-1, the first tier. */
  usd: number;
  per: number;
  unit: string;
  /** Where the provider says so. */
  page: string;
  /** The day on which it was looked up. */
  read: string;
  source: Source;
  /** Whose figure it is, where it isn't the page's. */
  by?: string;
  /** Units a month that cost nothing, for good: not those of an account's first year. */
  free?: number;
  /** Whose figure that is, where it isn't the page's. */
  freeBy?: string;
}

/** Where nothing else is said. */
const READ = '2026-11-21';
const S3 = 'https://aws.amazon.com/s3/pricing/';
const CLOUDFRONT = 'https://aws.amazon.com/cloudfront/pricing/';
const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const KMS = 'https://aws.amazon.com/kms/pricing/';
const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/';
const WAF = 'https://aws.amazon.com/waf/pricing/';

const OF_S3 = 'https://devnotes.tech/understanding-aws-s3-pricing-a-complete-cost-breakdown-with-examples';
const OF_CLOUDFRONT = 'https://cur.vantage.sh/aws/amazoncloudfront/';
const OF_LAMBDA = 'https://cloudchipr.com/blog/aws-lambda-pricing';
const OF_CLOUDWATCH = 'https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/';
const OF_WAF = 'https://c3x.dev/blog/aws-waf-cost-explained/';
/** Quotes the page on reads at the edge; of the API it tells what somebody has heard of writes. */
const OF_KEY_VALUES = 'https://github.com/anomalyco/sst/issues/5720';

const MILLION = 1_000_000;
const TABLE = {
  storage: { what: 'S3 Standard', usd: 0.023, per: 1, unit: 'GB and month', page: S3, source: 'others', by: OF_S3 },
  put: { what: 'S3: PUT, LIST', usd: 0.005, per: 1000, unit: 'requests', page: S3, source: 'others', by: OF_S3 },
  get: { what: 'S3: GET, HEAD', usd: 0.0004, per: 1000, unit: 'requests', page: S3, source: 'others', by: OF_S3 },
  regionTransfer: {
    what: 'S3: to another region in the USA',
    usd: 0.02,
    per: 1,
    unit: 'GB',
    page: S3,
    source: 'others',
    by: 'https://repost.aws/articles/ARjzluyMS8RbeOOK4MGXRG6Q/cost-effective-methods-for-accessing-s3-buckets-cross-region',
    read: '2026-11-22',
  },
  request: {
    what: 'CloudFront: HTTPS requests',
    usd: 0.01,
    per: 10_000,
    unit: 'requests',
    page: CLOUDFRONT,
    source: 'others',
    by: 'https://www.factualminds.com/blog/amazon-cloudfront-pricing-regional-tiers-requests-security.md',
    free: 10 * MILLION,
  },
  transfer: {
    what: 'CloudFront: to readers in North America and Europe',
    usd: 0.085,
    per: 1,
    unit: 'GB',
    page: CLOUDFRONT,
    source: 'page',
    free: 1024,
  },
  upload: {
    what: 'CloudFront: to the origin, of what is sent',
    usd: 0.02,
    per: 1,
    unit: 'GB',
    page: CLOUDFRONT,
    source: 'memory',
  },
  edgeFunction: {
    what: 'CloudFront Functions',
    usd: 0.1,
    per: MILLION,
    unit: 'runs',
    page: CLOUDFRONT,
    source: 'others',
    by: OF_CLOUDFRONT,
    free: 2 * MILLION,
  },
  keyValueRead: {
    what: 'KeyValueStore: reads of a function at the edge',
    usd: 0.03,
    per: MILLION,
    unit: 'reads',
    page: CLOUDFRONT,
    source: 'others',
    by: OF_KEY_VALUES,
    free: 2 * MILLION,
  },
  keyValueCall: {
    what: 'KeyValueStore: requests to its API, reading ones too',
    usd: 1,
    per: 1000,
    unit: 'requests',
    page: CLOUDFRONT,
    source: 'memory',
    by: OF_KEY_VALUES,
  },
  invalidation: {
    what: 'CloudFront: invalidation',
    usd: 0.005,
    per: 1,
    unit: 'paths or tags',
    page: 'https://docs.aws.amazon.com/whitepapers/latest/how-aws-pricing-works/cloudfront.html',
    source: 'page',
    free: 1000,
  },
  lambdaRequest: {
    what: 'Lambda: calls',
    usd: 0.2,
    per: MILLION,
    unit: 'calls',
    page: LAMBDA,
    source: 'others',
    by: OF_LAMBDA,
    free: MILLION,
    freeBy: OF_LAMBDA,
  },
  lambdaTime: {
    what: 'Lambda, arm64: time, starting included',
    usd: 0.0000133334,
    per: 1,
    unit: 'GB and second',
    page: LAMBDA,
    source: 'others',
    by: OF_LAMBDA,
    free: 400_000,
    freeBy: OF_LAMBDA,
  },
  key: { what: 'KMS: a key', usd: 1, per: 1, unit: 'months', page: KMS, source: 'page' },
  keyRequest: {
    what: 'KMS: requests',
    usd: 0.03,
    per: 10_000,
    unit: 'requests',
    page: KMS,
    source: 'others',
    by: 'https://www.wring.co/blog/aws-kms-pricing-guide',
    free: 20_000,
  },
  queue: {
    what: 'SQS: requests',
    usd: 0.4,
    per: MILLION,
    unit: 'requests',
    page: 'https://aws.amazon.com/sqs/pricing/',
    source: 'others',
    by: 'https://cloudburn.io/blog/amazon-sqs-pricing',
    free: MILLION,
    freeBy: 'https://cloudburn.io/blog/amazon-sqs-pricing',
  },
  schedule: {
    what: 'EventBridge Scheduler: calls',
    usd: 1,
    per: MILLION,
    unit: 'calls',
    page: 'https://aws.amazon.com/eventbridge/pricing/',
    source: 'others',
    by: 'https://cloudburn.io/blog/amazon-eventbridge-pricing',
    free: 14 * MILLION,
    freeBy: 'https://cloudburn.io/blog/amazon-eventbridge-pricing',
  },
  alarm: {
    what: 'CloudWatch: an alarm',
    usd: 0.1,
    per: 1,
    unit: 'months',
    page: CLOUDWATCH,
    source: 'memory',
    free: 10,
    freeBy: 'memory',
  },
  metric: {
    what: 'CloudWatch: a metric of our own',
    usd: 0.3,
    per: 1,
    unit: 'months',
    page: CLOUDWATCH,
    source: 'others',
    by: 'https://signoz.io/guides/cloudwatch-pricing',
    free: 10,
    freeBy: 'memory',
  },
  dashboard: {
    what: 'CloudWatch: a dashboard',
    usd: 3,
    per: 1,
    unit: 'months',
    page: CLOUDWATCH,
    source: 'others',
    by: OF_CLOUDWATCH,
    free: 3,
    freeBy: 'memory',
  },
  log: {
    what: 'CloudWatch: logs, taken in',
    usd: 0.5,
    per: 1,
    unit: 'GB',
    page: CLOUDWATCH,
    source: 'others',
    by: OF_CLOUDWATCH,
    free: 5,
    freeBy: 'memory',
  },
  firewall: { what: 'WAF: a web ACL', usd: 5, per: 1, unit: 'months', page: WAF, source: 'others', by: OF_WAF },
  firewallRule: { what: 'WAF: a rule', usd: 1, per: 1, unit: 'months', page: WAF, source: 'others', by: OF_WAF },
  firewallRequest: {
    what: 'WAF: requests',
    usd: 0.6,
    per: MILLION,
    unit: 'requests',
    page: WAF,
    source: 'others',
    by: OF_WAF,
  },
  auditEvent: {
    what: 'CloudTrail: data events',
    usd: 0.1,
    per: 100_000,
    unit: 'events',
    page: 'https://aws.amazon.com/cloudtrail/pricing/',
    source: 'page',
  },
} satisfies Record<string, Omit<Price, 'read'> & Partial<Pick<Price, 'read'>>>;

export type PriceName = keyof typeof TABLE;

/** Every price that the model knows, each once. */
export const PRICES = Object.fromEntries(
  Object.entries(TABLE).map(([name, price]) => [name, { read: READ, ...price }]),
) as Record<PriceName, Price>;

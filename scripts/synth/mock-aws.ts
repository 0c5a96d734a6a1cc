const ACCOUNT_ID = '123456789012';
const REGION = 'us-east-1';

export type Properties = Record<string, unknown>;

/** What AWS would fill in once the resource is made: what other resources refer to. */
export function computedProperties(type: string, name: string, inputs: Properties): Properties {
  switch (type) {
    case 'aws:s3/bucket:Bucket': {
      const bucket = inputs.bucket ?? `${inputs.bucketPrefix ?? `${name.toLowerCase()}-`}0000000`;
      return {
        bucket,
        arn: `arn:aws:s3:::${bucket}`,
        bucketDomainName: `${bucket}.s3.amazonaws.com`,
        bucketRegionalDomainName: `${bucket}.s3.${REGION}.amazonaws.com`,
      };
    }
    case 'aws:cloudfront/distribution:Distribution':
      return { arn: globalArn('cloudfront', `distribution/${name}`), domainName: 'd111111abcdef8.cloudfront.net' };
    case 'aws:cloudfront/function:Function':
      return { arn: globalArn('cloudfront', `function/${inputs.name}`) };
    case 'aws:cloudfront/keyValueStore:KeyValueStore':
      return { arn: globalArn('cloudfront', `key-value-store/${inputs.name}`) };
    case 'aws:kms/key:Key':
      return { arn: `arn:aws:kms:${REGION}:${ACCOUNT_ID}:key/${name}` };
    default:
      return {};
  }
}

/** @throws Error for a question to AWS that has no answer here */
export function answerCall(token: string): Properties {
  if (token === 'aws:index/getCallerIdentity:getCallerIdentity') return { accountId: ACCOUNT_ID };
  throw new Error(`The stacks ask AWS for ${token}: give it an answer in scripts/synth/mock-aws.ts.`);
}

function globalArn(service: string, resource: string): string {
  return `arn:aws:${service}::${ACCOUNT_ID}:${resource}`;
}

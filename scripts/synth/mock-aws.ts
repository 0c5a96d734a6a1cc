const ACCOUNT_ID = '123456789012';
const REGION = 'us-east-1';

export type Properties = Record<string, unknown>;

/** What AWS would fill in once the resource is made: what other resources refer to. */
export function computedProperties(type: string, name: string, inputs: Properties): Properties {
  const named = (inputs.name as string | undefined) ?? name;
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
      return {
        arn: globalArn('cloudfront', `distribution/${name}`),
        domainName: 'd111111abcdef8.cloudfront.net',
        hostedZoneId: 'Z2FDTNDATAQYW2',
      };
    case 'aws:cloudfront/function:Function':
      return { arn: globalArn('cloudfront', `function/${inputs.name}`) };
    case 'aws:cloudfront/keyValueStore:KeyValueStore':
      return { arn: globalArn('cloudfront', `key-value-store/${inputs.name}`) };
    case 'aws:wafv2/webAcl:WebAcl':
      return { arn: regionalArn('wafv2', `global/webacl/${named}/${name}`) };
    case 'aws:acm/certificate:Certificate':
      return { arn: regionalArn('acm', `certificate/${name}`), domainValidationOptions: validationsOf(inputs) };
    case 'aws:kms/key:Key':
      return { arn: regionalArn('kms', `key/${name}`, inputs.region) };
    case 'aws:iam/role:Role':
      return { name: named, arn: globalArn('iam', `role/${named}`) };
    case 'aws:lambda/function:Function':
      return { name: named, arn: regionalArn('lambda', `function:${named}`), publish: false, version: '$LATEST' };
    case 'aws:lambda/functionUrl:FunctionUrl':
      return { functionUrl: `https://${name.toLowerCase()}.lambda-url.${REGION}.on.aws/` };
    case 'aws:cloudwatch/logGroup:LogGroup':
      return { arn: regionalArn('logs', `log-group:${named}`) };
    case 'aws:sqs/queue:Queue':
      return { arn: regionalArn('sqs', named), url: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT_ID}/${named}` };
    case 'aws:sns/topic:Topic':
      return { arn: regionalArn('sns', named) };
    case 'random:index/randomPassword:RandomPassword':
      return { result: name.padEnd(Number(inputs.length), '0') };
    case 'random:index/randomBytes:RandomBytes':
      return { base64: Buffer.alloc(Number(inputs.length)).toString('base64') };
    case 'pulumi-nodejs:dynamic:Resource':
      return name.endsWith('HostedZoneLookup') ? { zoneId: 'Z0000000000000' } : {};
    default:
      return {};
  }
}

/** @throws Error for a question to AWS that has no answer here */
export function answerCall(token: string, inputs: Properties): Properties {
  switch (token) {
    case 'aws:index/getCallerIdentity:getCallerIdentity':
      return { accountId: ACCOUNT_ID };
    case 'aws:index/getRegion:getRegion':
      return { region: REGION };
    case 'aws:index/getPartition:getPartition':
      return { partition: 'aws' };
    case 'aws:iam/getPolicyDocument:getPolicyDocument':
      return { json: policyOf(inputs.statements as PolicyStatement[] | undefined), statements: inputs.statements };
    default:
      throw new Error(`The stacks ask AWS for ${token}: give it an answer in scripts/synth/mock-aws.ts.`);
  }
}

interface PolicyStatement {
  effect?: string;
  actions: string[];
  resources?: string[];
  principals?: { type: string; identifiers: string[] }[];
  conditions?: { test: string; variable: string; values: string[] }[];
}

function policyOf(statements: PolicyStatement[] = []): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map(({ effect = 'Allow', actions, resources, principals, conditions = [] }) => ({
      Effect: effect,
      Action: actions,
      Resource: resources,
      Principal: principals && Object.fromEntries(principals.map(({ type, identifiers }) => [type, identifiers])),
      ...(conditions.length === 0
        ? {}
        : { Condition: conditions.map(({ test, variable, values }) => ({ [test]: { [variable]: values } })) }),
    })),
  });
}

/** The records by which a domain proves itself to be its owner's, one for each name of the certificate. */
function validationsOf({ domainName, subjectAlternativeNames = [] }: Properties): Properties[] {
  return [...new Set([domainName, ...(subjectAlternativeNames as string[])])].map((name) => ({
    domainName: name,
    resourceRecordName: `_x.${name}.`,
    resourceRecordType: 'CNAME',
    resourceRecordValue: '_y.acm-validations.aws.',
  }));
}

function globalArn(service: string, resource: string): string {
  return `arn:aws:${service}::${ACCOUNT_ID}:${resource}`;
}

function regionalArn(service: string, resource: string, region: unknown = REGION): string {
  return `arn:aws:${service}:${region}:${ACCOUNT_ID}:${resource}`;
}

import { assetUrl, dashUrl, fileUrl, gitUrl, markdownUrl, pageUrl, resolve, settingsKey, wikiUrl } from '@holt/edge';
import { buildEdge, MAX_FUNCTION_BYTES } from '@holt/edge/build';
import { securityHeaders } from '@holt/site';
import { beforeAll, describe, expect, test } from 'vitest';
import type { SynthGraph } from '../../scripts/synth/synthesise.ts';
import {
  behaviorFor,
  behaviorsOf,
  inputsOf,
  matchesPattern,
  type Statement,
  statementsOf,
  synthesiseStage,
} from './stage-graph.ts';

const DISTRIBUTION = 'aws:cloudfront/distribution:Distribution';
const FUNCTION = 'aws:cloudfront/function:Function';

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
// Neither has headers, cookies or query strings in its cache key.
const OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';
const DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';

const oid = 'd3'.repeat(20);
const git = gitUrl('me', 'notes');

/** Every row of the table of URLs that is an object: URL, path pattern, cache policy. */
const OBJECT_URLS: [url: string, pathPattern: string | undefined, cachePolicyId: string][] = [
  [wikiUrl('me', 'notes'), undefined, OPTIMIZED],
  [pageUrl('me', 'notes', 'Design/Café_plan'), undefined, OPTIMIZED],
  [pageUrl('me', 'notes', 'assets/Logo'), undefined, OPTIMIZED],
  [markdownUrl('me', 'notes', 'Design/Overview'), undefined, OPTIMIZED],
  [dashUrl('me', 'notes', ''), undefined, OPTIMIZED],
  [dashUrl('me', 'notes', 'sidebar.json'), undefined, OPTIMIZED],
  [dashUrl('me', 'notes', 'changes'), undefined, OPTIMIZED],
  [dashUrl('me', 'notes', `commit/${oid}`), undefined, OPTIMIZED],
  [fileUrl('me', 'notes', 'plan of 2026.pdf'), undefined, OPTIMIZED],
  [assetUrl('site.0a1b2c3d.css'), '/assets/*', OPTIMIZED],
  [assetUrl('page.0a1b2c3d.js'), '/assets/*', OPTIMIZED],
  [assetUrl('404.html'), '/assets/*', OPTIMIZED],
  ['/robots.txt', undefined, OPTIMIZED],
  [`${git}/info/refs`, '/*.git/info/refs', DISABLED],
  [`${git}/HEAD`, undefined, OPTIMIZED],
  [`${git}/objects/info/packs`, undefined, OPTIMIZED],
  [`${git}/objects/d3/${oid.slice(2)}`, undefined, OPTIMIZED],
  [`${git}/objects/pack/pack-${oid}.pack`, undefined, OPTIMIZED],
];

const { viewerRequest, viewerResponse } = await buildEdge();

describe.each(['production', 'pr-1'])('the stage %s', (stage) => {
  let graph: SynthGraph;
  let bucketArn: string;
  let distributionArn: string;
  let bucketPolicy: Statement[];

  beforeAll(async () => {
    graph = await synthesiseStage(stage);
    bucketArn = `arn:aws:s3:::${graph.outputs.bucket}`;
    distributionArn = 'arn:aws:cloudfront::123456789012:distribution/EdgeDistribution';
    bucketPolicy = statementsOf(inputsOf(graph, 'aws:s3/bucketPolicy:BucketPolicy').policy);
  });

  /** As S3 decides about a GET by the distribution. */
  const mayRead = (key: string) =>
    bucketPolicy.some(
      ({ Effect, Action, Resource }) =>
        Effect === 'Allow' &&
        [Action].flat().includes('s3:GetObject') &&
        [Resource].flat().some((pattern) => matchesPattern(pattern, `${bucketArn}/${key}`)),
    );

  describe('reading', () => {
    test.each(OBJECT_URLS)('%s is an object that is served from the bucket', (url, pathPattern, cachePolicyId) => {
      const route = resolve(url);
      expect(route.kind).toBe('object');
      expect(mayRead(route.kind === 'object' ? route.key : '')).toBe(true);
      const behavior = behaviorFor(graph, url);
      expect(behavior?.pathPattern).toBe(pathPattern);
      expect(behavior).toMatchObject({ targetOriginId: 'objects', cachePolicyId });
    });

    test('the table above has every kind of object', () => {
      const areas = OBJECT_URLS.map(([url]) => resolve(url)).map((route) => route.kind === 'object' && route.area);
      expect(new Set(areas)).toEqual(new Set(['page', 'markdown', 'dash', 'file', 'git', 'asset']));
    });

    test.each(['/mcp', '/mcp/me/notes', '/api/wikis', '/auth/login', '/.well-known/oauth-protected-resource'])(
      '%s, which the edge passes on as it is, names nothing that may be read',
      (url) => {
        expect(resolve(url).kind).toBe('service');
        expect(mayRead(url.slice(1))).toBe(false);
      },
    );

    test('every behaviour asks the edge function, takes reads only, by HTTPS, compressed, with the security headers', () => {
      expect(behaviorsOf(graph)).toHaveLength(3);
      for (const behavior of behaviorsOf(graph)) {
        expect(behavior).toMatchObject({
          allowedMethods: ['GET', 'HEAD'],
          viewerProtocolPolicy: 'redirect-to-https',
          compress: true,
          responseHeadersPolicyId: 'EdgeHeaders-id',
          functionAssociations: [
            { eventType: 'viewer-request', functionArn: expect.stringContaining('viewer-request') },
            { eventType: 'viewer-response', functionArn: expect.stringContaining('viewer-response') },
          ],
        });
      }
    });

    test('no cookie, no Authorization and no query is in a cache key or goes to the origin', () => {
      for (const behavior of behaviorsOf(graph)) {
        expect([OPTIMIZED, DISABLED]).toContain(behavior.cachePolicyId);
        expect(behavior).not.toHaveProperty('forwardedValues');
        expect(behavior).not.toHaveProperty('originRequestPolicyId');
      }
      expect(graph.resources.filter(({ type }) => type.includes('cachePolicy'))).toEqual([]);
    });

    test('a missing object is the 404 page, and no error is kept longer than a page', () => {
      const responses = inputsOf(graph, DISTRIBUTION).customErrorResponses as Record<string, unknown>[];
      expect(responses).toContainEqual(
        expect.objectContaining({ errorCode: 404, responseCode: 404, responsePagePath: '/assets/404.html' }),
      );
      expect(responses.map(({ errorCode }) => errorCode)).toEqual([404, 403, 500, 502, 503, 504]);
      expect(responses.every(({ errorCachingMinTtl }) => Number(errorCachingMinTtl) <= 5)).toBe(true);
    });

    test('the distribution speaks IPv6 and HTTP/3', () => {
      expect(inputsOf(graph, DISTRIBUTION)).toMatchObject({
        enabled: true,
        isIpv6Enabled: true,
        httpVersion: 'http2and3',
      });
    });
  });

  describe('the edge functions', () => {
    test('are the built text, byte for byte, and within the limit of CloudFront', () => {
      const request = inputsOf(graph, FUNCTION, 'EdgeViewerRequest');
      const response = inputsOf(graph, FUNCTION, 'EdgeViewerResponse');
      expect([request.code, response.code]).toEqual([viewerRequest, viewerResponse]);
      for (const { code, runtime, publish } of [request, response]) {
        expect({ runtime, publish }).toEqual({ runtime: 'cloudfront-js-2.0', publish: true });
        expect(Buffer.byteLength(String(code))).toBeLessThanOrEqual(MAX_FUNCTION_BYTES);
      }
    });

    test('viewer-request, which asks the key-value store, has the one store of the stage', () => {
      expect(viewerRequest).toContain('.kvs()');
      expect(inputsOf(graph, FUNCTION, 'EdgeViewerRequest').keyValueStoreAssociations).toEqual([
        graph.outputs.keyValueStore,
      ]);
      expect(inputsOf(graph, FUNCTION, 'EdgeViewerResponse').keyValueStoreAssociations).toBeUndefined();
      expect(inputsOf(graph, 'aws:cloudfront/keyValueStore:KeyValueStore').name).toBe(`holt-${stage}-edge`);
    });
  });

  test('the response headers are those of the site, and HTTPS for a year', () => {
    const { securityHeadersConfig, customHeadersConfig } = inputsOf(
      graph,
      'aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy',
    ) as {
      securityHeadersConfig: Record<string, Record<string, unknown>>;
      customHeadersConfig: { items: { header: string; value: string; override: boolean }[] };
    };
    const { strictTransportSecurity, ...site } = securityHeadersConfig;
    expect(strictTransportSecurity).toEqual({ accessControlMaxAgeSec: 31_536_000, override: true });
    expect([...Object.values(site), ...customHeadersConfig.items].every(({ override }) => override === true)).toBe(
      true,
    );
    expect({
      'content-security-policy': site.contentSecurityPolicy?.contentSecurityPolicy,
      'referrer-policy': site.referrerPolicy?.referrerPolicy,
      'x-frame-options': site.frameOptions?.frameOption,
      ...(site.contentTypeOptions && { 'x-content-type-options': 'nosniff' }),
      ...Object.fromEntries(customHeadersConfig.items.map(({ header, value }) => [header, value])),
    }).toEqual(securityHeaders());
    // The limit of CloudFront on this header.
    expect(securityHeaders()['content-security-policy']?.length).toBeLessThanOrEqual(1783);
  });

  describe('the bucket', () => {
    test('is the only origin, and read with a signature', () => {
      expect(inputsOf(graph, DISTRIBUTION).origins).toEqual([
        {
          originId: 'objects',
          domainName: `${graph.outputs.bucket}.s3.us-east-1.amazonaws.com`,
          originAccessControlId: 'EdgeOriginAccess-id',
        },
      ]);
      expect(inputsOf(graph, 'aws:cloudfront/originAccessControl:OriginAccessControl')).toMatchObject({
        originAccessControlOriginType: 's3',
        signingBehavior: 'always',
        signingProtocol: 'sigv4',
      });
    });

    test('lets this distribution read and list, nobody else, and no one without HTTPS', () => {
      const onlyEdge = {
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Condition: { StringEquals: { 'AWS:SourceArn': distributionArn } },
      };
      expect(bucketPolicy).toEqual([
        {
          Sid: 'OnlyByHttps',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [bucketArn, `${bucketArn}/*`],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
        {
          Sid: 'EdgeReads',
          Effect: 'Allow',
          Action: 's3:GetObject',
          Resource: [`${bucketArn}/assets/*`, `${bucketArn}/fragments/*/*/*`, `${bucketArn}/git/*/*/*`],
          ...onlyEdge,
        },
        { Sid: 'EdgeLearnsWhatIsMissing', Effect: 'Allow', Action: 's3:ListBucket', Resource: bucketArn, ...onlyEdge },
      ]);
    });

    test('keeps the settings of wikis from the edge, whatever the edge would ask for', () => {
      expect(mayRead(settingsKey('me', 'notes'))).toBe(false);
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

    test('is encrypted with a key of its own, which rotates, and with which this distribution may only decrypt', () => {
      const encryption = 'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration';
      expect(inputsOf(graph, encryption).rules).toEqual([
        {
          applyServerSideEncryptionByDefault: {
            sseAlgorithm: 'aws:kms',
            kmsMasterKeyId: 'arn:aws:kms:us-east-1:123456789012:key/WikisKey',
          },
          bucketKeyEnabled: true,
        },
      ]);
      expect(inputsOf(graph, 'aws:kms/key:Key')).toMatchObject({ enableKeyRotation: true });
      expect(statementsOf(inputsOf(graph, 'aws:kms/keyPolicy:KeyPolicy').policy)).toEqual([
        expect.objectContaining({ Principal: { AWS: 'arn:aws:iam::123456789012:root' } }),
        {
          Sid: 'EdgeReads',
          Effect: 'Allow',
          Principal: { Service: 'cloudfront.amazonaws.com' },
          Action: 'kms:Decrypt',
          Resource: '*',
          Condition: { StringEquals: { 'AWS:SourceArn': distributionArn } },
        },
      ]);
    });
  });

  test('production alone outlives its removal, and is protected from it', () => {
    const isProduction = stage === 'production';
    expect(graph.app).toMatchObject({
      name: 'holt',
      stage,
      home: 'aws',
      removal: isProduction ? 'retain' : 'remove',
      protect: isProduction,
      providers: { aws: { region: 'us-east-1' } },
    });
    expect(inputsOf(graph, 'aws:s3/bucket:Bucket').forceDestroy).toBe(!isProduction);
    const kept = graph.resources.filter(({ retainOnDelete }) => retainOnDelete).map(({ name }) => name);
    expect(kept).toEqual(isProduction ? ['EdgeKeyValues', 'WikisKey', 'Wikis'] : []);
  });
});

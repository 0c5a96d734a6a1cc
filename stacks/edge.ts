import { assetUrl } from '@holt/edge';
import { importUnbundled } from './import-unbundled.ts';

// Managed policies: an account may have no more than 20 of its own. Neither puts a header, a cookie or a query into the cache key.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';
const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';

/** Serves the bucket's objects: functions decide what a URL names and who may have it, nothing else stands behind a read. */
export async function edge(bucket: aws.s3.Bucket) {
  const { buildEdge } = (await importUnbundled('@holt/edge/build')) as typeof import('@holt/edge/build');
  const { securityHeaders } = (await importUnbundled('@holt/site')) as typeof import('@holt/site');
  const code = await buildEdge();
  const {
    'content-security-policy': contentSecurityPolicy = '',
    'referrer-policy': referrerPolicy = '',
    'x-frame-options': frameOption = '',
    'x-content-type-options': _alwaysNosniff,
    ...otherHeaders
  } = securityHeaders();
  const name = (part: string) => `${$app.name}-${$app.stage}-${part}`;

  const keyValueStore = new aws.cloudfront.KeyValueStore(
    'EdgeKeyValues',
    { name: name('edge'), comment: 'Keys of tokens, who may read which wiki, what was revoked' },
    { retainOnDelete: $app.removal !== 'remove' },
  );
  const viewerRequest = new aws.cloudfront.Function('EdgeViewerRequest', {
    name: name('viewer-request'),
    runtime: 'cloudfront-js-2.0',
    code: code.viewerRequest,
    keyValueStoreAssociations: [keyValueStore.arn],
    publish: true,
  });
  const viewerResponse = new aws.cloudfront.Function('EdgeViewerResponse', {
    name: name('viewer-response'),
    runtime: 'cloudfront-js-2.0',
    code: code.viewerResponse,
    publish: true,
  });
  const originAccess = new aws.cloudfront.OriginAccessControl('EdgeOriginAccess', {
    name: name('objects'),
    originAccessControlOriginType: 's3',
    signingBehavior: 'always',
    signingProtocol: 'sigv4',
  });
  // Headers are set before viewer-response runs: what that function narrows stays narrow.
  const headers = new aws.cloudfront.ResponseHeadersPolicy('EdgeHeaders', {
    name: name('objects'),
    securityHeadersConfig: {
      contentSecurityPolicy: { contentSecurityPolicy, override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption, override: true },
      referrerPolicy: { referrerPolicy, override: true },
      strictTransportSecurity: { accessControlMaxAgeSec: 31_536_000, override: true },
    },
    customHeadersConfig: {
      items: Object.entries(otherHeaders).map(([header, value]) => ({ header, value, override: true })),
    },
  });

  const objects = {
    targetOriginId: 'objects',
    viewerProtocolPolicy: 'redirect-to-https',
    allowedMethods: ['GET', 'HEAD'],
    cachedMethods: ['GET', 'HEAD'],
    compress: true,
    responseHeadersPolicyId: headers.id,
    // On every behaviour: no object is reached but through them.
    functionAssociations: [
      { eventType: 'viewer-request', functionArn: viewerRequest.arn },
      { eventType: 'viewer-response', functionArn: viewerResponse.arn },
    ],
  };
  const cdn = new sst.aws.Cdn('Edge', {
    comment: name('edge'),
    origins: [
      { originId: 'objects', domainName: bucket.bucketRegionalDomainName, originAccessControlId: originAccess.id },
    ],
    defaultCacheBehavior: { ...objects, cachePolicyId: CACHING_OPTIMIZED },
    orderedCacheBehaviors: [
      { ...objects, pathPattern: assetUrl('*'), cachePolicyId: CACHING_OPTIMIZED },
      // The optimized policy keeps even a "no-cache" object for a second; what git reads first is never that old.
      { ...objects, pathPattern: '/*.git/info/refs', cachePolicyId: CACHING_DISABLED },
    ],
    // A page that was just made, or an origin that is back, shows after these seconds.
    customErrorResponses: [
      { errorCode: 404, responseCode: 404, responsePagePath: assetUrl('404.html'), errorCachingMinTtl: 5 },
      ...[403, 500, 502, 503, 504].map((errorCode) => ({ errorCode, errorCachingMinTtl: 1 })),
    ],
    transform: { distribution: { httpVersion: 'http2and3', isIpv6Enabled: true } },
  });
  return { cdn, keyValueStore };
}

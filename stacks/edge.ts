import { assetUrl, BEHAVIORS, type Behavior } from '@holt/edge';
import { ORIGIN_SECRET_HEADER } from '@holt/lambda/deployment';
import { firewall } from './firewall.ts';
import { importUnbundled } from './import-unbundled.ts';
import type { StageSettings } from './settings.ts';

// Managed policies: an account may have no more than 20 of its own. Neither puts a header, a cookie or a query into the cache key.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';
const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
// A function URL knows itself by `Host`, so the visitor's goes in a header that the edge function sets.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
const ALL_VIEWER_EXCEPT_HOST_HEADER = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

const HSTS_SECONDS = 31_536_000;
/** The most that CloudFront takes without asking AWS for more; the functions end before. */
const ORIGIN_TIMEOUT_SECONDS = 60;

export interface EdgeParts {
  bucket: aws.s3.Bucket;
  keyValueStore: aws.cloudfront.KeyValueStore;
  /** Handlers by the name that the table of behaviours has for them, with their function URLs. */
  functions: Record<'write' | 'auth', { url: $util.Output<string> }>;
  /** By which a function knows that a request came through the edge. */
  originSecret: $util.Output<string>;
  settings: Pick<StageSettings, 'domain' | 'firewall'>;
}

/**
 * The distribution: functions decide what a URL names and who may have it. Reads are served from the bucket, nothing else stands
 * behind them; handlers get the rest.
 */
export async function edge({ bucket, keyValueStore, functions, originSecret, settings }: EdgeParts) {
  const { buildEdge } = (await importUnbundled('@holt/edge/build')) as typeof import('@holt/edge/build');
  const { securityHeaders } = (await importUnbundled('@holt/site')) as typeof import('@holt/site');
  const code = await buildEdge();
  const name = (part: string) => `${$app.name}-${$app.stage}-${part}`;

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
  const serviceOrigin = (originId: 'write' | 'auth') => ({
    originId,
    domainName: functions[originId].url.apply((url) => new URL(url).host),
    customHeaders: [{ name: ORIGIN_SECRET_HEADER, value: originSecret }],
    customOriginConfig: {
      httpPort: 80,
      httpsPort: 443,
      originProtocolPolicy: 'https-only',
      originSslProtocols: ['TLSv1.2'],
      originReadTimeout: ORIGIN_TIMEOUT_SECONDS,
      // Connections stay open for the next request, which then needs no handshake.
      originKeepaliveTimeout: ORIGIN_TIMEOUT_SECONDS,
    },
  });

  const always = { viewerProtocolPolicy: 'redirect-to-https', cachedMethods: ['GET', 'HEAD'], compress: true };
  const asksWho = { eventType: 'viewer-request', functionArn: viewerRequest.arn };
  const objects = {
    ...always,
    targetOriginId: 'objects',
    allowedMethods: ['GET', 'HEAD'],
    cachePolicyId: CACHING_OPTIMIZED,
    // Headers are set before viewer-response runs: what that function narrows stays narrow.
    responseHeadersPolicyId: headersPolicy('EdgeHeaders', name('objects'), securityHeaders(), true).id,
    functionAssociations: [asksWho, { eventType: 'viewer-response', functionArn: viewerResponse.arn }],
  };
  const services = {
    ...always,
    allowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'],
    cachePolicyId: CACHING_DISABLED,
    originRequestPolicyId: ALL_VIEWER_EXCEPT_HOST_HEADER,
    // What a handler says about its own answer stays, and viewer-response, which is for objects, would change it.
    responseHeadersPolicyId: headersPolicy('EdgeServiceHeaders', name('services'), securityHeaders(), false).id,
    functionAssociations: [asksWho],
  };
  const served: Record<Behavior['serves'], typeof objects | (typeof services & { targetOriginId: string })> = {
    objects,
    assets: objects,
    // The optimized policy keeps even a "no-cache" object for a second; what git reads first is never that old.
    refs: { ...objects, cachePolicyId: CACHING_DISABLED },
    write: { ...services, targetOriginId: 'write' },
    auth: { ...services, targetOriginId: 'auth' },
  };

  const { domain } = settings;
  const cdn = new sst.aws.Cdn('Edge', {
    comment: name('edge'),
    origins: [
      { originId: 'objects', domainName: bucket.bucketRegionalDomainName, originAccessControlId: originAccess.id },
      serviceOrigin('write'),
      serviceOrigin('auth'),
    ],
    defaultCacheBehavior: objects,
    orderedCacheBehaviors: BEHAVIORS.filter(({ pattern }) => pattern !== '*').map(({ pattern, serves }) => ({
      pathPattern: pattern,
      ...served[serves],
    })),
    customErrorResponses: [
      // What a handler refuses to one, or has not for them, must not be what another gets: neither who asks nor `Host` is in the cache's key.
      { errorCode: 404, responseCode: 404, responsePagePath: assetUrl('404.html'), errorCachingMinTtl: 0 },
      ...[400, 403, 405].map((errorCode) => ({ errorCode, errorCachingMinTtl: 0 })),
      // An origin that is back is asked again after these seconds.
      ...[500, 502, 503, 504].map((errorCode) => ({ errorCode, errorCachingMinTtl: 1 })),
    ],
    ...(domain && { domain: { name: domain.name, aliases: domain.hasSubdomains ? [`*.${domain.name}`] : [] } }),
    ...(settings.firewall && { webAclArn: firewall(name('edge')).arn }),
    transform: { distribution: { httpVersion: 'http2and3', isIpv6Enabled: true } },
  });
  return { cdn, origin: domain ? $output(`https://${domain.name}`) : cdn.url, viewerRequest };
}

/** @param override whether the site's headers replace those of the origin; HTTPS is asked for in any case */
function headersPolicy(
  resource: string,
  policyName: string,
  siteHeaders: Readonly<Record<string, string>>,
  override: boolean,
) {
  const {
    'content-security-policy': contentSecurityPolicy = '',
    'referrer-policy': referrerPolicy = '',
    'x-frame-options': frameOption = '',
    'x-content-type-options': _alwaysNosniff,
    ...otherHeaders
  } = siteHeaders;
  return new aws.cloudfront.ResponseHeadersPolicy(resource, {
    name: policyName,
    securityHeadersConfig: {
      contentSecurityPolicy: { contentSecurityPolicy, override },
      contentTypeOptions: { override },
      frameOptions: { frameOption, override },
      referrerPolicy: { referrerPolicy, override },
      strictTransportSecurity: { accessControlMaxAgeSec: HSTS_SECONDS, override: true },
    },
    customHeadersConfig: {
      items: Object.entries(otherHeaders).map(([header, value]) => ({ header, value, override })),
    },
  });
}

import { assetUrl, dashUrl, fileUrl, gitUrl, markdownUrl, pageUrl, resolve, wikiUrl } from '@holt/edge';
import { buildEdge, MAX_FUNCTION_BYTES } from '@holt/edge/build';
import { securityHeaders } from '@holt/site';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Properties } from '../../scripts/synth/mock-aws.ts';
import type { SynthGraph } from '../../scripts/synth/synthesise.ts';
import { behaviorFor, behaviorsOf, EVERY_SETTING, inputsOf, mayRead, synthesiseStage } from './stage-graph.ts';

const DISTRIBUTION = 'aws:cloudfront/distribution:Distribution';
const FUNCTION = 'aws:cloudfront/function:Function';
const HEADERS = 'aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy';
const WEB_ACL = 'aws:wafv2/webAcl:WebAcl';

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
// Neither has headers, cookies or query strings in its cache key.
const OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';
const DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
const ALL_VIEWER_EXCEPT_HOST_HEADER = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

const oid = 'd3'.repeat(20);
const git = gitUrl('me', 'notes');

/** Every row of the table of URLs that is an object: URL, path pattern, cache policy. */
const OBJECT_URLS: [url: string, pathPattern: string | undefined, cachePolicyId: string][] = [
  [wikiUrl('me', 'notes'), undefined, OPTIMIZED],
  [pageUrl('me', 'notes', 'Design/Café_plan'), undefined, OPTIMIZED],
  [pageUrl('me', 'notes', 'assets/Logo'), undefined, OPTIMIZED],
  [pageUrl('me', 'notes', 'mcp/Tools'), undefined, OPTIMIZED],
  [pageUrl('authors', 'api', 'Home'), undefined, OPTIMIZED],
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

/** Every row that a handler answers: URL, path pattern, origin. */
const SERVICE_URLS: [url: string, pathPattern: string, originId: 'write' | 'auth'][] = [
  ['/mcp', '/mcp', 'write'],
  ['/mcp/me/notes', '/mcp/*', 'write'],
  ['/api', '/api', 'write'],
  ['/api/wikis', '/api/*', 'write'],
  ['/.well-known/oauth-protected-resource', '/.well-known/*', 'write'],
  ['/.well-known/oauth-protected-resource/mcp/me/notes', '/.well-known/*', 'write'],
  ['/auth', '/auth', 'auth'],
  ['/auth/sign-in', '/auth/*', 'auth'],
];

const { viewerRequest, viewerResponse } = await buildEdge();
const asksWho = { eventType: 'viewer-request', functionArn: expect.stringContaining('viewer-request') };

describe.each(['production', 'pr-1'])('the edge of the stage %s', (stage) => {
  let graph: SynthGraph;
  const distribution = () => inputsOf(graph, DISTRIBUTION);
  const origins = () => distribution().origins as Properties[];
  const behaviorsOfObjects = () => behaviorsOf(graph).filter(({ targetOriginId }) => targetOriginId === 'objects');
  const behaviorsOfServices = () => behaviorsOf(graph).filter(({ targetOriginId }) => targetOriginId !== 'objects');

  beforeAll(async () => {
    graph = await synthesiseStage(stage);
  });

  describe('behaviours', () => {
    test.each(OBJECT_URLS)('%s is an object that is served from the bucket', (url, pathPattern, cachePolicyId) => {
      const route = resolve(url);
      expect(route.kind).toBe('object');
      expect(mayRead(graph, route.kind === 'object' ? route.key : '')).toBe(true);
      const behavior = behaviorFor(graph, url);
      expect(behavior?.pathPattern).toBe(pathPattern);
      expect(behavior).toMatchObject({ targetOriginId: 'objects', cachePolicyId });
    });

    test('the tables above have every kind of object and every service', () => {
      const routes = [...OBJECT_URLS, ...SERVICE_URLS].map(([url]) => resolve(url));
      expect(new Set(routes.flatMap((route) => (route.kind === 'object' ? route.area : [])))).toEqual(
        new Set(['page', 'markdown', 'dash', 'file', 'git', 'asset']),
      );
      expect(new Set(routes.flatMap((route) => (route.kind === 'service' ? route.service : [])))).toEqual(
        new Set(['mcp', 'api', 'auth', 'well-known']),
      );
    });

    test('each of them has a URL in the tables', () => {
      const expected = [...OBJECT_URLS, ...SERVICE_URLS].map(([, pathPattern]) => pathPattern);
      expect(new Set(behaviorsOf(graph).map(({ pathPattern }) => pathPattern))).toEqual(new Set(expected));
    });

    test.each(SERVICE_URLS)(
      '%s is answered by a handler, and names nothing that may be read',
      (url, pattern, origin) => {
        expect(resolve(url).kind).toBe('service');
        expect(mayRead(graph, url.slice(1))).toBe(false);
        expect(behaviorFor(graph, url)).toMatchObject({ pathPattern: pattern, targetOriginId: origin });
      },
    );

    test('all of them ask the edge function, by HTTPS, compressed', () => {
      for (const behavior of behaviorsOf(graph)) {
        expect(behavior).toMatchObject({ viewerProtocolPolicy: 'redirect-to-https', compress: true });
        expect(behavior.functionAssociations).toContainEqual(asksWho);
      }
    });

    test('those of objects take reads only, with the headers of the site, narrowed for some', () => {
      for (const behavior of behaviorsOfObjects()) {
        expect(behavior).toMatchObject({
          allowedMethods: ['GET', 'HEAD'],
          responseHeadersPolicyId: 'EdgeHeaders-id',
          functionAssociations: [
            asksWho,
            { eventType: 'viewer-response', functionArn: expect.stringContaining('viewer-response') },
          ],
        });
        expect(behavior).not.toHaveProperty('originRequestPolicyId');
      }
    });

    test('those of services take every method, keep nothing, and pass on all but the Host', () => {
      expect(behaviorsOfServices()).toHaveLength(7);
      for (const behavior of behaviorsOfServices()) {
        expect(behavior).toMatchObject({
          allowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'],
          cachePolicyId: DISABLED,
          originRequestPolicyId: ALL_VIEWER_EXCEPT_HOST_HEADER,
          responseHeadersPolicyId: 'EdgeServiceHeaders-id',
        });
        // Viewer-response would overwrite what a handler says about keeping its answer.
        expect(behavior.functionAssociations).toEqual([asksWho]);
      }
    });

    test('no cookie, no Authorization and no query is in a cache key', () => {
      for (const behavior of behaviorsOf(graph)) {
        expect([OPTIMIZED, DISABLED]).toContain(behavior.cachePolicyId);
        expect(behavior).not.toHaveProperty('forwardedValues');
      }
      expect(graph.resources.filter(({ type }) => /cachePolicy|originRequestPolicy/i.test(type))).toEqual([]);
    });

    test('a missing object is the 404 page; neither that nor a refusal is kept, and no other error for longer than a page', () => {
      const responses = distribution().customErrorResponses as Record<string, unknown>[];
      expect(responses).toEqual([
        { errorCode: 404, responseCode: 404, responsePagePath: '/assets/404.html', errorCachingMinTtl: 0 },
        ...[400, 403, 405].map((errorCode) => ({ errorCode, errorCachingMinTtl: 0 })),
        ...[500, 502, 503, 504].map((errorCode) => ({ errorCode, errorCachingMinTtl: 1 })),
      ]);
    });

    test('the distribution speaks IPv6 and HTTP/3', () => {
      expect(distribution()).toMatchObject({ enabled: true, isIpv6Enabled: true, httpVersion: 'http2and3' });
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

  describe('response headers', () => {
    test.each([
      ['of objects replace those of the store', 'EdgeHeaders', true],
      ['of services leave what a handler says', 'EdgeServiceHeaders', false],
    ])('%s; they are those of the site, and HTTPS for a year', (_title, name, override) => {
      const { securityHeadersConfig, customHeadersConfig } = inputsOf(graph, HEADERS, name) as {
        securityHeadersConfig: Record<string, Record<string, unknown>>;
        customHeadersConfig: { items: { header: string; value: string; override: boolean }[] };
      };
      const { strictTransportSecurity, ...site } = securityHeadersConfig;
      expect(strictTransportSecurity).toEqual({ accessControlMaxAgeSec: 31_536_000, override: true });
      expect(new Set([...Object.values(site), ...customHeadersConfig.items].map((header) => header.override))).toEqual(
        new Set([override]),
      );
      expect({
        'content-security-policy': site.contentSecurityPolicy?.contentSecurityPolicy,
        'referrer-policy': site.referrerPolicy?.referrerPolicy,
        'x-frame-options': site.frameOptions?.frameOption,
        ...(site.contentTypeOptions && { 'x-content-type-options': 'nosniff' }),
        ...Object.fromEntries(customHeadersConfig.items.map(({ header, value }) => [header, value])),
      }).toEqual(securityHeaders());
    });

    test('the content security policy is within the limit of CloudFront', () => {
      expect(securityHeaders()['content-security-policy']?.length).toBeLessThanOrEqual(1783);
    });
  });

  describe('origins', () => {
    test('are the bucket, read with a signature, and the two handlers', () => {
      expect(origins().map(({ originId }) => originId)).toEqual(['objects', 'write', 'auth']);
      expect(origins()[0]).toEqual({
        originId: 'objects',
        domainName: `${graph.outputs.bucket}.s3.us-east-1.amazonaws.com`,
        originAccessControlId: 'EdgeOriginAccess-id',
      });
      expect(inputsOf(graph, 'aws:cloudfront/originAccessControl:OriginAccessControl')).toMatchObject({
        originAccessControlOriginType: 's3',
        signingBehavior: 'always',
        signingProtocol: 'sigv4',
      });
    });

    test.each(['write', 'auth'])('%s is reached by HTTPS at a function URL, with the secret that it takes', (id) => {
      const origin = origins().find(({ originId }) => originId === id);
      const handlers = graph.resources.filter(
        ({ type, inputs }) => type === 'aws:lambda/function:Function' && inputs.name === `holt-${stage}-${id}`,
      );
      expect(handlers).toHaveLength(1);
      const { environment, timeout } = handlers[0]?.inputs ?? {};
      const taken = (environment as { variables: Record<string, string> }).variables.HOLT_ORIGIN_SECRET;
      expect(origin).toMatchObject({
        domainName: expect.stringMatching(/^[a-z0-9-]+\.lambda-url\.us-east-1\.on\.aws$/),
        customHeaders: [{ name: 'x-holt-origin-secret', value: taken?.split(',')[0] }],
        customOriginConfig: {
          originProtocolPolicy: 'https-only',
          originSslProtocols: ['TLSv1.2'],
          originReadTimeout: 60,
        },
      });
      expect(taken?.length).toBeGreaterThanOrEqual(32);
      expect(timeout).toBeLessThan(60);
    });

    test('the handlers have a function URL each', () => {
      expect(new Set(origins().map(({ domainName }) => domainName)).size).toBe(3);
    });
  });

  test('without settings there is no name of its own and no firewall', () => {
    expect(distribution().aliases).toEqual([]);
    expect(graph.outputs.url).toMatch(/^https:\/\/[a-z0-9]+\.cloudfront\.net$/);
    expect(distribution()).not.toHaveProperty('webAclId');
    expect(graph.resources.filter(({ type }) => type === WEB_ACL || type.includes('acm/'))).toEqual([]);
  });
});

describe('settings of the edge', () => {
  let graph: SynthGraph;

  beforeAll(async () => {
    graph = await synthesiseStage('pr-1', EVERY_SETTING);
  });

  test('a name of its own, with all names below it, has a certificate and is found by IPv4 and IPv6', () => {
    const { aliases, viewerCertificate } = inputsOf(graph, DISTRIBUTION);
    expect(aliases).toEqual(['wiki.example.org', '*.wiki.example.org']);
    const certificate = 'aws:acm/certificate:Certificate';
    expect(inputsOf(graph, certificate)).toMatchObject({
      domainName: 'wiki.example.org',
      subjectAlternativeNames: ['*.wiki.example.org'],
      validationMethod: 'DNS',
    });
    expect(viewerCertificate).toEqual({
      acmCertificateArn: expect.stringMatching(/^arn:aws:acm:us-east-1:/),
      sslSupportMethod: 'sni-only',
      minimumProtocolVersion: 'TLSv1.2_2021',
    });
    const records = graph.resources
      .filter(({ type, inputs }) => type === 'aws:route53/record:Record' && inputs.aliases !== undefined)
      .map(({ inputs }) => `${inputs.type} ${inputs.name}`);
    expect(records.sort()).toEqual([
      'A *.wiki.example.org',
      'A wiki.example.org',
      'AAAA *.wiki.example.org',
      'AAAA wiki.example.org',
    ]);
    expect(graph.outputs.url).toBe('https://wiki.example.org');
  });

  test('a firewall tells an address that asks for too much to wait, and lets all others in', () => {
    const { scope, defaultAction, rules } = inputsOf(graph, WEB_ACL);
    expect(inputsOf(graph, DISTRIBUTION).webAclId).toMatch(/^arn:aws:wafv2:us-east-1:.*:global\/webacl\//);
    expect({ scope, defaultAction }).toEqual({ scope: 'CLOUDFRONT', defaultAction: { allow: {} } });
    expect(rules).toEqual([
      expect.objectContaining({
        statement: { rateBasedStatement: { aggregateKeyType: 'IP', limit: 5000, evaluationWindowSec: 300 } },
        action: {
          block: { customResponse: { responseCode: 429, responseHeaders: [{ name: 'retry-after', value: '300' }] } },
        },
      }),
    ]);
  });
});

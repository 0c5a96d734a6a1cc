/** Far more than a reader or an agent asks for; a clone of a wiki that was never folded asks for hundreds. */
const MAX_REQUESTS = 5_000;
const WINDOW_SECONDS = 300;

/** Tells an address that asks for too much to wait. In front of the cache and the edge function, which are not paid for then. */
export function firewall(name: string) {
  const visibility = (metricName: string) => ({
    cloudwatchMetricsEnabled: true,
    metricName,
    // Samples hold URLs and cookies.
    sampledRequestsEnabled: false,
  });
  return new aws.wafv2.WebAcl('EdgeFirewall', {
    name,
    description: `At most ${MAX_REQUESTS} requests of one address in ${WINDOW_SECONDS} seconds`,
    scope: 'CLOUDFRONT',
    defaultAction: { allow: {} },
    rules: [
      {
        name: 'requests-of-one-address',
        priority: 0,
        statement: {
          rateBasedStatement: {
            aggregateKeyType: 'IP',
            limit: MAX_REQUESTS,
            evaluationWindowSec: WINDOW_SECONDS,
          },
        },
        action: {
          block: {
            customResponse: {
              responseCode: 429,
              responseHeaders: [{ name: 'retry-after', value: String(WINDOW_SECONDS) }],
            },
          },
        },
        visibilityConfig: visibility(`${name}-requests-of-one-address`),
      },
    ],
    visibilityConfig: visibility(name),
  });
}

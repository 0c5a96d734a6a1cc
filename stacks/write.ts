import type { HandlerBundle } from '@holt/lambda/build';
import { DEPLOYMENT_KEY } from '@holt/lambda/deployment';
import { CONTROL, FRAGMENTS, type FunctionParts, GIT, makeFunction, rightsTo } from './functions.ts';

/** Answers agents and the editor: `/mcp`, `/api` and `/.well-known`. */
export function writeFunction(parts: FunctionParts, bundle: HandlerBundle) {
  return makeFunction('Write', parts, {
    bundle,
    description: 'Holt: pages are written, over MCP and over HTTP',
    // CloudFront waits for a minute: the last answer is the function's own.
    timeout: '58 seconds',
    // One whole processor.
    memory: '1769 MB',
    share: 1,
    environment: parts.originSecret.apply((secret) => ({ HOLT_ORIGIN_SECRET: secret, ...parts.settings.signIn })),
    permissions: rightsTo(parts, {
      GetObject: [GIT, FRAGMENTS, CONTROL, DEPLOYMENT_KEY],
      PutObject: [GIT, FRAGMENTS, CONTROL],
      DeleteObject: [GIT, FRAGMENTS, CONTROL],
    }),
    hasUrl: true,
  });
}

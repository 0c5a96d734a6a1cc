import { settingsKey } from '@holt/edge';
import type { HandlerBundle } from '@holt/lambda/build';
import { DEPLOYMENT_KEY } from '@holt/lambda/deployment';
import { type FunctionParts, makeFunction, rightsTo } from './functions.ts';

/** Signs people in and out: `/auth`. */
export function authFunction(parts: FunctionParts, bundle: HandlerBundle) {
  // Without one Holt is a public client of the provider.
  const clientSecret = new sst.Secret('OidcClientSecret', '').value;
  return makeFunction('Auth', parts, {
    bundle,
    description: 'Holt: people sign in and out',
    timeout: '30 seconds',
    memory: '1024 MB',
    share: 1 / 2,
    environment: $util.all([parts.originSecret, clientSecret]).apply(([secret, client]) => ({
      HOLT_ORIGIN_SECRET: secret,
      ...parts.settings.signIn,
      ...(client === '' ? {} : { HOLT_OIDC_CLIENT_SECRET: client }),
    })),
    // What somebody may do stands in the settings of wikis.
    permissions: rightsTo(parts, { GetObject: [settingsKey('*', '*'), DEPLOYMENT_KEY] }),
    hasUrl: true,
  });
}

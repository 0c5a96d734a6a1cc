import { type AuthSettings, isSiteOwner, readAuthSettings } from '@holt/auth';
import { resolve } from '@holt/edge';
import { createAuthFunction, createWriteHandler } from '@holt/lambda';
import { systemClock, systemRandom } from '@holt/storage';
import { CommandError } from './errors.ts';
import type { FunctionUrlHandler } from './function-url-call.ts';
import { LOCAL_AUDIENCE, LOCAL_IDENTITY, LOCAL_ISSUER, type LocalHolt } from './local-holt.ts';

/** All agents of a machine may share one token, and its disk is their owner's: this only ends a loop. */
const LIMITS_AT_HOME = { writesPerMinute: 600, bytesPerMinute: 1024 ** 3 };

/**
 * What stands behind the URLs that are not files: the write handler, and the sign-in. Signing in is automatic for the person at this machine,
 * unless the environment names an OpenID provider, whose access tokens are then good for agents, too.
 * @param origin where the site is, as soon as its port is known
 * @throws CommandError naming each bad variable of the environment
 */
export function openSiteHandler(
  holt: LocalHolt,
  origin: () => string,
  log: (message: string) => void,
): FunctionUrlHandler {
  const { store, keyValues, keys, access } = holt;
  const rules = { issuer: LOCAL_ISSUER, audience: LOCAL_AUDIENCE };
  const parts = { store, keyValues, clock: systemClock, random: systemRandom, origin, log };
  const signIn = readSignIn();
  const write = createWriteHandler({
    ...parts,
    ...rules,
    isSiteOwner: (identity) => isSiteOwner(signIn, identity),
    // The user of a machine is signed in without a provider: there is none that could make tokens for agents.
    ...('local' in signIn ? { limits: LIMITS_AT_HOME } : { authorizationServer: signIn }),
  });
  const auth = createAuthFunction({
    ...parts,
    ...rules,
    ring: keys,
    signIn,
    rolesOf: (identity) => access.rolesOf(identity),
  });
  return (call) => {
    const route = resolve(call.rawPath);
    return route.kind === 'service' && route.service === 'auth' ? auth(call) : write(call);
  };
}

function readSignIn(): AuthSettings | { local: typeof LOCAL_IDENTITY } {
  if (process.env.HOLT_OIDC_ISSUER === undefined) return { local: LOCAL_IDENTITY };
  try {
    return readAuthSettings(process.env);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new CommandError(cause.message, { cause });
  }
}

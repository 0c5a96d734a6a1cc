import { resolve } from '@holt/edge';

/** What clients are told to ask for: all that a token of the authorization server's can be good for. */
const SCOPES = ['read', 'write'] as const;

/** @see https://www.rfc-editor.org/rfc/rfc9728#section-3.1 */
const METADATA_PREFIX = '/.well-known/oauth-protected-resource';

/** A resource's metadata. @see https://www.rfc-editor.org/rfc/rfc9728#section-2 */
export interface ResourceMetadata {
  resource: string;
  authorization_servers: string[];
  scopes_supported: string[];
  bearer_methods_supported: string[];
  resource_name: string;
}

/**
 * The path of the resource that a URL's path is a part of: `/mcp`, `/mcp/{owner}/{wiki}` or `/api`. The wiki need not exist.
 * @returns undefined for what is no part of one
 */
export function findResourcePath(rawPath: string): string | undefined {
  const route = resolve(rawPath);
  if (route.kind !== 'service') return undefined;
  if (route.service === 'mcp') return rawPath;
  return route.service === 'api' ? '/api' : undefined;
}

/** The path of the resource whose metadata is at a URL's path; undefined when there is none. */
export function findDescribedPath(rawPath: string): string | undefined {
  if (!rawPath.startsWith(`${METADATA_PREFIX}/`)) return undefined;
  const path = rawPath.slice(METADATA_PREFIX.length);
  return findResourcePath(path) === path ? path : undefined;
}

/** What a client needs to get a token for a resource. Says nothing that depends on whether the wiki exists. */
export function describeResource(origin: string, path: string, issuer: string): ResourceMetadata {
  return {
    resource: origin + path,
    authorization_servers: [issuer],
    scopes_supported: [...SCOPES],
    bearer_methods_supported: ['header'],
    resource_name: `Holt at ${new URL(origin).host}${path}`,
  };
}

/**
 * The `WWW-Authenticate` of a refusal (RFC 6750, section 3). The scope is what a client should ask for, not the least that would do: agents come to write.
 *
 * @param resource where it is, when an authorization server makes tokens for it
 * @param problem the error and its description, when there was a token
 */
export function bearerChallenge(
  resource: { origin: string; path: string } | undefined,
  problem?: { error: string; description: string },
): string {
  const parameters: [name: string, value: string][] = [['realm', 'holt']];
  if (problem !== undefined) {
    parameters.push(['error', problem.error], ['error_description', problem.description.replace(/["\\]/g, "'")]);
  }
  if (resource !== undefined) {
    const { origin, path } = resource;
    parameters.push(['scope', SCOPES.join(' ')], ['resource_metadata', origin + METADATA_PREFIX + path]);
  }
  return `Bearer ${parameters.map(([name, value]) => `${name}="${value}"`).join(', ')}`;
}

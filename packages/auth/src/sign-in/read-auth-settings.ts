import { isPlainText } from '@holt/edge';
import { isLoopback } from './is-loopback.ts';

/** How Holt signs people in. */
export interface AuthSettings {
  /** The OpenID provider's issuer identifier: `https://…`, or `http://…` on this machine. */
  issuer: string;
  clientId: string;
  /** Without one Holt is a public client, and PKCE alone binds the code to it. */
  clientSecret?: string;
  /** What is asked of the provider, `openid` among it. */
  scopes: readonly string[];
  /** Who owns every wiki: `alice@example.com`, `@example.com` or `sub:<subject>`; addresses in lower case. */
  owners: readonly string[];
  /** The `typ` of the provider's access tokens, where it is not `at+jwt` (RFC 9068). With `JWT`, a token without `typ` is taken too. */
  accessTokenType?: 'JWT';
}

const DEFAULT_SCOPES = 'openid email profile';

// RFC 6749, appendix A.4.
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;
const EMAIL_OR_DOMAIN = /^[^\s@,]*@[a-z0-9-]+(\.[a-z0-9-]+)+$/;

/**
 * The settings of sign-in from environment variables: `HOLT_OIDC_ISSUER` and `HOLT_OIDC_CLIENT_ID`, and, where wanted,
 * `HOLT_OIDC_CLIENT_SECRET`, `HOLT_OIDC_SCOPES` (words; default: openid email profile) and `HOLT_OWNERS` (a comma list of e-mail
 * addresses, `@domain` and `sub:<subject>`) and `HOLT_OIDC_ACCESS_TOKEN_TYPE` (`at+jwt`, the default, or `JWT`).
 *
 * @throws TypeError that names every variable that is missing or wrong, and says what it must be; it never repeats a value
 */
export function readAuthSettings(env: Readonly<Record<string, string | undefined>>): AuthSettings {
  const problems: string[] = [];
  const read = <T>(name: string, parse: (text: string) => T | undefined, rule: string, byDefault?: string): T => {
    const text = env[name]?.trim() || byDefault;
    const value = text === undefined ? undefined : parse(text);
    if (value === undefined) problems.push(`${name} must be ${rule}`);
    return value as T;
  };

  const settings: AuthSettings = {
    issuer: read('HOLT_OIDC_ISSUER', parseIssuer, "the provider's https:// address, without query or fragment"),
    clientId: read('HOLT_OIDC_CLIENT_ID', parseText, 'the id that the provider gave to this site'),
    scopes: read('HOLT_OIDC_SCOPES', parseScopes, 'words parted by spaces, "openid" among them', DEFAULT_SCOPES),
    owners: read('HOLT_OWNERS', parseOwners, 'a comma list of alice@example.com, @example.com and sub:<subject>', ','),
  };
  if (env.HOLT_OIDC_CLIENT_SECRET) {
    settings.clientSecret = read('HOLT_OIDC_CLIENT_SECRET', parseText, 'a secret without blanks around it, or unset');
  }
  if (read('HOLT_OIDC_ACCESS_TOKEN_TYPE', parseTokenType, 'at+jwt or JWT', 'at+jwt') === 'JWT') {
    settings.accessTokenType = 'JWT';
  }
  if (problems.length > 0) throw new TypeError(`Sign-in can't be set up: ${problems.join('; ')}.`);
  return settings;
}

function parseText(text: string): string | undefined {
  return isPlainText(text) ? text : undefined;
}

function parseIssuer(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, username, password } = new URL(text);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isLoopback(text));
  return isSafe && username === '' && password === '' && !/[?#]/.test(text) ? text : undefined;
}

function parseScopes(text: string): string[] | undefined {
  const scopes = [...new Set(text.split(/\s+/))];
  return scopes.includes('openid') && scopes.every((scope) => SCOPE.test(scope)) ? scopes : undefined;
}

function parseTokenType(text: string): 'at+jwt' | 'JWT' | undefined {
  return text === 'at+jwt' || text === 'JWT' ? text : undefined;
}

function parseOwners(text: string): string[] | undefined {
  const owners = text.split(',').map((owner) => owner.trim());
  const named = owners.filter((owner) => owner !== '');
  const parsed = named.map((owner) => (owner.startsWith('sub:') ? owner : owner.toLowerCase()));
  return parsed.every((owner) => (owner.startsWith('sub:') ? isPlainText(owner.slice(4)) : EMAIL_OR_DOMAIN.test(owner)))
    ? parsed
    : undefined;
}

import { findSite } from '../find-site.ts';
import type { AuthContext } from './auth-context.ts';
import { readCookie, setCookie } from './cookies.ts';
import { isMapped } from './is-mapped.ts';
import { type ReturnAddress, readReturnAddress } from './return-address.ts';
import { SignInRefusal } from './sign-in-refusal.ts';

/** One request, and the cookies that its answer will set. */
export interface Visit {
  readonly request: Request;
  readonly path: string;
  /** Of the host that was asked. */
  readonly origin: string;
  readonly hostname: string;
  /** The part of the site that the host serves, `owner` or `owner/name`; undefined on the main origin, which serves all. */
  readonly mapped: string | undefined;
  /** `Set-Cookie` headers of the answer, whatever it will be. */
  readonly setCookies: string[];
  /** Where to go after signing in, by the query. */
  readonly address: ReturnAddress;
  /** What a link that begins the sign-in once more takes along. */
  readonly onward: URLSearchParams;
  /** A parameter of the query; undefined without it, and when there are several of that name. */
  query(name: string): string | undefined;
  cookie(name: string): string | undefined;
  forget(name: `__Host-${string}`): void;
}

/** What outlives a visit that fails. */
export type Kept = Pick<Visit, 'setCookies' | 'onward'>;

/**
 * @param kept is filled while the visit lasts
 * @throws SignInRefusal `unknown-host` on a host that is not the site's
 * @throws StorageError
 */
export async function openVisit(context: AuthContext, request: Request, kept: Kept): Promise<Visit> {
  const url = new URL(request.url);
  const query = (name: string): string | undefined => {
    const values = url.searchParams.getAll(name);
    return values.length === 1 ? values[0] : undefined;
  };
  const mapped = await mappedPart(context, url);
  // From a mapped host, and on a machine of one's own, nothing leads to another host.
  const isBound = mapped !== undefined || 'local' in context.signIn;
  const address = await readReturnAddress(query('return'), url.origin, async (host) =>
    isBound ? false : isMapped(context.keyValues, host),
  );
  const visit: Visit = {
    ...kept,
    request,
    path: url.pathname,
    origin: url.origin,
    hostname: url.hostname,
    mapped,
    address,
    query,
    cookie: (name) => readCookie(request.headers.get('cookie'), name),
    forget: (name) => kept.setCookies.push(setCookie(name, '', 0)),
  };
  if (query('return') !== undefined) {
    leadOn(visit, { return: address.origin === url.origin ? address.path : address.origin + address.path });
  }
  return visit;
}

/** Says what a link that begins the sign-in once more takes along: what was checked, nothing of the request as it came. */
export function leadOn({ onward }: Visit, parameters: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(parameters)) onward.set(name, value);
}

async function mappedPart(
  { mainOrigin, keyValues, signIn }: AuthContext,
  { origin }: URL,
): Promise<string | undefined> {
  // The provider knows only one of a machine's names, but a site on one machine needs no provider.
  const site = await findSite(keyValues, origin, mainOrigin, { takesAliases: 'local' in signIn });
  if (site === undefined) throw new SignInRefusal('unknown-host');
  return site.mapped;
}

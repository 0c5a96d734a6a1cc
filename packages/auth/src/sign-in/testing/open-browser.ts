import { expect } from 'vitest';

/** A page that a browser has arrived at. */
export interface Visited {
  url: URL;
  status: number;
  headers: Headers;
  text: string;
}

/** A browser in small: keeps cookies by host, follows redirects, submits forms. */
export interface TestBrowser {
  /** Goes to an address and on, as long as it is redirected; `until` stops before a URL is asked for, and gives that. */
  open(url: string | URL, until?: (url: URL) => boolean): Promise<Visited>;
  /** Fills in the first form of a page, with its hidden fields. */
  submit(page: Visited, fields: Record<string, string>, until?: (url: URL) => boolean): Promise<Visited>;
  /** Posts a form from a page of that origin. */
  post(url: string, fields: Record<string, string>, origin: string | undefined): Promise<Visited>;
  cookie(origin: string, name: string): string | undefined;
  cookieNames(origin: string): string[];
  setCookie(origin: string, name: string, value: string): void;
  dropCookies(origin: string): void;
}

interface Cookie {
  name: string;
  value: string;
  path: string;
  untilMs: number;
}

const MAX_REDIRECTS = 20;

/**
 * @param sites by their origins; all other addresses are asked over the network
 * @param nowMs for how long cookies live
 */
export function openBrowser(
  sites: Readonly<Record<string, (request: Request) => Promise<Response>>>,
  nowMs: () => number,
): TestBrowser {
  // Browsers share cookies between the ports of a host.
  const jars = new Map<string, Map<string, Cookie>>();
  const jarOf = (url: URL) => {
    const jar = jars.get(url.hostname) ?? new Map<string, Cookie>();
    jars.set(url.hostname, jar);
    return jar;
  };
  const live = (url: URL) => [...jarOf(url).values()].filter(({ untilMs }) => untilMs > nowMs());
  const put = (url: URL, cookie: Cookie) => {
    // A host may have several of one name, for several paths.
    const key = `${cookie.name} ${cookie.path}`;
    jarOf(url).delete(key);
    if (cookie.untilMs > nowMs()) jarOf(url).set(key, cookie);
  };

  async function ask(url: URL, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    const cookies = live(url).filter(({ path }) => url.pathname.startsWith(path));
    if (cookies.length > 0) headers.set('cookie', cookies.map(({ name, value }) => `${name}=${value}`).join('; '));
    const site = sites[url.origin];
    const response = site
      ? await site(new Request(url, { ...init, headers }))
      : await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) keep(url, line);
    return response;
  }

  function keep(url: URL, line: string): void {
    const [pair = '', ...attributes] = line.split(/; ?/);
    const at = pair.indexOf('=');
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    const rules = new Map(
      attributes.map((attribute) => {
        const [key = '', text = ''] = attribute.split('=');
        return [key.toLowerCase(), text];
      }),
    );
    if (name.startsWith('__Host-')) {
      expect(rules.has('secure') && rules.get('path') === '/' && !rules.has('domain'), line).toBe(true);
      expect(rules.has('httponly') && rules.get('samesite') === 'Lax', line).toBe(true);
      expect(name.length + 1 + value.length, 'too long for a browser').toBeLessThanOrEqual(4096);
    }
    const maxAge = rules.get('max-age');
    const expires = rules.get('expires');
    const untilMs =
      maxAge !== undefined
        ? nowMs() + Number(maxAge) * 1000
        : expires !== undefined
          ? Date.parse(expires)
          : Number.POSITIVE_INFINITY;
    put(url, { name, value, path: rules.get('path') ?? '/', untilMs });
  }

  async function follow(first: URL, init: RequestInit, until?: (url: URL) => boolean): Promise<Visited> {
    let [url, request] = [first, init];
    for (let redirects = 0; redirects < MAX_REDIRECTS; redirects++) {
      if (until?.(url)) return { url, status: 0, headers: new Headers(), text: '' };
      const response = await ask(url, request);
      const location = response.headers.get('location');
      if (location === null) {
        const page = { url, status: response.status, headers: response.headers, text: await response.text() };
        // A page whose script sends its form off at once.
        return page.text.includes('document.forms[0].submit()') ? submit(page, {}, until) : page;
      }
      await response.body?.cancel();
      [url, request] = [new URL(location, url), {}];
    }
    throw new Error(`More than ${MAX_REDIRECTS} redirects, the last to ${url.origin}${url.pathname}`);
  }

  const formPost = (fields: Record<string, string>, origin?: string): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...(origin === undefined ? {} : { origin }) },
    body: `${new URLSearchParams(fields)}`,
  });

  function submit(page: Visited, fields: Record<string, string>, until?: (url: URL) => boolean): Promise<Visited> {
    const hidden = [...page.text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
    const action = /<form [^>]*action="([^"]*)"/.exec(page.text)?.[1] ?? page.url.href;
    const all = { ...Object.fromEntries(hidden.map(([, name, value]) => [name, value])), ...fields };
    return follow(new URL(action, page.url), formPost(all, page.url.origin), until);
  }

  return {
    open: (url, until) => follow(new URL(url), {}, until),
    submit,
    post: (url, fields, origin) => follow(new URL(url), formPost(fields, origin)),
    cookie: (origin, name) => live(new URL(origin)).find((cookie) => cookie.name === name)?.value,
    cookieNames: (origin) => live(new URL(origin)).map(({ name }) => name),
    setCookie: (origin, name, value) =>
      put(new URL(origin), { name, value, path: '/', untilMs: Number.POSITIVE_INFINITY }),
    dropCookies: (origin) => jarOf(new URL(origin)).clear(),
  };
}

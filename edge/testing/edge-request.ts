import type { EdgeRequest, EdgeValue } from '../src/index.js';

export interface RequestParts {
  method?: string;
  uri?: string;
  /** By lower-case name; a list when a field was sent several times. `host` is there unless it is given as undefined. */
  headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  cookies?: Readonly<Record<string, string | readonly string[]>>;
  query?: Readonly<Record<string, string>>;
}

/** The event of a GET of `/me/notes/Home`, but for what is given. */
export function edgeEvent({ method = 'GET', uri = '/me/notes/Home', headers, cookies, query }: RequestParts): {
  request: EdgeRequest;
} {
  const fields = toValues({ host: 'wiki.example', ...headers });
  return { request: { method, uri, querystring: toValues(query), headers: fields, cookies: toValues(cookies) } };
}

/** What a function did, in one word: the status of its own answer, or where a request goes on to. */
export function outcomeOf(result: unknown): string {
  const { statusCode, uri, headers } = result as {
    statusCode?: number;
    uri?: string;
    headers: Record<string, EdgeValue>;
  };
  const location = headers.location?.value;
  if (statusCode === undefined) return `to ${uri}`;
  return location === undefined ? String(statusCode) : `${statusCode} ${location}`;
}

function toValues(fields: RequestParts['headers']): Record<string, EdgeValue> {
  const values: Record<string, EdgeValue> = {};
  for (const [name, value] of Object.entries(fields ?? {})) {
    if (typeof value === 'string') values[name] = { value };
    else if (value) values[name] = { value: value[0] ?? '', multiValue: value.map((one) => ({ value: one })) };
  }
  return values;
}

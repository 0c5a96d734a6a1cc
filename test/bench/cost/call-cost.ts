import type { CountedRequest } from '@holt/storage/testing';

/** What one call of a handler asks of others. */
export interface CallCost {
  /** GET and HEAD. */
  gets: number;
  /** PUT and LIST, which cost the same. */
  puts: number;
  /** Bytes of what is put. */
  bytes: number;
  /** Requests to the API of CloudFront's KeyValueStore. */
  keyValueCalls: number;
  /** How many there would be if nothing else held its entries. */
  keyValueAsks: number;
  /** On this machine, without a network. */
  ms: number;
}

export function costOf(
  requests: readonly CountedRequest[],
  rest: Pick<CallCost, 'keyValueCalls' | 'keyValueAsks' | 'ms'>,
): CallCost {
  const of = (...methods: CountedRequest['method'][]) => requests.filter(({ method }) => methods.includes(method));
  const bytes = of('put').reduce((sum, put) => sum + put.bytes, 0);
  return { gets: of('get', 'head').length, puts: of('put', 'list').length, bytes, ...rest };
}

/** Figure by figure. */
export function combine(some: readonly CallCost[], of: (values: number[]) => number): CallCost {
  const figure = (name: keyof CallCost) => of(some.map((cost) => cost[name]));
  return {
    gets: figure('gets'),
    puts: figure('puts'),
    bytes: figure('bytes'),
    keyValueCalls: figure('keyValueCalls'),
    keyValueAsks: figure('keyValueAsks'),
    ms: figure('ms'),
  };
}

export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

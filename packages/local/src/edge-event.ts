import type { IncomingMessage } from 'node:http';
import type { EdgeValue, ViewerRequestEvent } from '@holt/edge';
import type { RequestTarget } from './request-target.ts';

/** The event that CloudFront would make of a request. */
export function toEdgeEvent(request: IncomingMessage, target: RequestTarget, requestId: string): ViewerRequestEvent {
  const headers: Record<string, EdgeValue> = Object.create(null);
  const cookies: Record<string, EdgeValue> = Object.create(null);
  for (const [name, value] of headerFields(request)) {
    if (name === 'cookie') readCookies(value, cookies);
    else addValue(headers, name, value);
  }
  return {
    version: '1.0',
    context: {
      distributionDomainName: target.authority,
      distributionId: 'LOCAL',
      eventType: 'viewer-request',
      requestId,
    },
    viewer: { ip: request.socket.remoteAddress ?? '' },
    request: {
      method: request.method ?? '',
      uri: target.rawPath,
      querystring: readQuery(target.rawQuery),
      headers,
      cookies,
    },
  };
}

/** The fields of a request's header in their order, names in lower case. */
export function headerFields(request: IncomingMessage): [name: string, value: string][] {
  const fields: [string, string][] = [];
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    fields.push([(request.rawHeaders[i] as string).toLowerCase(), request.rawHeaders[i + 1] as string]);
  }
  return fields;
}

/** The pairs of a `Cookie` field, as text. */
export function cookiePairs(field: string): string[] {
  return field.split(';').flatMap((pair) => pair.trim() || []);
}

function readCookies(field: string, cookies: Record<string, EdgeValue>): void {
  for (const pair of cookiePairs(field)) {
    const [name, value] = splitPair(pair);
    addValue(cookies, name, value);
  }
}

/** Neither decoded nor checked: CloudFront hands a query on as it came. */
function readQuery(rawQuery: string): Record<string, EdgeValue> {
  const query: Record<string, EdgeValue> = Object.create(null);
  for (const pair of rawQuery.split('&')) {
    const [name, value] = splitPair(pair);
    if (pair !== '') addValue(query, name, value);
  }
  return query;
}

function splitPair(pair: string): [name: string, value: string] {
  const equals = pair.indexOf('=');
  return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
}

function addValue(values: Record<string, EdgeValue>, name: string, value: string): void {
  const known = values[name];
  if (known === undefined) values[name] = { value };
  else known.multiValue = [...(known.multiValue ?? [{ value: known.value }]), { value }];
}

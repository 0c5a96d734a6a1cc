import type { VisitedSite } from '@holt/auth';
import { resolve } from '@holt/edge';

/** Whether an address of the site serves a service at a path. A mapped host has no API, and agents reach there only what it is mapped to. */
export function isServed(rawPath: string, { mapped }: VisitedSite): boolean {
  if (mapped === undefined) return true;
  const route = resolve(rawPath);
  if (route.kind !== 'service' || route.service !== 'mcp') return false;
  return route.owner === undefined || mapped === route.owner || mapped === `${route.owner}/${route.wiki}`;
}

import { parseGrantee } from '@holt/wiki';
import { z } from 'zod';
import { endLostTokens } from '../end-lost-tokens.ts';
import type { ApiContext, ApiRoute } from './api-context.ts';
import { changedBy, openManaged } from './open-managed.ts';
import { readInput } from './read-input.ts';

const GRANT = z.strictObject({ grantee: z.string(), role: z.enum(['reader', 'editor', 'owner']) });
const REVOKE = z.strictObject({ grantee: z.string() });
const PATTERN = /^\/wikis\/([^/]+\/[^/]+)\/grants$/;

/** Who has which role in a wiki. */
export const GRANT_ROUTES: readonly ApiRoute[] = [
  {
    method: 'PUT',
    pattern: PATTERN,
    takesBody: true,
    async run(context, request) {
      const { grantee, role } = readInput(GRANT, request.body);
      const { id } = await openManaged(context, request);
      await context.access.grant(id, grantee, role, changedBy(request.caller));
      return { statusCode: 200, body: await describe(context, id, grantee) };
    },
  },
  {
    method: 'DELETE',
    pattern: PATTERN,
    takesBody: true,
    async run(context, request) {
      const { grantee } = readInput(REVOKE, request.body);
      const { id } = await openManaged(context, request);
      await context.access.revoke(id, grantee, changedBy(request.caller));
      return { statusCode: 200, body: await describe(context, id, grantee) };
    },
  },
];

/** The settings, and which tokens ended with what the grantee lost. */
async function describe(context: ApiContext, id: string, grantee: string) {
  const tokens = await endLostTokens(context, id, parseGrantee(grantee));
  return { wiki: id, ...(await context.access.read(id)), tokens };
}

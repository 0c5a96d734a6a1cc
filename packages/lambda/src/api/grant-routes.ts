import { parseGrantee } from '@holt/wiki';
import { z } from 'zod';
import { endLostTokens } from '../end-lost-tokens.ts';
import type { ApiContext, ApiRoute } from './api-context.ts';
import { changedBy, openManaged } from './open-managed.ts';
import { readInput } from './read-input.ts';
import { ROLE, SETTINGS } from './settings-schema.ts';

const GRANTEE = z.string().describe('alice@example.com, @example.com or sub:SUBJECT');
const GRANT = z.strictObject({ grantee: GRANTEE, role: ROLE });
const REVOKE = z.strictObject({ grantee: GRANTEE });
const GRANTED = SETTINGS.extend({ tokens: z.array(z.string()).describe("Ids of agents' tokens that ended with it") });
const PATH = '/wikis/{owner}/{wiki}/grants';

/** Who has which role in a wiki. */
export const GRANT_ROUTES: readonly ApiRoute[] = [
  {
    method: 'PUT',
    path: PATH,
    name: 'grant',
    description: 'Give a role in a wiki, in place of the one before.',
    input: GRANT,
    output: GRANTED,
    statusCode: 200,
    async run(context, request) {
      const { grantee, role } = readInput(GRANT, request.body);
      const { id } = await openManaged(context, request);
      await context.access.grant(id, grantee, role, changedBy(request.caller));
      return describe(context, id, grantee);
    },
  },
  {
    method: 'DELETE',
    path: PATH,
    name: 'revoke',
    description: 'Take a role in a wiki away.',
    input: REVOKE,
    output: GRANTED,
    statusCode: 200,
    async run(context, request) {
      const { grantee } = readInput(REVOKE, request.body);
      const { id } = await openManaged(context, request);
      await context.access.revoke(id, grantee, changedBy(request.caller));
      return describe(context, id, grantee);
    },
  },
];

/** The settings, and which tokens ended with what the grantee lost. */
async function describe(context: ApiContext, id: string, grantee: string) {
  const tokens = await endLostTokens(context, id, parseGrantee(grantee));
  return { wiki: id, ...(await context.access.read(id)), tokens };
}

import type { AgentTokenRecord } from '@holt/auth';
import { isWikiPattern, type TokenClaims } from '@holt/edge';
import { z } from 'zod';
import type { ApiRoute } from './api-context.ts';
import { ApiError } from './api-error.ts';
import { exceeds } from './exceeds.ts';
import { readInput } from './read-input.ts';

const MAX_TTL_SECONDS = 366 * 86_400;
/** So that looking through them stays quick, as taking rights away does. */
const MAX_TOKENS = 100;
const DEFAULT_TTL_SECONDS = 30 * 86_400;

const NEW_TOKEN = z.strictObject({
  name: z.string().min(1).max(100),
  wikis: z
    .array(
      z.string().refine(isWikiPattern, 'must be owner/name, owner/* or *, with :reader, :editor, :owner or nothing'),
    )
    .min(1),
  scope: z.array(z.enum(['read', 'write', 'manage'])).min(1),
  paths: z.array(z.string()).min(1).optional(),
  ttl_seconds: z.int().positive().max(MAX_TTL_SECONDS).default(DEFAULT_TTL_SECONDS),
});

const TOKEN = z.object({
  id: z.string(),
  name: z.string(),
  wikis: z.array(z.string()),
  scope: z.array(z.string()),
  paths: z.array(z.string()).optional(),
  created_at: z.int().describe('Seconds since 1970'),
  expires_at: z.int().describe('Seconds since 1970'),
});

/** Tokens for agents and git, each made by somebody who may do at least as much. */
export const TOKEN_ROUTES: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/tokens',
    name: 'list_tokens',
    description: "List the caller's tokens, without their text.",
    output: z.object({ tokens: z.array(TOKEN) }),
    statusCode: 200,
    async run({ tokens }, { caller }) {
      checkMayManage(caller);
      return { tokens: (await tokens.list({ subject: caller.subject })).map(describe) };
    },
  },
  {
    method: 'POST',
    path: '/tokens',
    name: 'create_token',
    description: 'Make a token that may do no more than its maker, and show it this once.',
    input: NEW_TOKEN,
    output: TOKEN.extend({ token: z.string() }),
    statusCode: 201,
    async run({ tokens }, { caller, body }) {
      const { ttl_seconds: ttlSeconds, paths, ...input } = readInput(NEW_TOKEN, body);
      // Else a stolen token could live on in others.
      if (caller.id !== undefined || !caller.scope.includes('manage')) {
        throw new ApiError(403, 'forbidden', 'A token may not make others: sign in, and make it by your session.');
      }
      const excess = exceeds(caller, { ...input, ...(paths === undefined ? {} : { paths }) });
      if (excess !== undefined) throw new ApiError(403, 'forbidden', excess);
      if ((await tokens.list({ subject: caller.subject })).length >= MAX_TOKENS) {
        throw new ApiError(409, 'too-many-tokens', `You have ${MAX_TOKENS} tokens: end one that is not needed.`);
      }
      const { token, record } = await tokens.create({
        ...input,
        subject: caller.subject,
        ...(caller.name === undefined ? {} : { holderName: caller.name }),
        ...(caller.email === undefined ? {} : { email: caller.email }),
        ...(paths === undefined ? {} : { paths }),
        ttlSeconds,
        // What ends the session, now or already, ends what it made.
        issuedAt: caller.issuedAt,
      });
      return { token, ...describe(record) };
    },
  },
  {
    method: 'DELETE',
    path: '/tokens/{id}',
    name: 'end_token',
    description: "End a token of the caller's.",
    output: z.object({ id: z.string(), revoked: z.literal(true) }),
    statusCode: 200,
    async run({ tokens }, { caller, parameters: { id = '' } }) {
      if (id !== caller.id) checkMayManage(caller);
      const own = await tokens.list({ subject: caller.subject });
      if (!own.some((record) => record.id === id)) {
        throw new ApiError(404, 'not-found', 'You have no such token. GET /api/tokens lists yours.');
      }
      await tokens.revoke(id);
      return { id, revoked: true };
    },
  },
];

/** A token for one folder must not tell of, nor end, what else its holder has. It may end itself. */
function checkMayManage({ scope, paths }: TokenClaims): void {
  if (scope.includes('manage') && paths === undefined) return;
  throw new ApiError(
    403,
    'forbidden',
    'Your token may not do this: sign in, or use one with the scope manage for whole wikis.',
  );
}

/** All but its hash and the key that signed it. */
function describe({ id, name, wikis, scope, paths, createdAt, expiresAt }: AgentTokenRecord) {
  return { id, name, wikis, scope, paths, created_at: createdAt, expires_at: expiresAt };
}

import { z } from 'zod';
import type { ApiRoute } from './api-context.ts';

const SESSION = z.object({
  subject: z.string(),
  name: z.string().optional(),
  wikis: z.array(z.string()),
  scope: z.array(z.string()),
  paths: z.array(z.string()).optional(),
  expires_at: z.int().describe('Seconds since 1970'),
});

export const SESSION_ROUTES: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/session',
    name: 'get_session',
    description: 'Who asks, and what they may.',
    output: SESSION,
    statusCode: 200,
    async run(_context, { caller }) {
      const { subject, name, wikis, scope, paths, expiresAt } = caller;
      return { subject, name, wikis, scope, paths, expires_at: expiresAt };
    },
  },
];

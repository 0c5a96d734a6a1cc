import type { ApiRoute } from './api-context.ts';

export const SESSION_ROUTES: readonly ApiRoute[] = [
  {
    method: 'GET',
    pattern: /^\/session$/,
    takesBody: false,
    async run(_context, { caller }) {
      const { subject, name, wikis, scope, paths, expiresAt } = caller;
      return { statusCode: 200, body: { subject, name, wikis, scope, paths, expires_at: expiresAt } };
    },
  },
];

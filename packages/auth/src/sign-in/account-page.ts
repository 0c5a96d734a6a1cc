import type { TokenClaims } from '@holt/edge';
import type { AuthContext } from './auth-context.ts';
import { escapeHtml, htmlPage } from './html-page.ts';
import { readSession } from './read-session.ts';
import type { Visit } from './visit.ts';

/** `GET /auth/`: who is signed in, what they may do, and the ways out. */
export async function accountPage(context: AuthContext, visit: Visit): Promise<Response> {
  const claims = await readSession(context, visit);
  if (claims === undefined) {
    const link = '<p><a href="/auth/sign-in?return=%2Fauth%2F">Sign in</a></p>';
    return htmlPage({
      status: 200,
      title: 'You are not signed in',
      body: ['<p>Public wikis can be read all the same.</p>', link],
    });
  }
  return htmlPage({
    status: 200,
    title: `Signed in as ${claims.name ?? claims.subject}`,
    hasForms: true,
    body: [
      ...rolesOf(claims),
      `<p><small>Known to this site as <code>${escapeHtml(claims.subject)}</code></small></p>`,
      signOutForm('Sign out', false),
      signOutForm('Sign out everywhere', true),
      '<p><small>“Everywhere” ends your sessions in all browsers and all your tokens for agents and git.</small></p>',
    ],
  });
}

function rolesOf({ wikis }: TokenClaims): string[] {
  if (wikis.length === 0) return ['<p>No wiki was shared with you yet. You can read those that are public.</p>'];
  const items = wikis.map((entry) => {
    const [pattern = '', role = 'editor'] = entry.split(':');
    return `<li>${escapeHtml(role)} of ${nameOf(pattern)}</li>`;
  });
  return ['<p>You are</p>', '<ul>', ...items, '</ul>'];
}

function nameOf(pattern: string): string {
  if (pattern === '*') return 'every wiki';
  if (pattern.endsWith('/*')) return `every wiki of <code>${escapeHtml(pattern.slice(0, -2))}</code>`;
  return `<a href="/${escapeHtml(pattern)}/">${escapeHtml(pattern)}</a>`;
}

function signOutForm(label: string, everywhere: boolean): string {
  const field = everywhere ? '<input type="hidden" name="everywhere" value="1">' : '';
  return `<form method="post" action="/auth/sign-out">${field}<button>${label}</button></form>`;
}

import { htmlPage, signInLink } from './html-page.ts';
import type { Visit } from './visit.ts';

/** Says that somebody signed out, and offers to sign in again. */
export function signedOutPage(visit: Visit): Response {
  return htmlPage({
    status: 200,
    title: 'You are signed out',
    body: [
      '<p>Pages that were open in this browser may still show what they showed.</p>',
      signInLink(visit.onward, { again: true }),
    ],
  });
}

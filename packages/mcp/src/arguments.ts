import { z } from 'zod';

// One wording and one rule for each argument that several tools take.

const oid = () => z.string().regex(/^[0-9a-f]{40}$/, 'must be 40 hexadecimal digits, as read_page gives them');

export const wiki = z.string().describe('owner/name, from list_wikis');

/** A trailing `.md` is dropped, as agents see page paths and file names side by side; all else is the wiki's own rule. */
export const pagePath = (description: string) =>
  z
    .string()
    .transform((path) => path.replace(/\.md$/i, ''))
    .describe(description);

export const path = pagePath('Page path, e.g. Design/Overview; _ for spaces. A trailing .md is dropped.');

export const revision = oid().optional().describe('Read as of this commit; default is the latest');

/** What all writing tools take beside their own arguments. */
export const writeArguments = {
  base_version: oid()
    .optional()
    .describe('Version from read_page. Always send it for an existing page, so that nobody is overwritten unseen'),
  message: z.string().max(4000).optional().describe('Commit message: what and why'),
  idempotency_key: z
    .string()
    .optional()
    .describe('Unique per write; resend the same key to retry without writing twice'),
};

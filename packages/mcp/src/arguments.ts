import { z } from 'zod';

// One wording and one rule for each argument that several tools take. Forms are checked by refinement, so that the list of tools has no
// patterns, which nobody reads.

const OID = /^[0-9a-f]{40}$/;
const MAX_MESSAGE_CHARACTERS = 4000;

const oid = () => z.string().refine((text) => OID.test(text), 'must be 40 hexadecimal digits, as read_page gives them');

/** Its id, `owner/name`, as list_wikis gives it. */
export const wiki = z.string();

/** A trailing `.md` is dropped, as agents see page paths and file names side by side; all else is the wiki's own rule. */
export const pagePath = (description?: string) => {
  const type = z.string().transform((path) => path.replace(/\.md$/i, ''));
  return description === undefined ? type : type.describe(description);
};

export const path = pagePath();

/** Of an attachment: the file's path, with its extension. */
export const filePath = z
  .string()
  .refine((path) => !/\.md$/i.test(path), 'is the name of a page: use the tools for pages')
  .refine((path) => !path.includes(' '), 'has a space: put _ in its place');

/** A commit that must be named. */
export const commitRevision = oid();

export const revision = oid().optional().describe('A commit; default: the latest');

/** What all writing tools take beside their own arguments. */
export const commitArguments = {
  message: z
    .string()
    .refine((text) => text.length <= MAX_MESSAGE_CHARACTERS, `has at most ${MAX_MESSAGE_CHARACTERS} characters`)
    .optional(),
  idempotency_key: z.string().optional(),
};

const baseVersion = oid().optional();

/** Where a page or file may also be one that must not be there yet. */
export const baseVersionOrNone = z
  .string()
  .refine(
    (text) => text === 'none' || OID.test(text),
    'must be 40 hexadecimal digits, as read_page gives them, or "none"',
  )
  .optional();

/** What writing tools take that change one page. */
export const writeArguments = { base_version: baseVersion, ...commitArguments };

import { z } from 'zod';

export const ROLE = z.enum(['reader', 'editor', 'owner']);
const LEVEL = z.enum(['public', 'reader', 'editor', 'owner']);
export const RULES = z
  .array(z.tuple([z.string(), LEVEL]))
  .describe('Pairs of a path and the level that reading it needs');

/** A wiki's settings, as they are answered to who manages it. */
export const SETTINGS = z.object({
  wiki: z.string(),
  public: z.boolean(),
  rules: RULES,
  since: z.int().describe('Tokens made before are not good here; seconds since 1970'),
  grants: z.array(z.object({ grantee: z.string(), role: ROLE })),
  titleFirst: z.boolean().optional(),
});

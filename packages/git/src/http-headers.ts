/** For what changes in place and a dumb HTTP client reads first: `git http-backend` sends the same. */
export const NEVER_CACHED_TEXT = { contentType: 'text/plain', cacheControl: 'no-cache' } as const;

/** For what is named by its hash. */
export const IMMUTABLE_LOOSE_OBJECT = {
  contentType: 'application/x-git-loose-object',
  cacheControl: 'public, max-age=31536000, immutable',
} as const;

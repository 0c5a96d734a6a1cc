/** For what changes in place and a dumb HTTP client reads first: `git http-backend` sends the same. */
export const NEVER_CACHED_TEXT = { contentType: 'text/plain', cacheControl: 'no-cache' } as const;

const IMMUTABLE = { cacheControl: 'public, max-age=31536000, immutable' } as const;

/** For what is named by its hash. */
export const IMMUTABLE_LOOSE_OBJECT = { contentType: 'application/x-git-loose-object', ...IMMUTABLE } as const;
export const IMMUTABLE_PACK = { contentType: 'application/x-git-packed-objects', ...IMMUTABLE } as const;
export const IMMUTABLE_PACK_INDEX = { contentType: 'application/x-git-packed-objects-toc', ...IMMUTABLE } as const;

// Made by scripts/build-assets.ts: change src/browser/ and run it again.

/** Changes whenever pages that were written before must be written again. */
export const SHELL_VERSION = "ce6f4f78e68b122c";

// Made by scripts/build-assets.ts: change src/browser/ and run it again.

/** Changes whenever pages that were written before must be written again. */
export const SHELL_VERSION = "41b0cc0906452d9a";

// Made by scripts/build-assets.ts: change src/browser/ and run it again.

/** Changes whenever pages that were written before must be written again. */
export const SHELL_VERSION = "5e4826c7e6c71d70";

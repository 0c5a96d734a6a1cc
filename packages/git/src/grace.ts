/** How long what a fold has made superfluous stays by default, in milliseconds: as long as a clone may take. */
export const GRACE_MS = 60 * 60 * 1000;

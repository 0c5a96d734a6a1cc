/**
 * Whether a caller may read what is at a path: a page's path, or an attachment's file path, with `_` for spaces, as its URL has it. What it
 * refuses is neither told, nor counted, nor named.
 */
export type MayRead = (path: string) => boolean;

/** Of a caller who may read all there is. */
export const mayReadAll: MayRead = () => true;

/** The largest page that a wiki takes, in bytes of UTF-8. */
export const MAX_PAGE_BYTES = 1024 * 1024;

/** Front matter longer than this (characters) is not read; the page shows without it. */
export const MAX_FRONT_MATTER_LENGTH = 16 * 1024;

/** Titles are cut here (characters): they go into lists, headers and object metadata. */
export const MAX_TITLE_LENGTH = 200;

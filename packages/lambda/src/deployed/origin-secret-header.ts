/** Set by the distribution on every request to a handler: who calls its URL directly does not know what is in it. */
export const ORIGIN_SECRET_HEADER = 'x-holt-origin-secret';

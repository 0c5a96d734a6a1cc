/**
 * How long a browser's session lives, and the most that a token without a record may. What is forgotten about keys and revocations is
 * forgotten on the strength of this: a token that outlives it must have an {@link AgentTokenRecord}.
 */
export const SESSION_SECONDS = 900;

/**
 * How old a sign-in at the provider may be to stand for a new session. Who signed out everywhere must sign in at the provider again: their mark is
 * kept for as long.
 */
export const PROVIDER_SESSION_SECONDS = 30 * 86_400;

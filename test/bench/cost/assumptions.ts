/** What the model can't measure here. Each is told with its figures. */

/** Of one request to S3 or to the key-value store, from a function in the same region. */
export const LATENCY_MS = 30;
/** Of a process, billed as all its time is: assumed. What `pnpm bench init` measures is the start on another machine, which tells nothing of Lambda's. */
export const INIT_MS = 250;
/** As the stacks set it: of the functions that write and maintain, and of the one that signs in. */
export const MEMORY_GB = 1769 / 1024;
export const AUTH_MEMORY_GB = 1;
/** Lambda's own lines and one of the handler's. */
export const LOG_BYTES_A_CALL = 1000;
/** With bucket keys, of a hundred requests for objects one asks for a key; S3 says "up to 99 % fewer". */
export const OBJECTS_A_KEY_REQUEST = 100;
/** As the stacks set it: old versions of git's objects and of settings, and of what can be made anew. */
export const OLD_VERSION_DAYS = { truth: 30, artifacts: 1 };
/** Two functions run for each request of a reader: before the cache, and after it. */
export const FUNCTIONS_A_REQUEST = 2;
/** Daily, the folds' schedule daily too, and the rotation of keys monthly. */
export const SCHEDULED_CALLS_A_MONTH = 30 + 30 + 1;
/** Of notifications, those that fail three times and are put into the queue of dead letters. */
export const DEAD_LETTERS = 0.001;
/** At most, and only in production. */
export const ALARMS = 10;
export const DASHBOARDS = 1;
export const METRICS = 1;
export const VIEWS_A_VISIT = 4;
/**
 * Sign-in by a provider: `/auth/sign-in` and `/auth/callback`. Key values are read twice for the key that signs the note between them, once to
 * verify it, twice for marks and twice for the key that signs the session.
 */
export const SIGN_IN = { calls: 2, keyValueReads: 7, ms: 60, chain: 8 };
/** Of the functions' reserved processes, by HOLT_CONCURRENCY in production: of the one that writes, and of the one that maintains. */
export const PROCESSES = { write: 20, maintenance: 5 };
/** As the stacks set it: a call each five minutes, where the option is chosen. */
export const PINGS_A_MONTH = 30 * 24 * 12;
/** As the stacks set it. */
export const AUDIT_DAYS = 400;
/** Of one event among many, compressed: assumed. */
export const AUDIT_RECORD_BYTES = 500;
/** CloudTrail writes what happened about every five minutes, and a digest each hour. */
export const AUDIT_FILES_A_MONTH = 30 * 24 * (12 + 1);

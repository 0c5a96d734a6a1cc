import type { WriteLimits } from '@holt/wiki';

export type { WriteLimits };

/** How much one subject may write to one wiki within a minute, by default. */
export const DEFAULT_WRITE_LIMITS: WriteLimits = { writesPerMinute: 60, bytesPerMinute: 32 * 1024 * 1024 };

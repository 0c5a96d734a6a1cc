/** `note`: so it is, and it may be meant so; `warning`: something to be done some day; `problem`: something does not work. */
export type State = 'ok' | 'note' | 'warning' | 'problem';

/** One thing that was looked at. */
export interface Finding {
  /** Stable: for programs. */
  name: string;
  state: State;
  /** How it is, as a sentence. */
  found: string;
  /** What to do about it, as a sentence. */
  remedy?: string;
  /** `owner/name`, where it is about one wiki. */
  wiki?: string;
}

export function problemOf(name: string, error: unknown, more: Partial<Finding> = {}): Finding {
  return { name, state: 'problem', found: error instanceof Error ? error.message : String(error), ...more };
}

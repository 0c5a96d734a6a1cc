/** The page's text; undefined when it is not there. */
export type Value = string | undefined;

/** What somebody did to one page, between two moments. */
export type Operation = Effect & {
  invoked: number;
  /** Infinite while it may still happen. */
  answered: number;
  /** Nobody knows whether it has happened, or will. */
  optional?: true;
};

type Effect =
  | { kind: 'read'; value: Value }
  | { kind: 'write'; value: string }
  /** Only from this very value. */
  | { kind: 'swap'; from: string; to: string }
  /** Only of a page that is there. */
  | { kind: 'delete' }
  /** Found a page there with another value than this. */
  | { kind: 'refusal'; from: string };

const IMPOSSIBLE = Symbol('impossible');

/**
 * Whether all operations can have happened one after the other, each at some moment between its invocation and its answer: a
 * search for such an order, as by Wing and Gong, that remembers where it has been.
 *
 * @see https://www.cs.cmu.edu/~wing/publications/WingGong93.pdf
 */
export function isLinearizable(operations: readonly Operation[], initial: Value): boolean {
  const seen = new Set<string>();
  const ordered = [...operations].sort((a, b) => a.invoked - b.invoked);

  const search = (done: bigint, value: Value): boolean => {
    const place = `${done} ${value === undefined ? '' : `=${value}`}`;
    if (seen.has(place)) return false;
    seen.add(place);
    let firstAnswer = Number.POSITIVE_INFINITY;
    let isComplete = true;
    for (const [index, operation] of ordered.entries()) {
      if (isIn(done, index)) continue;
      isComplete &&= operation.optional === true;
      firstAnswer = Math.min(firstAnswer, operation.answered);
    }
    if (isComplete) return true;
    for (const [index, operation] of ordered.entries()) {
      if (operation.invoked > firstAnswer) break;
      if (isIn(done, index)) continue;
      const next = apply(operation, value);
      if (next !== IMPOSSIBLE && search(done | (1n << BigInt(index)), next)) return true;
    }
    return false;
  };
  return search(0n, initial);
}

function isIn(done: bigint, index: number): boolean {
  return ((done >> BigInt(index)) & 1n) === 1n;
}

function apply(operation: Operation, value: Value): Value | typeof IMPOSSIBLE {
  switch (operation.kind) {
    case 'read':
      return operation.value === value ? value : IMPOSSIBLE;
    case 'write':
      return operation.value;
    case 'swap':
      return operation.from === value ? operation.to : IMPOSSIBLE;
    case 'delete':
      return value === undefined ? IMPOSSIBLE : undefined;
    case 'refusal':
      return value === undefined || value === operation.from ? IMPOSSIBLE : value;
  }
}

const MAX_DEPTH = 4;
const MAX_ERRORS = 10;
const MAX_FRAMES = 12;

/** An error as fields of a log line: what it says, where it comes from and why. Whatever else hangs on it, such as a request, is left out. */
export function describeError(error: unknown, depth = 0): Record<string, unknown> | string {
  if (!(error instanceof Error)) return String(error);
  const { name, message, stack, cause } = error;
  const { code } = error as { code?: unknown };
  const frames = stack?.match(/^ {4}at .*$/gm)?.slice(0, MAX_FRAMES);
  const below = depth < MAX_DEPTH;
  return {
    name,
    message,
    ...(typeof code === 'string' ? { code } : {}),
    ...(frames === undefined ? {} : { stack: frames.map((frame) => frame.trim()) }),
    ...(below && cause instanceof Error ? { cause: describeError(cause, depth + 1) } : {}),
    ...(below && error instanceof AggregateError
      ? { errors: error.errors.slice(0, MAX_ERRORS).map((each) => describeError(each, depth + 1)) }
      : {}),
  };
}

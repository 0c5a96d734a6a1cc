/** Takes what the operator should know; the caller of a tool is told less. `cause` may be any thrown value. */
export type Log = (message: string, cause?: unknown) => void;

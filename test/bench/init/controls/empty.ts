/** Nothing: what the process and the runtime cost. */
export const handler = async (): Promise<void> => {};

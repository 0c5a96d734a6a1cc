/** Tells the person at the terminal what is no reason to stop. */
export function warn(message: string): void {
  process.stderr.write(`holt: ${message}\n`);
}

const MICROSECONDS = 1000;

/** Milliseconds of the processor's time, of all threads of this process, since `process.cpuUsage()` gave this. */
export function cpuMsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / MICROSECONDS;
}

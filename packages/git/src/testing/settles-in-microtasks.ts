const MAX_MICROTASKS = 10_000;

/** Whether work ends without a turn of the event loop: no timer, no thread, no file. */
export async function settlesInMicrotasks(work: Promise<unknown>): Promise<boolean> {
  let settled = false;
  work.finally(() => {
    settled = true;
  });
  for (let i = 0; i < MAX_MICROTASKS && !settled; i++) await undefined;
  const inTime = settled;
  await work;
  return inTime;
}

const WIDTH = 30;

/**
 * Shows how far a step is, on standard error: redrawn in place at a terminal, else one line when the step is done, so that a
 * log stays readable.
 */
export function progressBar(label: string): (done: number, total: number) => void {
  const out = process.stderr;
  let shown = -1;
  return (done, total) => {
    const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
    if (percent === shown) return;
    shown = percent;
    const filled = Math.round((WIDTH * percent) / 100);
    const line = `${label.padEnd(10)} [${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${done}/${total}`;
    if (out.isTTY) out.write(`\r${line}${percent === 100 ? '\n' : ''}`);
    else if (percent === 100) out.write(`${line}\n`);
  };
}

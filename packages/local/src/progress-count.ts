export interface ProgressCount {
  show(count: number): void;
  end(): void;
}

/** Shows how far a step is whose end is not known, on standard error: redrawn in place at a terminal, else one line at its end. */
export function progressCount(label: string): ProgressCount {
  const out = process.stderr;
  let line = '';
  return {
    show(count) {
      line = `${label.padEnd(10)} ${count}`;
      if (out.isTTY) out.write(`\r${line}`);
    },
    end() {
      if (line !== '') out.write(out.isTTY ? '\n' : `${line}\n`);
    },
  };
}

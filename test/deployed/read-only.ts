import { chmodSync, cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A copy of a folder that nobody may write to, as `/var/task` is. */
export function copyReadOnly(folder: string): { folder: string; remove(): void } {
  const root = mkdtempSync(join(tmpdir(), 'holt-task-'));
  const copy = join(root, 'task');
  cpSync(folder, copy, { recursive: true });
  setWritable(copy, false);
  return {
    folder: copy,
    remove() {
      setWritable(copy, true);
      rmSync(root, { recursive: true });
    },
  };
}

function setWritable(folder: string, isWritable: boolean): void {
  chmodSync(folder, isWritable ? 0o755 : 0o555);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) setWritable(path, isWritable);
    else chmodSync(path, isWritable ? 0o644 : 0o444);
  }
}

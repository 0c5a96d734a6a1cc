import { SHELL_VERSION } from '@holt/site';
import type { LocalHolt } from './local-holt.ts';

/**
 * Finishes what a stopped process left unfinished (opening a wiki to readers, publishing), and renders wikis anew whose pages another version of Holt rendered.
 * Costs a few requests for a wiki that is up to date.
 */
export async function bringUpToDate(holt: LocalHolt, log: (message: string) => void): Promise<void> {
  for (const { id } of await holt.wikis.list()) {
    await holt.wikis.repairAccess(id);
    const wiki = await holt.wikis.open(id);
    const shell = await wiki.publishedShell();
    const full = shell !== undefined && shell !== SHELL_VERSION;
    if (full) log(`Rendering ${id} anew for this version of Holt …`);
    await wiki.publish({ full });
  }
}

import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Lets Node take compiled code from the folder beside this bundle, as far as the same Node on the same kind of processor made it; without such, nothing
 * changes. To be called before anything large is imported.
 *
 * @see https://nodejs.org/api/module.html#module-compile-cache
 */
export function useCompileCache(): void {
  const directory = fileURLToPath(new URL('compile-cache', import.meta.url));
  // Nodes before 22.8 have none.
  nodeModule.enableCompileCache?.({ directory, portable: true });
}

import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Lets Node take compiled code wherever there is some: of its own modules, and of this bundle from the folder beside it, as far as the same Node on the
 * same kind of processor made it. To be called before anything large is imported.
 *
 * Code is good only under the flags that it was compiled with. Node's own was compiled without `--expose-gc`, which Lambda's runtime starts it with: everything
 * that Node keeps compiled would be compiled again. What the flag does is done by now; taken back, it changes nothing else.
 *
 * @see https://nodejs.org/api/v8.html#v8setflagsfromstringflags
 * @see https://nodejs.org/api/module.html#module-compile-cache
 */
export function useCompiledCode(): void {
  process.getBuiltinModule('node:v8').setFlagsFromString('--no-expose-gc');
  const directory = fileURLToPath(new URL('compile-cache', import.meta.url));
  // Nodes before 22.8 have none.
  nodeModule.enableCompileCache?.({ directory, portable: true });
}

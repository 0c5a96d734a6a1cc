import { useCompiledCode } from './use-compiled-code.ts';

useCompiledCode();
// Not before: what an import statement names is compiled before any line here runs.
export const { handler } = await import('./serve-maintenance.ts');

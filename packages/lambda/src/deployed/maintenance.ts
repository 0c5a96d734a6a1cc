import { useCompileCache } from './use-compile-cache.ts';

useCompileCache();
// Not before: what an import statement names is compiled before any line here runs.
export const { handler } = await import('./serve-maintenance.ts');

/**
 * Imports a module as Node finds it. What a stack imports by a literal name becomes part of SST's bundle: there a module no
 * longer finds the files beside it, and SST's globals, put into every file, break CommonJS dependencies.
 */
export const importUnbundled = (specifier: string) => import(specifier);

import { type BuildMainOptions, type BuiltMain, buildMain } from '../main/build-main.ts';
import type { Main } from '../main/main.ts';
import { openMain } from '../main/open-main.ts';
import { mainPrefix } from '../names.ts';
import type { Load } from '../types.ts';

/** Main parts in memory. */
export interface MemoryParts {
  /** By what is after `-/`. */
  objects: Map<string, Uint8Array>;
  load: Load;
  build(name: string, options: Omit<BuildMainOptions, 'put'>): Promise<BuiltMain>;
  open(name: string): Promise<Main>;
  /** The objects of a part by their names within it, as text: to compare two. */
  dump(name: string): Record<string, string>;
}

export function createMemoryParts(): MemoryParts {
  const objects = new Map<string, Uint8Array>();
  const load: Load = async (name) => objects.get(name);
  return {
    objects,
    load,
    build: (name, options) =>
      buildMain({
        ...options,
        put: async (object, body) => {
          const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body.slice();
          objects.set(mainPrefix(name) + object, bytes);
        },
      }),
    open: (name) => openMain(load, name),
    dump: (name) => {
      const prefix = mainPrefix(name);
      const own = [...objects].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1));
      return Object.fromEntries(own.map(([key, bytes]) => [key.slice(prefix.length), toBinary(bytes)]));
    },
  };
}

function toBinary(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';

/** Leaves out the messages of zod in forty languages that nothing here asks for: half of what zod is. */
export const englishMessages: Plugin = {
  name: 'english-messages',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, ({ path }) => ({
      contents: "export { default as en } from './en.js';",
      resolveDir: dirname(path),
    }));
  },
};

import type { Plugin } from 'esbuild';

/**
 * Leaves out the JSON Schema validator that the Model Context Protocol's server brings for what it asks of people: this server asks nothing of them, and says
 * so by a validator of its own. An eighth of what the first call of a tool loads.
 */
export const noValidators: Plugin = {
  name: 'no-validators',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]sdk[\\/]dist[\\/]esm[\\/]validation[\\/]ajv-provider\.js$/ }, () => ({
      contents: `export class AjvJsonSchemaValidator {
  constructor() { throw new Error('The bundle has no validator of JSON Schemas: give the server one.'); }
}`,
    }));
  },
};

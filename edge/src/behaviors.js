// By which pattern CloudFront chooses what answers a URL: before the function runs, whatever the function makes of the URL. Not part
// of the deployed function.

import { assetUrl } from './urls.js';

/**
 * In the order in which they are asked: the first that fits counts.
 * @type {readonly import('./index.d.ts').Behavior[]}
 */
const BEHAVIORS = [
  // Two rows for each, as `/mcp*` would also be the wikis of an owner whose name begins so.
  { pattern: '/mcp', serves: 'write' },
  { pattern: '/mcp/*', serves: 'write' },
  { pattern: '/api', serves: 'write' },
  { pattern: '/api/*', serves: 'write' },
  { pattern: '/.well-known/*', serves: 'write' },
  { pattern: '/auth', serves: 'auth' },
  { pattern: '/auth/*', serves: 'auth' },
  { pattern: assetUrl('*'), serves: 'assets' },
  { pattern: '/*.git/info/refs', serves: 'refs' },
  { pattern: '*', serves: 'objects' },
];

export { BEHAVIORS };

import { ROOT_NAME } from '@holt/search';
import { base } from '../script/address.js';

/** How long what the root says is taken for true while the search is open. */
const ROOT_MS = 10_000;
const TIMEOUT_MS = 20_000;

/** Why an object could not be loaded. `code`: `refused`, `offline`, `slow` or `failed`. */
class LoadError extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

const get = async (name) => {
  const url = `${base}-/${name.split('/').map(encodeURIComponent).join('/')}`;
  let response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw new LoadError(error.name === 'TimeoutError' ? 'slow' : navigator.onLine ? 'failed' : 'offline');
  }
  // Nobody reads it: what brings it is free again.
  response.body?.cancel();
  if (response.status === 404) return;
  throw new LoadError([401, 403].includes(response.status) ? 'refused' : 'failed');
};

let root;
let until = 0;

/** Reads an object of the index; the root, which changes, is asked for again after a while. */
export const load = (name) => {
  if (name !== ROOT_NAME) return get(name);
  if (performance.now() > until) {
    until = performance.now() + ROOT_MS;
    root = get(name);
    root.catch(() => {
      until = 0;
    });
  }
  return root;
};

/** Asks for the root anew, so that it is there before the first letter. Whether it came, a search tells. */
export const loadRootAnew = () => {
  until = 0;
  load(ROOT_NAME).catch(() => {});
};

// Runs inside the sandbox's realm, before the edge function: takes away what the engine of CloudFront Functions does not have,
// and is the function's only way to the outside. Everything that crosses is text, so that no object of Node's realm is within
// the function's reach.

/**
 * @param {(run: number, read: number, key: string) => void} askOutside
 * @param {(run: number, error: string, result: string) => void} tellOutside
 */
(function bootstrap(askOutside, tellOutside) {
  const GLOBALS = [
    ...['Array', 'ArrayBuffer', 'Boolean', 'DataView', 'Date', 'Error', 'EvalError', 'Float32Array', 'Float64Array'],
    ...['Function', 'Infinity', 'Int16Array', 'Int32Array', 'Int8Array', 'JSON', 'Math', 'NaN', 'Number', 'Object'],
    ...[
      'Promise',
      'RangeError',
      'ReferenceError',
      'RegExp',
      'String',
      'Symbol',
      'SyntaxError',
      'TypeError',
      'URIError',
    ],
    ...[
      'Uint16Array',
      'Uint32Array',
      'Uint8Array',
      'Uint8ClampedArray',
      'decodeURI',
      'decodeURIComponent',
      'encodeURI',
    ],
    ...['encodeURIComponent', 'globalThis', 'isFinite', 'isNaN', 'parseFloat', 'parseInt', 'undefined'],
  ];
  /** @type {[object: object, methods: string[]][]} */
  const MISSING = [
    [String.prototype, ['at', 'isWellFormed', 'localeCompare', 'matchAll', 'normalize', 'replaceAll', 'toWellFormed']],
    [Array, ['from', 'fromAsync']],
    [
      Array.prototype,
      ['at', 'findLast', 'findLastIndex', 'flat', 'flatMap', 'toReversed', 'toSorted', 'toSpliced', 'with'],
    ],
    [Object, ['fromEntries', 'groupBy', 'hasOwn']],
    [Promise, ['try', 'withResolvers']],
  ];
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (!GLOBALS.includes(name)) delete (/** @type {Record<string, unknown>} */ (globalThis)[name]);
  }
  for (const [object, methods] of MISSING) {
    for (const method of methods) delete (/** @type {Record<string, unknown>} */ (object)[method]);
  }

  /** @type {Record<number, { resolve(value: string): void, reject(error: Error): void }>} */
  const reads = {};
  let lastRead = 0;
  let currentRun = 0;

  // A handler calls the store before it waits for anything else of its own, or while the answer to an earlier read is being
  // handed in: either way `currentRun` is the run it belongs to.
  const cloudfront = {
    kvs: () => ({
      /** @param {string} key */
      get: (key) =>
        new Promise((resolve, reject) => {
          lastRead += 1;
          reads[lastRead] = { resolve, reject };
          askOutside(currentRun, lastRead, String(key));
        }),
    }),
  };

  return {
    cloudfront,
    /**
     * @param {number} run
     * @param {(event: unknown) => unknown} handler
     * @param {string} event
     */
    start(run, handler, event) {
      currentRun = run;
      const answer = new Promise((resolve) => resolve(handler(JSON.parse(event))));
      answer.then(
        (result) => tellOutside(run, '', JSON.stringify(result) || ''),
        (error) => tellOutside(run, String(error) || 'error', ''),
      );
    },
    /**
     * @param {number} run
     * @param {number} read
     * @param {string | undefined} value
     */
    settle(run, read, value) {
      currentRun = run;
      const waiting = reads[read];
      delete reads[read];
      if (value === undefined) waiting?.reject(new Error('KeyNotFound'));
      else waiting?.resolve(value);
    },
  };
});

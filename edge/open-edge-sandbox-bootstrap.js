// Runs inside the sandbox's realm, before the edge function: takes away what the engine of CloudFront Functions does not have,
// and is the function's only way to the outside. Everything that crosses is text, so that no object of Node's realm is within
// the function's reach.

/**
 * @param {(run: number, read: number, key: string) => void} askOutside
 * @param {(run: number, error: string, result: string) => void} tellOutside
 * @param {(text: string, from: string, to: string) => string} recode
 * @param {(bytes: string, key: string | undefined) => string} digest
 */
(function bootstrap(askOutside, tellOutside, recode, digest) {
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

  const ENCODINGS = ['utf8', 'hex', 'base64', 'base64url'];

  /** @param {unknown} encoding */
  function checkEncoding(encoding) {
    if (!ENCODINGS.includes(String(encoding))) throw new TypeError(`There is no encoding ${encoding}.`);
    return String(encoding);
  }

  /** @param {Uint8Array} bytes */
  function toLatin1(bytes) {
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    return text;
  }

  /** As much of Buffer as CloudFront Functions are promised and Holt's use. */
  class Bytes extends Uint8Array {
    /**
     * @param {string | ArrayLike<number>} value
     * @param {unknown} [encoding]
     */
    static from(value, encoding = 'utf8') {
      if (typeof value !== 'string') return new Bytes(value);
      const latin1 = recode(value, checkEncoding(encoding), 'latin1');
      const bytes = new Bytes(latin1.length);
      for (let i = 0; i < latin1.length; i++) bytes[i] = latin1.charCodeAt(i);
      return bytes;
    }

    /** @param {unknown} [encoding] */
    toString(encoding = 'utf8') {
      return recode(toLatin1(this), 'latin1', checkEncoding(encoding));
    }
  }

  /**
   * @param {unknown} data text or bytes
   * @returns {string}
   */
  function toBytes(data) {
    if (typeof data === 'string') return recode(data, 'utf8', 'latin1');
    if (data instanceof Uint8Array) return toLatin1(data);
    throw new TypeError('Only text and bytes can be hashed.');
  }

  /**
   * @param {unknown} algorithm
   * @param {string | undefined} key
   */
  function hash(algorithm, key) {
    if (algorithm !== 'sha256') throw new TypeError(`There is no algorithm ${algorithm}.`);
    let bytes = '';
    return {
      /** @param {unknown} data */
      update(data) {
        bytes += toBytes(data);
        return this;
      },
      /** @param {unknown} encoding */
      digest(encoding) {
        return recode(digest(bytes, key), 'latin1', checkEncoding(encoding));
      },
    };
  }

  const crypto = {
    /** @param {unknown} algorithm */
    createHash: (algorithm) => hash(algorithm, undefined),
    /**
     * @param {unknown} algorithm
     * @param {unknown} key
     */
    createHmac: (algorithm, key) => hash(algorithm, toBytes(key)),
  };

  Object.defineProperty(globalThis, 'Buffer', { value: { from: Bytes.from }, enumerable: false });

  /** @typedef {{ resolve(value: string | undefined): void, reject(error: Error): void }} Read */
  /** @type {Record<number, Read>} */
  const reads = {};
  let lastRead = 0;
  let currentRun = 0;
  let currentMs = 0;

  Date.now = () => currentMs;

  // A handler calls the store before it waits for anything else of its own, or while the answer to an earlier read is being
  // handed in: either way `currentRun` is the run it belongs to.
  /**
   * @param {unknown} key
   * @returns {Promise<string | undefined>}
   */
  function read(key) {
    return new Promise((resolve, reject) => {
      lastRead += 1;
      reads[lastRead] = { resolve, reject };
      askOutside(currentRun, lastRead, String(key));
    });
  }

  const cloudfront = {
    kvs: () => ({
      /** @param {unknown} key */
      get: (key) =>
        read(key).then((value) => {
          if (value === undefined) throw new Error('KeyNotFound');
          return value;
        }),
      /** @param {unknown} key */
      exists: (key) => read(key).then((value) => value !== undefined),
    }),
  };

  return {
    modules: { cloudfront, crypto },
    /**
     * @param {number} run
     * @param {number} nowMs
     * @param {(event: unknown) => unknown} handler
     * @param {string} event
     */
    start(run, nowMs, handler, event) {
      currentRun = run;
      currentMs = nowMs;
      const answer = new Promise((resolve) => resolve(handler(JSON.parse(event))));
      answer.then(
        (result) => tellOutside(run, '', JSON.stringify(result) || ''),
        (error) => tellOutside(run, String(error) || 'error', ''),
      );
    },
    /**
     * @param {number} run
     * @param {number} nowMs
     * @param {number} read
     * @param {boolean} isRead
     * @param {string | undefined} value
     */
    settle(run, nowMs, read, isRead, value) {
      currentRun = run;
      currentMs = nowMs;
      const waiting = reads[read];
      delete reads[read];
      if (isRead) waiting?.resolve(value);
      else waiting?.reject(new Error('KeyNotFound'));
    },
  };
});

// Stands in for CloudFront's module of that name, with `use` to set what the store holds and which keys it can't read.

let entries = {};
let failing = [];

function use(keyValues, failingKeys) {
  entries = keyValues;
  failing = failingKeys;
}

function get(key) {
  const value = entries[key];
  return value === undefined || failing.indexOf(key) >= 0
    ? Promise.reject(new Error('KeyNotFound'))
    : Promise.resolve(value);
}

function exists(key) {
  return failing.indexOf(key) >= 0
    ? Promise.reject(new Error('KeyNotFound'))
    : Promise.resolve(entries[key] !== undefined);
}

export default { kvs: () => ({ get, exists }), use };

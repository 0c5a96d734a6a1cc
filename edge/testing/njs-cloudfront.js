// Stands in for CloudFront's module of that name, with `use` to set what the store holds.

let entries = {};

function use(keyValues) {
  entries = keyValues;
}

function get(key) {
  const value = entries[key];
  return value === undefined ? Promise.reject(new Error('KeyNotFound')) : Promise.resolve(value);
}

export default { kvs: () => ({ get }), use };

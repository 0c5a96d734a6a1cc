// Pulumi marks a secret by this key. https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/rpc.ts
const SIGNATURE = '4dabf18193072939515e22adb298388d';

/** The value without Pulumi's wrapping of secrets, and without the code of SST's own providers. */
export function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value === null) return value;
  if (SIGNATURE in value && 'value' in value) return plainValue(value.value);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (key === '__provider' ? [] : [[key, plainValue(item)]])),
  );
}

// Reads the key-value store. CloudFront's `get` fails alike for a key that is not there and for a store that can't be read
// (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-custom-methods.html), and the second must
// never pass for the first: `exists` tells them apart. Reads are made one after the other, as that page advises: together
// they are no faster and take more memory.

import cf from 'cloudfront';

/**
 * An entry that is mostly there: one read then, two when it isn't.
 * @param {string} key
 * @returns {Promise<string | undefined>} undefined when it is not there; rejects when the store can't be read
 */
async function readLikely(key) {
  const store = cf.kvs();
  try {
    return await store.get(key);
  } catch (error) {
    const isThere = await store.exists(key);
    if (isThere) {
      throw error;
    }
    return undefined;
  }
}

/**
 * An entry that is mostly not there: one read then, two when it is.
 * @param {string} key
 * @returns {Promise<string | undefined>} undefined when it is not there; rejects when the store can't be read
 */
async function readUnlikely(key) {
  const store = cf.kvs();
  const isThere = await store.exists(key);
  return isThere ? await store.get(key) : undefined;
}

export { readLikely, readUnlikely };

// RSASSA-PKCS1-v1_5 with SHA-256 and the exponent 65537, by hand: the engine of CloudFront Functions has no function for it and
// no BigInt. Only here, to be measured beside HS256.

// biome-ignore lint/style/useNodejsImportProtocol: njs knows its modules by their bare names only
import crypto from 'crypto';

const LIMB_BITS = 25;
const LIMB = 2 ** LIMB_BITS;
const SHA256_PREFIX = '3031300d060960864801650304020105000420';

/** a·b/R mod n, by Montgomery; all in limbs of 25 bits, the lowest first. */
function multiply(a, b, key) {
  const n = key.modulus;
  const count = n.length;
  const t = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) {
    const first = t[0] + a[i] * b[0];
    const m = ((first % LIMB) * key.inverse) % LIMB;
    let carry = Math.floor((first + m * n[0]) / LIMB);
    for (let j = 1; j < count; j++) {
      const sum = t[j] + a[i] * b[j] + m * n[j] + carry;
      carry = Math.floor(sum / LIMB);
      t[j - 1] = sum - carry * LIMB;
    }
    const sum = t[count] + carry;
    t[count] = Math.floor(sum / LIMB);
    t[count - 1] = sum % LIMB;
  }
  return t[count] > 0 || !isLess(t, n) ? subtract(t, n) : t;
}

function isLess(a, b) {
  for (let i = b.length - 1; i >= 0; i--) {
    if (a[i] !== b[i]) {
      return a[i] < b[i];
    }
  }
  return false;
}

function subtract(a, b) {
  let borrow = 0;
  for (let i = 0; i < b.length; i++) {
    const difference = a[i] - b[i] - borrow;
    borrow = difference < 0 ? 1 : 0;
    a[i] = difference + borrow * LIMB;
  }
  return a;
}

function toLimbs(bytes, count) {
  const limbs = new Float64Array(count);
  for (let i = 0; i < bytes.length; i++) {
    const bit = (bytes.length - 1 - i) * 8;
    const at = Math.floor(bit / LIMB_BITS);
    const shifted = bytes[i] * 2 ** (bit % LIMB_BITS);
    limbs[at] += shifted % LIMB;
    if (shifted >= LIMB) {
      limbs[at + 1] += Math.floor(shifted / LIMB);
    }
  }
  return limbs;
}

/** @param key its numbers as limbs, made ready beforehand: modulus, inverse, square (R² mod n) */
function verifyRsa(signed, signature, key) {
  const count = key.modulus.length;
  const bytes = Buffer.from(signature, 'base64url');
  const base = multiply(toLimbs(bytes, count), key.square, key);
  let power = base;
  for (let i = 0; i < 16; i++) {
    power = multiply(power, power, key);
  }
  const one = new Float64Array(count);
  one[0] = 1;
  const message = multiply(multiply(power, base, key), one, key);
  const digest = crypto.createHash('sha256').update(signed).digest('hex');
  const padding = 'f'.repeat(2 * bytes.length - 6 - SHA256_PREFIX.length - digest.length);
  const expected = toLimbs(Buffer.from(`0001${padding}00${SHA256_PREFIX}${digest}`, 'hex'), count);
  return !isLess(message, expected) && !isLess(expected, message);
}

export { verifyRsa };

import type { Dice } from '../../simulation/dice.ts';

/**
 * Draws from 0 up to, not including, `count`, where the k-th is drawn in proportion to k to the power of minus `exponent`. With an exponent of
 * 0 all are drawn alike.
 */
export function zipf(count: number, exponent: number): (dice: Dice) => number {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    sum += (i + 1) ** -exponent;
    sums[i] = sum;
  }
  return (dice) => {
    const at = dice.fraction() * sum;
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] as number) > at) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** How many UTF-16 units two texts have in common at their beginning. */
export function commonUnits(one: string, other: string): number {
  let units = 0;
  while (units < one.length && one[units] === other[units]) units++;
  return units;
}

/**
 * How many places from the first on something is true of, where it is true of none behind one of which it is not: found by halving,
 * so that of a million places twenty are asked about.
 */
export function countWhile(places: number, isTrueOf: (place: number) => boolean): number {
  let [low, high] = [0, places];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isTrueOf(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

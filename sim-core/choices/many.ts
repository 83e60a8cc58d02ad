import type { RandomStream } from '../base/random.ts';

/** From 1 to `most`, each order of magnitude as likely as another. */
export function manyOf(random: Pick<RandomStream, 'next'>, most: number): number {
  return Math.max(1, Math.floor(powerOf(most, random.next())));
}

/** `base` to the power of a part from 0 to 1, by square roots alone, which are exact on every engine. */
function powerOf(base: number, part: number): number {
  let [power, root, rest] = [1, base, part];
  for (let bit = 0; bit < 24; bit++) {
    root = Math.sqrt(root);
    rest *= 2;
    if (rest >= 1) {
      power *= root;
      rest -= 1;
    }
  }
  return power;
}

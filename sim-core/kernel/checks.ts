/**
 * How much of what authors hand over is looked at property by property, which finds accessors, hidden
 * keys and a property that changes what it sees, and costs more than the run itself:
 *
 * - `all` of it, in runs that somebody looks at, and in those that a sweep executes a second time;
 * - a `sample`: the first of each node, message and property, and from then on ever fewer;
 * - `few`: what copying and hashing find by themselves, which are classes, functions and symbols.
 *
 * Which it is changes no run, and a seed of a sweep follows its own number in it, so that what is found
 * does not depend on which worker executed what before.
 */
export type Checks = 'all' | 'sample' | 'few';

/** One seed of so many is sampled in a sweep. */
const SAMPLED = 64;

export function checksOfSeed(seed: number): Checks {
  return seed % SAMPLED === 0 ? 'sample' : 'few';
}

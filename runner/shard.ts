export interface Seeds {
  readonly from: number;
  readonly to: number;
}

/** One of so many parts of a sweep, as long as each other or one seed longer. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly of: number;
}

/** The seeds of a part. Undefined for one that is left without any, because there are more parts than seeds. */
export function seedsOfShard({ from, to }: Seeds, { index, of }: Shard): Seeds | undefined {
  const total = to - from + 1;
  const begin = (part: number): number => from + Math.floor((total * part) / of);
  const seeds = { from: begin(index - 1), to: begin(index) - 1 };
  return seeds.from <= seeds.to ? seeds : undefined;
}

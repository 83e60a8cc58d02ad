import { RandomStream } from '../base/random.ts';
import { isGuided, MOST_ANCESTORS, rootStrategy, strategyFrom, strategyOfSeed } from '../choices/strategy.ts';
import type { Outcome } from '../trace/outcome.ts';

/** Guided seeds go on from what was found before the last round but one, so that nobody waits for the seeds next to theirs. */
const ROUND = 64;
/** Some begin anew all the same. */
const ANEW = 0.2;

/**
 * Which strategy each seed of a sweep has. What guided seeds go on from is decided in the order of seeds, by rounds, and so by
 * nothing else: not by how many workers there are, nor by who is first. A run that came by something that none before it had, and
 * violated nothing, is one to go on from.
 */
export class SeedStrategies {
  readonly #text: string;
  readonly #from: number;
  readonly #seen = new Set<number>();
  /** The lines of seeds of the runs to go on from, in order of their last seed. */
  readonly #lines: (readonly number[])[] = [];
  /** How many of them there were at the end of each round. */
  readonly #known: number[] = [];
  /** What guided seeds were given. */
  readonly #given = new Map<number, string>();
  #learned: number;

  /** @param from the first seed of the sweep */
  constructor(text: string, from: number) {
    this.#text = text;
    this.#from = from;
    this.#learned = from;
  }

  /** Whether what runs come by matters for others. */
  get learns(): boolean {
    return isGuided(this.#text);
  }

  /** The last seed that can be told of now, of those from one on. Undefined where earlier seeds have to come back first. */
  readyUpTo(seed: number, last: number): number | undefined {
    if (!this.learns) return last;
    const round = this.#roundOf(seed);
    if (this.#learned < this.#from + (round - 1) * ROUND) return undefined;
    return Math.min(last, this.#from + (round + 1) * ROUND - 1);
  }

  of(seed: number): string {
    const text = strategyOfSeed(this.#text, seed);
    if (text !== 'guided') return text;
    let given = this.#given.get(seed);
    if (given === undefined) this.#given.set(seed, (given = this.#guided(seed)));
    return given;
  }

  /** Takes in what a seed came by. They must come in order of seed. */
  learn({ seed, strategy = 'random', verdict, came = [] }: Outcome): void {
    if (!this.learns) return;
    const isNew = came.some((what) => !this.#seen.has(what));
    for (const what of came) this.#seen.add(what);
    const line = lineOf(seed, strategy);
    if (isNew && verdict !== 'violated' && line) this.#lines.push(line);
    this.#learned = seed + 1;
    if ((this.#learned - this.#from) % ROUND === 0) this.#known.push(this.#lines.length);
  }

  #roundOf(seed: number): number {
    return Math.floor((seed - this.#from) / ROUND);
  }

  #guided(seed: number): string {
    const random = new RandomStream(seed, 'strategy/parent');
    const known = this.#known[this.#roundOf(seed) - 2] ?? 0;
    if (known === 0 || random.chance(ANEW)) return rootStrategy(seed);
    // The later ones have come farther.
    const line = this.#lines[Math.max(random.below(known), random.below(known))]!;
    return line.length > MOST_ANCESTORS ? rootStrategy(seed) : `guided:${line.join('.')}`;
  }
}

/** The line that others can go on from; undefined for a run that is no beginning of one. */
function lineOf(seed: number, text: string): readonly number[] | undefined {
  const strategy = strategyFrom(text, seed);
  if (strategy?.name === 'guided') return [...strategy.ancestors, seed];
  return text === rootStrategy(seed) ? [seed] : undefined;
}

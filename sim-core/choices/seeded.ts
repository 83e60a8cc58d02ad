import { RandomStream, Seed } from '../base/random.ts';
import type { Choices, ChoicesState } from './choices.ts';

/** Choices that follow from the seed: one named stream for each site, made when it is first asked for. */
export class SeededChoices implements Choices {
  readonly #seed: Seed;
  readonly #streams = new Map<string, RandomStream>();

  constructor(seed: number) {
    this.#seed = new Seed(seed);
  }

  stream(site: string): RandomStream {
    let stream = this.#streams.get(site);
    if (!stream) {
      stream = new RandomStream(this.#seed, site);
      this.#streams.set(site, stream);
    }
    return stream;
  }

  isUsed(site: string): boolean {
    return this.#streams.has(site);
  }

  /** In order of name, so that the same streams make the same data whichever was used first. */
  save(): ChoicesState {
    return [...this.#streams]
      .map(([name, stream]) => [name, stream.save()] as const)
      .filter(([, { drawn }]) => drawn > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }

  load(saved: ChoicesState): void {
    const states = new Map(saved);
    for (const [site, stream] of this.#streams) if (!states.has(site)) stream.rewind(0);
    for (const [site, state] of states) this.stream(site).load(state);
  }
}

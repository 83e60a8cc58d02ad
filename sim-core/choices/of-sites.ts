import type { Choices, ChoicesState, Stream } from './choices.ts';

/** Choices with a stream of their own for each site, made when it is first asked for. */
export class ChoicesOfSites<Own extends Stream> implements Choices {
  readonly #make: (site: string) => Own;
  readonly #streams = new Map<string, Own>();

  constructor(make: (site: string) => Own) {
    this.#make = make;
  }

  stream(site: string): Own {
    let stream = this.#streams.get(site);
    if (!stream) {
      stream = this.#make(site);
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

import { RandomStream, Seed } from '../base/random.ts';
import { BentChoices } from './bent.ts';
import type { Choices } from './choices.ts';
import type { ChoiceScript } from './scripted.ts';

/** Where a run leaves that of its seed: up to some draw of each site it is the same, and from there on another future decides. */
export interface Parting {
  /** Which future: a whole number from 0. */
  readonly future: number;
  /** How many draws of each site come first; none of those that are not named. */
  readonly after: Readonly<Record<string, number>>;
}

/** Choices that follow others up to some draw of each site, and then another future. */
export class PartedChoices extends BentChoices {
  constructor(first: Choices, { future, after }: Parting) {
    const other = new Future(future);
    super(first, (site) => {
      const from = after[site] ?? 0;
      return (drawn, position) => (position < from ? drawn : other.at(site, position));
    });
  }
}

/** All draws of another future, by site and position. */
class Future {
  readonly #seed: Seed;
  readonly #streams = new Map<string, RandomStream>();

  constructor(number: number) {
    this.#seed = new Seed(number);
  }

  at(site: string, position: number): number {
    let stream = this.#streams.get(site);
    // The name keeps it apart from the stream of that site of the run whose seed is this number.
    if (!stream) this.#streams.set(site, (stream = new RandomStream(this.#seed, `future/${site}`)));
    if (stream.drawn > position) stream.rewind(position);
    return stream.at(position);
  }
}

/** The draws that a future decides, as a script that says the same: of each site those up to as many as it has drawn. */
export function scriptOf({ future, after }: Parting, drawn: Readonly<Record<string, number>>): ChoiceScript {
  const draws = new Future(future);
  return Object.fromEntries(
    Object.entries(drawn)
      .map(([site, until]) => {
        const from = after[site] ?? 0;
        const places = Array.from({ length: Math.max(0, until - from) }, (_, at) => from + at);
        return [site, Object.fromEntries(places.map((place) => [place, draws.at(site, place)]))] as const;
      })
      .filter(([, lines]) => Object.keys(lines).length > 0),
  );
}

import { betweenOf, exponentialOf, RandomStream, Seed, type StreamState } from '../base/random.ts';
import type { Choices, ChoicesState, Stream } from './choices.ts';
import { manyOf } from './many.ts';

/** A change begins at one of so many first draws of a site, each order of magnitude as likely as another. */
const LATEST = 128;

/** From which draw of a site on a seed takes over from those before it. */
interface Takeover {
  readonly seed: Seed;
  readonly from: number;
}

/**
 * Choices that go on from those of other seeds: of the first one all, and each that follows draws some sites anew, each from a
 * place of its own on. Which sites and from where follows from the seed that changes them, so that a run is told by its line of
 * seeds alone.
 */
export class SplicedChoices implements Choices {
  readonly #first: Seed;
  readonly #changes: readonly { readonly seed: Seed; readonly kind: number }[];
  readonly #streams = new Map<string, SplicedStream>();

  /** @param line the oldest seed first; at least one */
  constructor(line: readonly number[]) {
    this.#first = new Seed(line[0]!);
    this.#changes = line.slice(1).map((number) => {
      const seed = new Seed(number);
      return { seed, kind: new RandomStream(seed, 'strategy/guided').below(KINDS.length) };
    });
  }

  stream(site: string): SplicedStream {
    let stream = this.#streams.get(site);
    if (!stream) {
      const takeovers = this.#changes.flatMap(({ seed, kind }) => {
        const random = new RandomStream(seed, `strategy/guided/${site}`);
        return random.chance(KINDS[kind]!(site)) ? [{ seed, from: manyOf(random, LATEST) - 1 }] : [];
      });
      stream = new SplicedStream(this.#first, takeovers, site);
      this.#streams.set(site, stream);
    }
    return stream;
  }

  isUsed(site: string): boolean {
    return this.#streams.has(site);
  }

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

/** With which probability a change draws a site anew: a few of all, what the nemesis does, or what nodes and links do. */
const KINDS: readonly ((site: string) => number)[] = [
  () => 0.15,
  (site) => (site.startsWith('nemesis/') ? 0.5 : 0),
  (site) => (site.startsWith('nemesis/') ? 0 : 0.4),
  () => 0.6,
];

/** Draws from the streams of all its seeds, and gives what the last of them says that has taken over. */
class SplicedStream implements Stream {
  readonly #first: RandomStream;
  readonly #others: readonly { readonly stream: RandomStream; readonly from: number }[];

  constructor(first: Seed, takeovers: readonly Takeover[], site: string) {
    this.#first = new RandomStream(first, site);
    this.#others = takeovers.map(({ seed, from }) => ({ stream: new RandomStream(seed, site), from }));
  }

  next(): number {
    return this.at(this.#first.drawn);
  }

  at(position: number): number {
    let value = this.#first.at(position);
    for (const { stream, from } of this.#others) {
      const other = stream.at(position);
      if (position >= from) value = other;
    }
    return value;
  }

  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  between(from: number, to: number): number {
    return betweenOf(() => this.next(), from, to);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  exponential(mean: number): number {
    return exponentialOf(this.next(), mean);
  }

  save(): StreamState {
    return this.#first.save();
  }

  load(state: StreamState): void {
    this.#first.load(state);
    for (const { stream } of this.#others) stream.rewind(state.drawn);
  }

  get drawn(): number {
    return this.#first.drawn;
  }

  rewind(drawn: number): void {
    this.#first.rewind(drawn);
    for (const { stream } of this.#others) stream.rewind(drawn);
  }
}

import { RandomStream, Seed, type StreamState } from '../base/random.ts';
import { Drawing } from './drawing.ts';
import { manyOf } from './many.ts';
import { ChoicesOfSites } from './of-sites.ts';

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
export class SplicedChoices extends ChoicesOfSites<SplicedStream> {
  /** @param line the oldest seed first; at least one */
  constructor(line: readonly number[]) {
    const first = new Seed(line[0]!);
    const changes = line.slice(1).map((number) => {
      const seed = new Seed(number);
      return { seed, kind: new RandomStream(seed, 'strategy/guided').below(KINDS.length) };
    });
    super((site) => {
      const takeovers = changes.flatMap(({ seed, kind }) => {
        const random = new RandomStream(seed, `strategy/guided/${site}`);
        return random.chance(KINDS[kind]!(site)) ? [{ seed, from: manyOf(random, LATEST) - 1 }] : [];
      });
      return new SplicedStream(first, takeovers, site);
    });
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
class SplicedStream extends Drawing {
  readonly #first: RandomStream;
  readonly #others: readonly { readonly stream: RandomStream; readonly from: number }[];

  constructor(first: Seed, takeovers: readonly Takeover[], site: string) {
    super();
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

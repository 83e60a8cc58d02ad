import type { RandomStream, RandomStreams } from '../base/random.ts';
import { drawLatency, type LatencyModel } from './latency.ts';
import type { PlannedFault } from './timeline.ts';

/** One directed link as the scenario describes it. */
export interface LinkModel {
  readonly latency: LatencyModel;
  readonly loss: number;
  readonly duplicate: number;
  /** The probability that a message may overtake earlier ones of its link. */
  readonly reorder: number;
}

/** What becomes of one message. `later` is the second copy of a duplicated one. */
export interface Passage {
  lost: boolean;
  arrival: number;
  later: number;
  reordered: boolean;
  delayed: boolean;
  clogged: boolean;
}

/** What the network's part of a checkpoint holds. */
export interface NetworkState {
  readonly active: readonly number[];
  readonly lastArrival: readonly number[];
  readonly stabilised: boolean;
}

/** The links between all nodes, each directed path on its own. */
export class SimulatedNetwork {
  readonly #size: number;
  readonly #links: readonly LinkModel[];
  readonly #faults: readonly PlannedFault[];
  /** The streams of latencies by link, kept at hand because each message draws from one. */
  readonly #latencies: (RandomStream | undefined)[];
  readonly #streams: RandomStreams;
  readonly #names: readonly string[];
  /** The faults that disturb links now, by their place in the plan. */
  #active: number[] = [];
  #lastArrival: Float64Array;
  #stabilised = false;

  // What the active faults amount to on each link; worked out anew whenever one begins or ends.
  #cut: Uint8Array;
  #clogged: Float64Array;
  #delay: Float64Array;
  #loss: Float64Array;
  #duplicate: Float64Array;
  #reorder: Float64Array;
  /** 1 where none of these plays a part, which is most links most of the time. */
  #calm: Uint8Array;
  /** One answer, reused, because a fresh object for each message costs more than the draw. */
  readonly #passage: Passage = { lost: false, arrival: 0, later: -1, reordered: false, delayed: false, clogged: false };

  constructor(names: readonly string[], links: readonly LinkModel[], faults: readonly PlannedFault[], streams: RandomStreams) {
    this.#size = names.length;
    this.#links = links;
    this.#faults = faults;
    this.#streams = streams;
    this.#names = names;
    const count = links.length;
    this.#latencies = new Array<RandomStream | undefined>(count).fill(undefined);
    this.#lastArrival = new Float64Array(count);
    this.#cut = new Uint8Array(count);
    this.#clogged = new Float64Array(count);
    this.#delay = new Float64Array(count);
    this.#loss = new Float64Array(count);
    this.#duplicate = new Float64Array(count);
    this.#reorder = new Float64Array(count);
    this.#calm = new Uint8Array(count);
    this.#combine();
  }

  isCut(from: number, to: number): boolean {
    return this.#cut[from * this.#size + to] !== 0;
  }

  isActive(fault: number): boolean {
    return this.#active.includes(fault);
  }

  begin(fault: number): void {
    this.#active.push(fault);
    this.#combine();
  }

  end(fault: number): void {
    this.#active = this.#active.filter((active) => active !== fault);
    this.#combine();
  }

  /** From here on no link loses, repeats, cuts or delays without bound. */
  stabilise(now: number): void {
    this.#stabilised = true;
    this.#active = [];
    // Nothing waits behind a message that was to come later than any may now.
    this.#lastArrival.forEach((last, link) => (this.#lastArrival[link] = Math.min(last, this.#bound(link, now))));
    this.#combine();
  }

  /** The latest time at which a message that is under way at stabilisation arrives. */
  latestArrival(from: number, to: number, now: number): number {
    return this.#bound(from * this.#size + to, now);
  }

  #bound(link: number, now: number): number {
    return now + this.#links[link]!.latency.max;
  }

  /** The faults of a kind that disturb links now. */
  activeOf(kind: PlannedFault['kind']): readonly number[] {
    return this.#active.filter((fault) => this.#faults[fault]!.kind === kind);
  }

  /** Decides what becomes of a message that leaves now. The answer is valid until the next call. */
  carry(from: number, to: number, now: number): Passage {
    const passage = this.#passage;
    const link = from * this.#size + to;
    const model = this.#links[link]!;
    passage.lost = false;
    passage.later = -1;
    passage.reordered = false;
    if (this.#calm[link] === 1) {
      passage.delayed = false;
      passage.clogged = false;
      passage.arrival = now + drawLatency(model.latency, this.#latencyStream(link), this.#stabilised);
      if (passage.arrival < this.#lastArrival[link]!) passage.reordered = true;
      else this.#lastArrival[link] = passage.arrival;
      return passage;
    }
    // A node's messages to itself never touch the network, so nothing happens to them but time.
    const loopback = from === to;
    if (!loopback && this.#loss[link]! > 0 && this.#chance('loss', link, this.#loss[link]!)) {
      passage.lost = true;
      return passage;
    }
    const latencies = this.#latencyStream(link);
    let arrival = now + drawLatency(model.latency, latencies, this.#stabilised) + this.#delay[link]!;
    // A clogged link lets its messages go when the clog ends, and they still have to travel.
    passage.delayed = this.#delay[link]! > 0;
    passage.clogged = this.#clogged[link]! > now;
    if (passage.clogged) arrival += this.#clogged[link]! - now;
    const reorder = this.#reorder[link]!;
    const free = reorder >= 1 || (reorder > 0 && this.#chance('reorder', link, reorder));
    const last = this.#lastArrival[link]!;
    if (!free) arrival = Math.max(arrival, last);
    else if (arrival < last) passage.reordered = true;
    this.#lastArrival[link] = Math.max(arrival, last);
    passage.arrival = arrival;
    if (!loopback && this.#duplicate[link]! > 0 && this.#chance('duplicate', link, this.#duplicate[link]!)) {
      passage.later = arrival + drawLatency(model.latency, latencies, this.#stabilised);
    }
    return passage;
  }

  save(): NetworkState {
    return { active: [...this.#active], lastArrival: [...this.#lastArrival], stabilised: this.#stabilised };
  }

  load(state: NetworkState): void {
    this.#active = [...state.active];
    this.#lastArrival = Float64Array.from(state.lastArrival);
    this.#stabilised = state.stabilised;
    this.#latencies.fill(undefined);
    this.#combine();
  }

  #latencyStream(link: number): RandomStream {
    return (this.#latencies[link] ??= this.#streams.stream(this.#streamName('latency', link)));
  }

  #chance(concern: string, link: number, probability: number): boolean {
    return this.#streams.stream(this.#streamName(concern, link)).chance(probability);
  }

  #streamName(concern: string, link: number): string {
    const from = this.#names[Math.floor(link / this.#size)]!;
    return `${concern}/${from}>${this.#names[link % this.#size]!}`;
  }

  #combine(): void {
    const stabilised = this.#stabilised;
    this.#cut.fill(0);
    this.#clogged.fill(0);
    this.#delay.fill(0);
    for (let link = 0; link < this.#links.length; link++) {
      const model = this.#links[link]!;
      this.#loss[link] = stabilised ? 0 : model.loss;
      this.#duplicate[link] = stabilised ? 0 : model.duplicate;
      this.#reorder[link] = model.reorder;
    }
    for (const index of this.#active) {
      const fault = this.#faults[index]!;
      for (const link of fault.links) {
        switch (fault.kind) {
          case 'partition':
            this.#cut[link] = 1;
            break;
          case 'clog':
            this.#clogged[link] = Math.max(this.#clogged[link]!, fault.until);
            break;
          case 'delay':
            this.#delay[link]! += fault.amount;
            break;
          case 'loss':
            this.#loss[link] = Math.max(this.#loss[link]!, fault.amount);
            break;
          case 'duplicate':
            this.#duplicate[link] = Math.max(this.#duplicate[link]!, fault.amount);
            break;
          case 'reorder':
            this.#reorder[link] = Math.max(this.#reorder[link]!, fault.amount);
            break;
          default:
            break;
        }
      }
    }
    for (let link = 0; link < this.#links.length; link++) {
      const disturbed = this.#loss[link]! > 0 || this.#duplicate[link]! > 0 || this.#reorder[link]! < 1 || this.#delay[link]! > 0 || this.#clogged[link]! > 0;
      this.#calm[link] = disturbed ? 0 : 1;
    }
  }
}

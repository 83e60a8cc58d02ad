import type { BurstModel } from '../base/bursts.ts';
import type { Microseconds } from '../base/units.ts';
import type { Choices, Stream } from '../choices/choices.ts';
import { isFixed, latencyOf, type LatencyModel } from './latency.ts';
import { LinkBursts, type LinkBurstsState } from './link-bursts.ts';
import { Port, type PortModel, type PortState } from './port.ts';

/** One directed link as the scenario describes it. */
export interface LinkModel {
  readonly latency: LatencyModel;
  readonly loss: number;
  readonly bursts: BurstModel | undefined;
  /** The probability that a value of a message is damaged, and whether that is found. */
  readonly corrupt: number;
  readonly checksum: boolean;
  readonly duplicate: number;
  /** The probability that a message does not keep its place behind earlier ones of its link. */
  readonly reorder: number;
  /** What it takes in at a time, of its own; undefined where nothing waits, or a switch has the queue. */
  readonly capacity: PortModel | undefined;
  /** The ports of a switch through which messages leave their source, and then the switch, by their places; undefined where nothing waits. */
  readonly line: number | undefined;
  readonly port: number | undefined;
  /** How many bytes its receiver has room for, where it is a stream; undefined where it carries datagrams. */
  readonly stream: number | undefined;
  /** How many bytes of datagrams may wait for their receiver; undefined without a bound. */
  readonly receiveBuffer: number | undefined;
}

/** What a fault does to a link as long as it lasts. */
export interface LinkDisturbance {
  readonly cut?: boolean;
  readonly held?: boolean;
  readonly loss?: number;
  readonly bursts?: BurstModel;
  readonly corrupt?: number;
  readonly checksum?: boolean;
  readonly duplicate?: number;
  readonly reorder?: number;
  readonly delay?: Microseconds;
}

/** What a link's part of a checkpoint holds. */
export interface LinkState {
  readonly sent: number;
  readonly newest: number;
  readonly lastArrival: Microseconds;
  /** Absent where there are none. */
  readonly bursts?: LinkBurstsState;
  /** Absent where it shares its queue, or has none. */
  readonly line?: PortState;
  /** Absent where nothing waits, or nobody counts. */
  readonly unread?: number;
}

/** What of a link is drawn, each concern from a site of its own, made when it first plays a part. */
export const CONCERNS = ['latency', 'loss', 'burst', 'corrupt', 'damage', 'duplicate', 'again', 'reorder'] as const;
type Concern = (typeof CONCERNS)[number];

/** What becomes of one message besides what it meets. */
export interface OtherPassage {
  readonly later: Microseconds;
  readonly overtaken?: boolean;
  readonly duplicate?: boolean;
}

/** One directed path between two nodes: what messages on it meet, and how far it has come. */
export class Link {
  readonly model: LinkModel;
  /** `a>b`. */
  readonly name: string;
  /** How many messages have been sent on it; the next one has this number. */
  sent = 0;
  /** The number of the newest message that has arrived, or -1. */
  newest = -1;
  /** When the last of the messages that keep their places arrives. */
  lastArrival: Microseconds = 0;
  /** How many bytes wait for the receiver, where that has no room without end. */
  unread = 0;
  /** The active faults that disturb it, by name, in order of beginning. */
  readonly disturbances = new Map<string, LinkDisturbance>();
  isCut = false;
  isHeld = false;
  /** Whether nothing but time happens to its messages. */
  calm: boolean;
  readonly #fixed: boolean;
  /** Whether messages meet something on it that stabilisation ends. */
  readonly #strikesByItself: boolean;
  /** The bursts in which it loses, by the fault, its own by an empty name; made when there are any. */
  bursts: LinkBursts | undefined;
  /** The queue through which its messages leave their source; undefined where nothing waits. */
  line: Port | undefined;
  /** The queue of a switch through which they leave for their target; undefined where nothing waits. */
  port: Port | undefined;
  readonly #choices: Choices;
  readonly #streams: Partial<Record<Concern, Stream>> = {};
  #latencies: Stream | undefined;
  stabilised = false;

  constructor(name: string, model: LinkModel, choices: Choices) {
    this.name = name;
    this.model = model;
    this.#choices = choices;
    this.#fixed = isFixed(model.latency);
    this.calm = false;
    const { loss, bursts, corrupt, duplicate, capacity } = model;
    if (capacity) this.line = new Port(capacity);
    this.#strikesByItself = loss > 0 || bursts !== undefined || corrupt > 0 || duplicate > 0;
    if (bursts) this.beginBursts('', bursts);
    this.combine();
  }

  /** Works out anew what the active faults amount to. */
  combine(): void {
    let [isCut, isHeld] = [false, false];
    for (const { cut, held } of this.disturbances.values()) {
      isCut ||= cut === true;
      isHeld ||= held === true;
    }
    this.isCut = isCut;
    this.isHeld = isHeld;
    const own = this.model.reorder < 1 || (!this.stabilised && this.#strikesByItself);
    this.calm = this.disturbances.size === 0 && !own;
  }

  /** Whether what becomes of a message may depend on its number, because something is drawn for it. */
  get draws(): boolean {
    const { reorder } = this.model;
    return !this.#fixed || this.disturbances.size > 0 || (reorder > 0 && reorder < 1) || (!this.stabilised && this.#strikesByItself);
  }

  /** Whether it keeps nothing but how far it has come. */
  get isPlain(): boolean {
    return this.bursts === undefined && this.line === undefined && this.port === undefined;
  }

  /** The latency of a message by its number. */
  latency(message: number): Microseconds {
    if (this.#fixed) return this.model.latency.min;
    const stream = (this.#latencies ??= this.#stream('latency'));
    return latencyOf(this.model.latency, stream.at(message), this.stabilised);
  }

  /** The latency of the second copy of a message. */
  latencyAgain(message: number): Microseconds {
    if (this.#fixed) return this.model.latency.min;
    return latencyOf(this.model.latency, this.#stream('again').at(message), this.stabilised);
  }

  /** From the next message on it also loses in the bursts of this source, unless it does already. */
  beginBursts(source: string, model: BurstModel): void {
    this.bursts ??= new LinkBursts(() => this.#stream('burst'));
    if (!this.bursts.has(source)) this.bursts.begin(source, model, this.sent);
  }

  /** A message that has been carried meets something else besides: it comes later, or twice. */
  otherwise(passage: { arrival: Microseconds; again: Microseconds }, change: OtherPassage): void {
    passage.arrival += change.later;
    if (passage.again >= 0) passage.again += change.later;
    else if (change.duplicate) passage.again = passage.arrival;
    if (!change.overtaken) this.lastArrival = Math.max(this.lastArrival, passage.arrival);
  }

  /** A number from 0 to 1 that decides a concern for a message. */
  draw(concern: Exclude<Concern, 'latency' | 'burst' | 'again'>, message: number): number {
    return this.#stream(concern).at(message);
  }

  /** The latest time at which a message that is under way at stabilisation arrives. */
  bound(now: Microseconds): Microseconds {
    let delay = 0;
    for (const { delay: by = 0 } of this.disturbances.values()) delay = Math.max(delay, by);
    return Math.max(now, this.line?.freeAt ?? 0) + this.model.latency.max + delay;
  }

  #stream(concern: Concern): Stream {
    return (this.#streams[concern] ??= this.#choices.stream(`${concern}/${this.name}`));
  }

  save(): LinkState {
    const { sent, newest, lastArrival, bursts } = this;
    return {
      sent,
      newest,
      lastArrival,
      ...(bursts && bursts.size > 0 ? { bursts: bursts.save() } : {}),
      ...(this.unread > 0 ? { unread: this.unread } : {}),
      ...(this.model.capacity && this.line ? { line: this.line.save() } : {}),
    };
  }

  load({ sent, newest, lastArrival, bursts, line, unread = 0 }: LinkState): void {
    this.unread = unread;
    this.sent = sent;
    this.newest = newest;
    this.lastArrival = lastArrival;
    if (line) this.line?.load(line);
    if (!bursts) return;
    this.bursts ??= new LinkBursts(() => this.#stream('burst'));
    this.bursts.load(bursts);
  }
}

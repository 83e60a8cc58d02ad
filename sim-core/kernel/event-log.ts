import { NONE } from '../trace/event.ts';
import type { TraceRecorder } from '../trace/recorder.ts';
import { hashKey, RollingHash } from '../base/hash.ts';
import type { Item } from './queue.ts';
import { ScenarioError } from '../base/scenario-error.ts';

/** What a log's part of a checkpoint holds. */
export interface EventLogState {
  readonly steps: number;
  readonly crowd: number;
  readonly hash: readonly [number, number];
}

/** This many events at one simulated time are taken for an endless loop of messages without latency. */
const MOST_EVENTS_AT_ONE_TIME = 1_000_000;

/** Numbers the events, folds each into the rolling hash, and hands it to the recorder, if there is one. */
export class EventLog {
  /** How many events have happened; the next event is this step. */
  steps = 0;
  /** Where the trace keeps the payload of the last event. */
  lastValue = NONE;
  readonly #recorder: TraceRecorder | undefined;
  readonly #names: readonly string[];
  readonly #hash = new RollingHash();
  /** How many events have happened at the present time. */
  #crowd = 0;

  constructor(names: readonly string[], recorder: TraceRecorder | undefined) {
    this.#names = names;
    this.#recorder = recorder;
  }

  /** The hash over all events so far, to go on with. */
  hash(): RollingHash {
    const hash = new RollingHash();
    hash.a = this.#hash.a;
    hash.b = this.#hash.b;
    return hash;
  }

  timePasses(): void {
    this.#crowd = 0;
  }

  /** An item of the agenda has happened. Returns its step. */
  happened(time: number, kind: number, item: Item, flags: number): number {
    return this.add(time, kind, flags, item.node, item.peer, item.name, item.cause, item.payload, item.contentHash, item.value);
  }

  /** Something that is named and carries nothing has happened to a node, or to the world where `node` is -1. */
  named(time: number, kind: number, node: number, name: string, payload?: object): number {
    return this.add(time, kind, 0, node, -1, name, -1, payload, hashKey(name), NONE);
  }

  /** Appends an event and returns its step; `content` hashes its name and payload. */
  add(
    time: number, kind: number, flags: number, node: number, peer: number, name: string, cause: number,
    payload: object | undefined, content: number, value: number,
  ): number {
    const hash = this.#hash;
    hash.mix(kind | (flags << 8) | ((node + 1) << 16));
    hash.mixInteger(time);
    hash.mix(peer ^ Math.imul(cause, 0x9e3779b1 | 0));
    hash.mix(content);
    if (this.#recorder) {
      this.lastValue = value !== NONE || payload === undefined ? value : this.#recorder.keep(payload);
      this.#recorder.add(kind, flags, time, node, peer, name, cause, this.lastValue, hash.a);
    }
    if (++this.#crowd > MOST_EVENTS_AT_ONE_TIME) {
      throw new ScenarioError(
        `More than ${MOST_EVENTS_AT_ONE_TIME} events happened at the same simulated time.`,
        'Nodes answer each other, or a timer sets itself, without any delay: give the links a latency or the timer a length.',
        node < 0 ? {} : { node: this.#names[node]! },
      );
    }
    return this.steps++;
  }

  save(): EventLogState {
    return { steps: this.steps, crowd: this.#crowd, hash: [this.#hash.a, this.#hash.b] };
  }

  load(state: EventLogState): void {
    this.steps = state.steps;
    this.#crowd = state.crowd;
    [this.#hash.a, this.#hash.b] = state.hash;
  }
}

import { durationText } from '../base/duration.ts';
import { hashKey, RollingHash } from '../base/hash.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';
import { NONE } from '../trace/event.ts';
import { EVENT_FACTS, EVENT_KINDS, handlerAt, KIND } from '../trace/event-kinds.ts';
import type { SpanKind } from '../trace/facts.ts';
import type { TraceRecorder } from '../trace/recorder.ts';
import type { Item } from './item.ts';

/** What a log's part of a checkpoint holds. */
export interface EventLogState {
  readonly steps: number;
  readonly crowd: number;
  readonly hash: readonly [number, number];
}

/** This many events at one simulated time are taken for an endless loop of messages without latency. */
const MOST_EVENTS_AT_ONE_TIME = 1_000_000;

/** At 30 bytes an event, more would not fit into one buffer beside their values. A run that could not be recorded is not run either. */
const MOST_EVENTS = 30_000_000;

/** What faults do to the world, of which other events are what becomes of it. */
const STRIKES: ReadonlySet<number> = new Set(
  EVENT_FACTS.flatMap(({ kind, tone }) => (tone === 'fault' || kind === 'crash' ? [KIND[kind]] : [])),
);

/** Numbers the events, folds each into the rolling hash, and hands it to the recorder, if there is one. */
export class EventLog {
  /** How many events have happened; the next event is this step. */
  steps = 0;
  /** Where the trace keeps the payload of the last event. */
  lastValue = NONE;
  /** The planned fault that what happens is the doing of, by its name; empty while it is nobody's. */
  by = '';
  readonly recorder: TraceRecorder | undefined;
  readonly #names: readonly string[];
  readonly #hash = new RollingHash();
  /** How many events have happened at the present time. */
  #crowd = 0;
  /** The first step of the turn under way, or of the last one; the hashes after each of its events, for those who seek. */
  #turn = 0;
  readonly #turnHashes: number[] = [];
  readonly #follows: boolean;

  constructor(names: readonly string[], recorder: TraceRecorder | undefined, followsTurns: boolean) {
    this.#names = names;
    this.recorder = recorder;
    this.#follows = followsTurns;
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

  turnBegins(): void {
    this.#turn = this.steps;
    if (this.#follows) this.#turnHashes.length = 0;
  }

  /** The low half of the hash after a step of the last turn; undefined for another step. */
  hashAfter(step: number): number | undefined {
    return this.#turnHashes[step - this.#turn];
  }

  /** An item of the agenda has happened. Returns its step. */
  happened(time: Microseconds, kind: number, item: Item, flags: number): number {
    return this.add(time, kind, flags, item.node, item.peer, item.name, item.cause, item.payload, item.contentHash, item.value);
  }

  /** Something that is named has happened to a node, or to the world where `node` is -1. */
  named(time: Microseconds, kind: number, node: number, name: string, cause: number, flags = 0, payload?: object, payloadHash = 0): number {
    const step = this.add(time, kind, flags, node, -1, name, cause, payload, hashKey(name) ^ payloadHash, NONE);
    if (this.by !== '' && STRIKES.has(kind)) this.strikes(this.by, node, step);
    return step;
  }

  /** An event is the doing of a planned fault of this name. */
  strikes(fault: string, node: number, step = this.steps - 1): void {
    if (!this.recorder) return;
    this.opens('strike', node, step, step, fault);
    this.closes('strike', node, step);
  }

  /** Appends an event and returns its step; `content` hashes its name and payload. */
  add(
    time: Microseconds,
    kind: number,
    flags: number,
    node: number,
    peer: number,
    name: string,
    cause: number,
    payload: object | undefined,
    content: number,
    value: number,
  ): number {
    const hash = this.#hash;
    hash.mix(kind | (flags << 8) | ((node + 1) << 16));
    hash.mixInteger(time);
    hash.mix(peer ^ Math.imul(cause, 0x9e3779b1 | 0));
    hash.mix(content);
    if (this.#follows) this.#turnHashes.push(hash.a);
    if (this.recorder) {
      this.lastValue = value !== NONE || payload === undefined ? value : this.recorder.keep(payload);
      this.recorder.add(kind, flags, time, node, peer, name, cause, this.lastValue, hash.a);
    }
    if (++this.#crowd > MOST_EVENTS_AT_ONE_TIME) this.#crowded(kind, node, name);
    if (this.steps >= MOST_EVENTS) this.#tooMany(kind, node, name, time);
    return this.steps++;
  }

  #tooMany(kind: number, node: number, name: string, time: Microseconds): void {
    const handler = node < 0 ? undefined : handlerAt(EVENT_KINDS[kind]!, name);
    const next = handler === undefined ? '' : `, and the handler ${handler} of '${this.#names[node]!}' is next`;
    throw new ScenarioError(
      `The run has more than ${MOST_EVENTS.toLocaleString('en-US')} events by ${durationText(time)}${next}.`,
      'Shorten the `duration`, or let timers ring and clients ask less often.',
      node < 0 ? {} : { node: this.#names[node]!, ...(handler === undefined ? {} : { handler }) },
    );
  }

  /** Waits for an event at which a handler runs, if there ever is one, to be able to name it. */
  #crowded(kind: number, node: number, name: string): void {
    const handler = node < 0 ? undefined : handlerAt(EVENT_KINDS[kind]!, name);
    if (handler === undefined && this.#crowd < 2 * MOST_EVENTS_AT_ONE_TIME) return;
    const next = handler === undefined ? '' : `, and the handler ${handler} of '${this.#names[node]!}' is next`;
    throw new ScenarioError(
      `More than ${MOST_EVENTS_AT_ONE_TIME} events happened at the same simulated time${next}.`,
      'Nodes answer each other, or a timer sets itself, without any delay: give the links a latency or the timer a length.',
      node < 0 ? {} : { node: this.#names[node]!, ...(handler === undefined ? {} : { handler }) },
    );
  }

  /** Something is so from a step on. `key` tells it from others of its kind; `label` is a text, or a number of a list. */
  opens(kind: SpanKind, node: number, key: string | number, from = this.steps - 1, label: string | number = -1): void {
    this.recorder?.spans.open(kind, node, key, from, typeof label === 'string' ? this.recorder.intern(label) : label);
  }

  /** It is so up to the last event. */
  closes(kind: SpanKind, node: number, key: string | number): void {
    this.recorder?.spans.close(kind, node, key, this.steps - 1);
  }

  save(): EventLogState {
    return { steps: this.steps, crowd: this.#crowd, hash: [this.#hash.a, this.#hash.b] };
  }

  load(state: EventLogState): void {
    this.steps = state.steps;
    this.#crowd = state.crowd;
    [this.#hash.a, this.#hash.b] = state.hash;
    this.turnBegins();
  }
}

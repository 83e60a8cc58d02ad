import { ScenarioError } from '../base/scenario-error.ts';
import { BYTES_PER_EVENT, columnsOver, type TraceColumns } from './columns.ts';
import { NONE, NO_NODE } from './event.ts';
import { SpanRecorder } from './span-recorder.ts';

/** At 30 bytes an event, more would not fit into one buffer beside their values. */
const MOST_EVENTS = 30_000_000;

/** Writes events into growing columns, and keeps their names and values beside them. */
export class TraceRecorder {
  readonly strings: string[] = [];
  readonly values: unknown[] = [];
  readonly spans = new SpanRecorder();
  readonly #stringIndex = new Map<string, number>();
  #capacity = 1_024;
  #length = 0;
  #columns = columnsOver(new ArrayBuffer(this.#capacity * BYTES_PER_EVENT), this.#capacity, 0);

  /** Keeps a value and returns its index. */
  keep(value: unknown): number {
    this.values.push(value);
    return this.values.length - 1;
  }

  /** Appends an event; `node` and `peer` are -1 where there is none, `cause` and `value` are `NONE`. */
  add(
    kind: number,
    flags: number,
    time: number,
    node: number,
    peer: number,
    name: string,
    cause: number,
    value: number,
    hash: number,
  ): void {
    const at = this.#length;
    if (at === this.#capacity) this.#grow();
    const columns = this.#columns;
    columns.kind[at] = kind;
    columns.flags[at] = flags;
    columns.time[at] = time;
    columns.node[at] = node < 0 ? NO_NODE : node;
    columns.peer[at] = peer < 0 ? NO_NODE : peer;
    columns.name[at] = this.intern(name);
    columns.cause[at] = cause < 0 ? NONE : cause;
    columns.value[at] = value;
    columns.hash[at] = hash;
    this.#length = at + 1;
  }

  columns(): TraceColumns {
    return { ...this.#columns, length: this.#length };
  }

  /** The place of a text in the trace's strings. */
  intern(name: string): number {
    let index = this.#stringIndex.get(name);
    if (index === undefined) {
      index = this.strings.length;
      this.strings.push(name);
      this.#stringIndex.set(name, index);
    }
    return index;
  }

  #grow(): void {
    if (this.#capacity >= MOST_EVENTS) {
      throw new ScenarioError(
        `The run has more than ${MOST_EVENTS.toLocaleString('en-US')} events, which is more than can be recorded.`,
        'Shorten the `duration`, or send less.',
      );
    }
    const capacity = Math.min(this.#capacity * 2, MOST_EVENTS);
    const grown = columnsOver(new ArrayBuffer(capacity * BYTES_PER_EVENT), capacity, 0);
    const old = this.#columns;
    grown.kind.set(old.kind);
    grown.flags.set(old.flags);
    grown.time.set(old.time);
    grown.node.set(old.node);
    grown.peer.set(old.peer);
    grown.name.set(old.name);
    grown.cause.set(old.cause);
    grown.value.set(old.value);
    grown.hash.set(old.hash);
    this.#columns = grown;
    this.#capacity = capacity;
  }
}

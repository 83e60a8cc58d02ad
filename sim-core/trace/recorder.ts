import { BYTES_PER_EVENT, columnsOver, joinColumns, type TraceColumns } from './columns.ts';
import { NONE, NO_NODE } from './event.ts';
import { SpanRecorder } from './span-recorder.ts';
import type { Values } from './values.ts';

/** Events of one block. Blocks are joined once at the end, because columns that grow are copied again and again. */
const BLOCK = 4_096;

/** How far a recorder had come, by which another can begin where it was then. */
export interface RecorderMark {
  readonly events: number;
  readonly strings: number;
  readonly values: number;
  readonly spans: number;
}

/** What a recorder has written, to begin another with. */
export interface Recorded {
  readonly columns: TraceColumns;
  readonly strings: readonly string[];
  readonly values: Values;
  readonly spans: SpanRecorder;
}

/** Writes events into columns, block after block, and keeps their names and values beside them. */
export class TraceRecorder {
  readonly strings: string[];
  readonly values: unknown[];
  readonly spans: SpanRecorder;
  readonly #stringIndex: Map<string, number>;
  readonly #full: TraceColumns[];
  /** How many events lie before the block. */
  #before: number;
  #block = emptyBlock();
  /** How many events the block has. */
  #length = 0;

  /** Begins with nothing, or goes on where another was that is marked. */
  constructor(beginning?: { readonly recorded: Recorded; readonly mark: RecorderMark }) {
    const { columns, strings = [], values = [], spans = new SpanRecorder() } = beginning?.recorded ?? {};
    const { mark } = beginning ?? {};
    this.strings = strings.slice(0, mark?.strings);
    this.values = values.slice(0, mark?.values);
    this.spans = spans.upTo(mark?.spans ?? 0);
    this.#stringIndex = new Map(this.strings.map((text, index) => [text, index]));
    this.#before = mark?.events ?? 0;
    this.#full = columns ? [{ ...columns, length: this.#before }] : [];
  }

  get mark(): RecorderMark {
    return { events: this.#before + this.#length, strings: this.strings.length, values: this.values.length, spans: this.spans.count };
  }

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
    if (this.#length === BLOCK) this.#nextBlock();
    const at = this.#length;
    const columns = this.#block;
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

  /** All events so far, in one buffer of their own. */
  columns(): TraceColumns {
    return joinColumns([...this.#full, { ...this.#block, length: this.#length }]);
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

  #nextBlock(): void {
    this.#before += BLOCK;
    this.#full.push(this.#block);
    this.#block = emptyBlock();
    this.#length = 0;
  }
}

function emptyBlock(): TraceColumns {
  return columnsOver(new ArrayBuffer(BLOCK * BYTES_PER_EVENT), BLOCK, BLOCK);
}

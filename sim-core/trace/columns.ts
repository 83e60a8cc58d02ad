import { countWhile } from '../base/count-while.ts';
import { NONE } from './event.ts';

/**
 * A trace as columns: 30 bytes an event in one `ArrayBuffer`, so that a hundred thousand events
 * reach the webview as one transferred buffer rather than as cloned objects.
 */
export interface TraceColumns {
  /** How many events there are; the arrays may be longer. */
  readonly length: number;
  /** Simulated time in integer microseconds. */
  readonly time: Float64Array;
  /** The step that caused this one, or `NONE`. */
  readonly cause: Uint32Array;
  /** Index into the trace's values, or `NONE`. */
  readonly value: Uint32Array;
  /** The low half of the rolling hash up to and including this event. */
  readonly hash: Uint32Array;
  /** Index into the trace's node names, or `NO_NODE`. */
  readonly node: Uint16Array;
  readonly peer: Uint16Array;
  /** Index into the trace's strings: 32 bits, because disk keys and remarks can outnumber 65,536. */
  readonly name: Uint32Array;
  /** A number of `KIND`. */
  readonly kind: Uint8Array;
  /** Bits of `FLAG`. */
  readonly flags: Uint8Array;
}

export const BYTES_PER_EVENT = 30;

const COLUMNS = ['time', 'cause', 'value', 'hash', 'name', 'node', 'peer', 'kind', 'flags'] as const;

/** Lays the columns over one buffer of `capacity * BYTES_PER_EVENT` bytes, widest first so that all are aligned. */
export function columnsOver(buffer: ArrayBufferLike, capacity: number, length: number): TraceColumns {
  if (buffer.byteLength < capacity * BYTES_PER_EVENT) {
    throw new RangeError(`A trace of ${capacity} events needs ${capacity * BYTES_PER_EVENT} bytes, not ${buffer.byteLength}.`);
  }
  let offset = 0;
  const take = (bytes: number): number => {
    const start = offset;
    offset += bytes * capacity;
    return start;
  };
  return {
    length,
    time: new Float64Array(buffer, take(8), capacity),
    cause: new Uint32Array(buffer, take(4), capacity),
    value: new Uint32Array(buffer, take(4), capacity),
    hash: new Uint32Array(buffer, take(4), capacity),
    name: new Uint32Array(buffer, take(4), capacity),
    node: new Uint16Array(buffer, take(2), capacity),
    peer: new Uint16Array(buffer, take(2), capacity),
    kind: new Uint8Array(buffer, take(1), capacity),
    flags: new Uint8Array(buffer, take(1), capacity),
  };
}

/** Copies exactly `columns.length` events into a buffer of their own, ready to be transferred or written. */
export function packColumns(columns: TraceColumns): ArrayBuffer {
  return joinColumns([columns]).time.buffer as ArrayBuffer;
}

/** The events of several columns, one after the other, in one buffer that holds exactly them. */
export function joinColumns(parts: readonly TraceColumns[]): TraceColumns {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const joined = columnsOver(new ArrayBuffer(length * BYTES_PER_EVENT), length, length);
  let at = 0;
  for (const part of parts) {
    for (const column of COLUMNS) joined[column].set(part[column].subarray(0, part.length), at);
    at += part.length;
  }
  return joined;
}

/** The last step of `node` before `step`, or the first after it; `NONE` when there is none. */
export function neighbourOfNode(columns: TraceColumns, step: number, node: number, direction: 1 | -1): number {
  for (let at = step + direction; at >= 0 && at < columns.length; at += direction) {
    if (columns.node[at] === node) return at;
  }
  return NONE;
}

/** The first step that does not happen before `time`, or the number of steps. */
export function firstStepAt({ time, length }: TraceColumns, at: number): number {
  return countWhile(length, (step) => time[step]! < at);
}

/** The first step at which two executions differ, by their rolling hashes; undefined when their events are the same. */
export function firstDivergence(one: TraceColumns, other: TraceColumns): number | undefined {
  const shorter = Math.min(one.length, other.length);
  for (let step = 0; step < shorter; step++) if (one.hash[step] !== other.hash[step]) return step;
  return one.length === other.length ? undefined : shorter;
}

/** The steps that pass a test, as a bit for each, the lowest of each byte first. */
export function stepsThat(length: number, test: (step: number) => boolean): Uint8Array<ArrayBuffer> {
  const bits = new Uint8Array((length + 7) >> 3);
  for (let step = 0; step < length; step++) if (test(step)) bits[step >> 3]! |= 1 << (step & 7);
  return bits;
}

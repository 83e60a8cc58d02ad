import type { TraceColumns } from '../../sim-core/trace/columns.ts';
import { FLAG, KIND, NONE, NO_NODE } from '../../sim-core/trace/event.ts';
import { IntervalIndex } from './interval-index.ts';

export const SPAN_KINDS = ['down', 'paused', 'stalled', 'busy', 'operation', 'cut'] as const;
export type SpanKind = (typeof SPAN_KINDS)[number];

/** A state of a node, or a cut of the network, that lasts from one step to another. */
export interface Span {
  readonly kind: SpanKind;
  /** The lane, or -1 for a cut. */
  readonly node: number;
  readonly from: number;
  /** The step that ends it, or the number of steps when nothing does. */
  readonly to: number;
  /** Which of several that overlap on one lane this is, from 0. */
  readonly track: number;
}

export interface Spans {
  readonly all: readonly Span[];
  readonly index: IntervalIndex;
  /** The steps in which each node was down, in order. */
  readonly downOf: readonly (readonly Span[])[];
}

type Open = { -readonly [K in keyof Span]: Span[K] } & { readonly name: number };

/** Reads what lasts out of the events that begin and end it. */
export function spansOf(columns: TraceColumns, nodes: number, strings: readonly string[]): Spans {
  const reader = new SpanReader(columns, nodes, strings);
  for (let step = 0; step < columns.length; step++) reader.read(step);
  const all = reader.found.sort((a, b) => a.from - b.from);
  const downOf = Array.from({ length: nodes }, (_, node) => all.filter((span) => span.kind === 'down' && span.node === node));
  return { all, index: new IntervalIndex(Uint32Array.from(all, ({ from }) => from), Uint32Array.from(all, ({ to }) => to)), downOf };
}

class SpanReader {
  readonly found: Open[] = [];
  readonly #columns: TraceColumns;
  readonly #strings: readonly string[];
  readonly #state: Record<'down' | 'paused' | 'stalled', (Open | undefined)[]>;
  readonly #operations: Open[][];
  #cuts: Open[] = [];

  constructor(columns: TraceColumns, nodes: number, strings: readonly string[]) {
    this.#columns = columns;
    this.#strings = strings;
    const none = (): (Open | undefined)[] => Array.from({ length: nodes }, () => undefined);
    this.#state = { down: none(), paused: none(), stalled: none() };
    this.#operations = Array.from({ length: nodes }, () => []);
  }

  read(step: number): void {
    const { kind, node, flags } = this.#columns;
    const at = node[step]!;
    const frozen = flags[step]! & FLAG.stall ? 'stalled' : 'paused';
    switch (kind[step]!) {
      case KIND.start:
        // Until it starts for the first time a node is as good as down.
        if (step > 0) this.#open('down', at, 0, 0, NONE).to = step;
        return;
      case KIND.crash:
        this.#close('paused', at, step);
        this.#close('stalled', at, step);
        for (const operation of this.#operations[at] ?? []) operation.to = step;
        this.#operations[at] = [];
        this.#state.down[at] = this.#open('down', at, step, 0, NONE);
        return;
      case KIND.restart:
        return this.#close('down', at, step);
      case KIND.pause:
        this.#close(frozen, at, step);
        this.#state[frozen][at] = this.#open(frozen, at, step, 0, NONE);
        return;
      case KIND.resume:
        return this.#close(frozen, at, step);
      case KIND.finish:
        return this.#finish(step, at);
      case KIND.invoke:
      case KIND.complete:
        return this.#operation(step, at);
      case KIND.partition:
        this.#cuts.push(this.#open('cut', -1, step, freeTrack(this.#cuts), this.#columns.name[step]!));
        return;
      case KIND.heal:
      case KIND.stabilise:
        return this.#heal(step);
    }
  }

  #open(kind: SpanKind, node: number, from: number, track: number, name: number): Open {
    const span: Open = { kind, node: node === NO_NODE ? -1 : node, from, to: this.#columns.length, track, name };
    this.found.push(span);
    return span;
  }

  #close(kind: 'down' | 'paused' | 'stalled', node: number, step: number): void {
    const span = this.#state[kind][node];
    if (span) span.to = step;
    this.#state[kind][node] = undefined;
  }

  /** A handler that took time was busy from the event that it handled. */
  #finish(step: number, node: number): void {
    const began = this.#columns.cause[step]!;
    if (began < step) this.#open('busy', node, began, 0, NONE).to = step;
  }

  /** A completion ends the oldest open operation of its name: columns do not say which one it was. */
  #operation(step: number, node: number): void {
    const open = this.#operations[node];
    if (!open) return;
    const name = this.#columns.name[step]!;
    if (this.#columns.kind[step] === KIND.invoke) {
      open.push(this.#open('operation', node, step, freeTrack(open), name));
      return;
    }
    const index = open.findIndex((operation) => operation.name === name);
    const [ended] = index < 0 ? [] : open.splice(index, 1);
    if (ended) ended.to = step;
  }

  /** A heal names the partition that it ends, or is of all; stabilisation ends whatever is left. */
  #heal(step: number): void {
    const name = this.#columns.name[step]!;
    const named = this.#columns.kind[step] === KIND.heal && this.#strings[name] !== 'all';
    const ended = named ? this.#cuts.filter((cut) => cut.name === name).slice(0, 1) : this.#cuts;
    for (const cut of ended) cut.to = step;
    this.#cuts = this.#cuts.filter((cut) => !ended.includes(cut));
  }
}

function freeTrack(open: readonly Span[]): number {
  let track = 0;
  while (open.some((span) => span.track === track)) track += 1;
  return track;
}

import type { FaultGlyph } from './fault-glyphs.ts';

/**
 * What the diagram and the reports show besides events, computed where the values are: the planned
 * faults with what became of them, and the spans of steps over which something was so.
 */

/** Which nodes a partition separates. */
export interface CutSides {
  /** For each node the number of its side, or -1 where it takes no part. */
  readonly sideOf: readonly number[];
  /** Side 0 cannot reach side 1, while the way back is open. */
  readonly oneWay: boolean;
}

/** A planned fault of a run, and what became of it. */
export interface FaultFact {
  /** Its own name, such as `faults[2]` or `nemesis.crash[0]`; it stays the same when others come and go. */
  readonly name: string;
  /** A kind of the catalogue of faults, such as `crash`. */
  readonly kind: string;
  /** How the diagram and reports name it, such as `loss 50% from a`. */
  readonly label: string;
  /** Its shape in the diagram, where it has another than the events that tell of it. */
  readonly glyph?: FaultGlyph;
  /** The same as a line to paste into `faults`. */
  readonly line: string;
  /** When it was planned to begin, and to end if it ends by itself. Microseconds. */
  readonly at: number;
  readonly until?: number;
  /** The node that it strikes; absent for a fault of links. */
  readonly node?: string;
  readonly cut?: CutSides;
  /** The step at which it first took effect; absent when it never did. */
  readonly struckAt?: number;
  /** How many messages or handlers it was seen to affect. */
  readonly observed: number;
}

/** What can be so over a span of steps. The position in this list is stored, so new ones go to the end. */
export const SPAN_KINDS = [
  'down', // The node is crashed.
  'starting', // A restarted node's `init` is under way.
  'paused', // The process is frozen between handlers, or in one.
  'stalled', // The process is frozen inside a handler, before a call on `self`.
  'busy', // A handler that takes simulated time is under way.
  'operation', // A client's operation is open. `label` is the string of its name.
  'fault', // A planned fault of links is active. `label` is its position in the trace's faults.
  'lying', // A fault makes the node Byzantine. `label` is its position in the trace's faults.
  'slow', // A fault makes the node slow. `label` is its position in the trace's faults.
  'troubled', // A fault makes the node's disk bad. `label` is its position in the trace's faults.
  'strike', // Of no length: this event is the doing of a planned fault. `label` is the string of its name.
] as const;

export type SpanKind = (typeof SPAN_KINDS)[number];

/** What lasts from one step to another. */
export type LastingKind = Exclude<SpanKind, 'strike'>;

/** The kinds whose `label` is a position in the trace's faults. */
export const SPANS_OF_FAULTS: ReadonlySet<SpanKind | undefined> = new Set<SpanKind>(['fault', 'lying', 'slow', 'troubled']);

/** Spans as numbers, `SPAN_WORDS` for each, so that they cross borders as one buffer. */
export const SPAN_WORDS = 6;

/** Where each of them stands. */
export const SPAN_WORD = { kind: 0, node: 1, from: 2, to: 3, track: 4, label: 5 } as const;

export interface Span<Kind extends SpanKind = LastingKind> {
  readonly kind: Kind;
  /** The index of its node, or -1 for one of the world. */
  readonly node: number;
  readonly from: number;
  /** The step at which it ends; the number of steps when it is open at the end of the run. */
  readonly to: number;
  /** Operations of one node, and faults of links, that overlap lie on different tracks, counted from 0. */
  readonly track: number;
  /** See `SPAN_KINDS`; -1 where there is nothing to say. */
  readonly label: number;
}

const KIND_NUMBERS: ReadonlyMap<SpanKind, number> = new Map(SPAN_KINDS.map((kind, number) => [kind, number]));

/** Spans in order of their beginning, packed: of each the words of `SPAN_WORD`, in which node and label are one more than they are. */
export function packSpans(spans: readonly Span<SpanKind>[]): Uint32Array {
  const words = new Uint32Array(spans.length * SPAN_WORDS);
  let at = 0;
  // There may be about as many as events, so that no list is made of each.
  for (const { kind, node, from, to, track, label } of spans) {
    words[at + SPAN_WORD.kind] = KIND_NUMBERS.get(kind)!;
    words[at + SPAN_WORD.node] = node + 1;
    words[at + SPAN_WORD.from] = from;
    words[at + SPAN_WORD.to] = to;
    words[at + SPAN_WORD.track] = track;
    words[at + SPAN_WORD.label] = label + 1;
    at += SPAN_WORDS;
  }
  return words;
}

/** What lasts, in the order in which it is packed. */
export function unpackSpans(words: Uint32Array): Span[] {
  const all = Array.from({ length: Math.floor(words.length / SPAN_WORDS) }, (_, index) => spanAt(words, index * SPAN_WORDS));
  return all.filter((span): span is Span => span.kind !== 'strike');
}

/** The span whose words begin at a place. */
export function spanAt(words: Uint32Array, at: number): Span<SpanKind> {
  return {
    kind: SPAN_KINDS[words[at + SPAN_WORD.kind]!] ?? 'busy',
    node: words[at + SPAN_WORD.node]! - 1,
    from: words[at + SPAN_WORD.from]!,
    to: words[at + SPAN_WORD.to]!,
    track: words[at + SPAN_WORD.track]!,
    label: words[at + SPAN_WORD.label]! - 1,
  };
}

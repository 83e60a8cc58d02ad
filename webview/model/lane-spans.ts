import type { RecordedRun } from '../../runner/protocol.ts';
import {
  spanAt,
  SPAN_KINDS,
  SPAN_WORD,
  SPAN_WORDS,
  type CutSides,
  type FaultFact,
  type Span,
  type SpanKind,
} from '../../sim-core/trace/facts.ts';
import { IntervalIndex } from './interval-index.ts';

/** What lasts from one step to another, as the trace tells it, found by the window that it touches. */
export interface Spans {
  /** In order of their beginning. */
  readonly index: IntervalIndex;
  /** The span of a number of the index. There are about as many as events, so that one is made when somebody looks at it. */
  at(index: number): Span;
  /** The steps in which each node was down, in order. */
  readonly downOf: readonly (readonly Span[])[];
  /** Which nodes a cut separates, by the step at which it begins. */
  readonly cutAt: ReadonlyMap<number, CutSides>;
  /** The planned fault that an event is the doing of, by its step. */
  readonly strikes: ReadonlyMap<number, FaultFact>;
  /** How many faults of links overlap at most. */
  readonly tracks: number;
}

const [STRIKE, DOWN, FAULT] = (['strike', 'down', 'fault'] as const).map((kind) => SPAN_KINDS.indexOf(kind));

export function spansOf({ spans, faults, nodes, strings }: Pick<RecordedRun, 'spans' | 'faults' | 'nodes' | 'strings'>): Spans {
  const words = inOrder(new Uint32Array(spans, 0, Math.floor(spans.byteLength / (4 * SPAN_WORDS)) * SPAN_WORDS));
  const most = words.length / SPAN_WORDS;
  const [places, from, to] = [new Uint32Array(most), new Uint32Array(most), new Uint32Array(most)];
  const downs: Span[] = [];
  const links: Span[] = [];
  const byName = new Map(faults.map((fault) => [fault.name, fault]));
  const strikes = new Map<number, FaultFact>();
  let count = 0;
  for (let at = 0; at < words.length; at += SPAN_WORDS) {
    const kind = words[at + SPAN_WORD.kind]!;
    if (kind === STRIKE) {
      const { from: step, label } = spanAt(words, at);
      const fault = byName.get(strings[label] ?? '');
      if (fault) strikes.set(step, fault);
      continue;
    }
    if (kind === DOWN) downs.push(lastingAt(words, at));
    if (kind === FAULT) links.push(lastingAt(words, at));
    places[count] = at;
    from[count] = words[at + SPAN_WORD.from]!;
    to[count] = words[at + SPAN_WORD.to]!;
    count += 1;
  }
  return {
    index: new IntervalIndex(from.subarray(0, count), to.subarray(0, count)),
    at: (index) => lastingAt(words, places[index]!),
    strikes,
    downOf: nodes.map((_, node) => downs.filter((span) => span.node === node)),
    cutAt: new Map(links.flatMap(({ from: step, label }) => (faults[label]?.cut ? [[step, faults[label].cut] as const] : []))),
    tracks: links.reduce((tracks, { track }) => Math.max(tracks, track + 1), 0),
  };
}

function lastingAt(words: Uint32Array, at: number): Span {
  const span: Span<SpanKind> = spanAt(words, at);
  // Whoever asks has left out the only kind that does not last.
  return span as Span;
}

/** The index needs them in order, which a trace file from elsewhere only promises. */
function inOrder(words: Uint32Array): Uint32Array {
  const isInOrder = (): boolean => {
    for (let at = SPAN_WORDS; at < words.length; at += SPAN_WORDS)
      if (words[at + SPAN_WORD.from]! < words[at + SPAN_WORD.from - SPAN_WORDS]!) return false;
    return true;
  };
  if (isInOrder()) return words;
  const places = Array.from({ length: words.length / SPAN_WORDS }, (_, index) => index * SPAN_WORDS);
  places.sort((a, b) => words[a + SPAN_WORD.from]! - words[b + SPAN_WORD.from]!);
  const sorted = new Uint32Array(words.length);
  for (const [index, at] of places.entries()) sorted.set(words.subarray(at, at + SPAN_WORDS), index * SPAN_WORDS);
  return sorted;
}

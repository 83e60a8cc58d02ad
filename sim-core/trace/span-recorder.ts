import { packSpans, SPAN_WORD, SPAN_WORDS, type SpanKind } from './facts.ts';

interface OpenSpan {
  readonly kind: SpanKind;
  readonly node: number;
  readonly key: string | number;
  readonly from: number;
  to: number;
  readonly track: number;
  readonly label: number;
  /** Which of all beginnings and ends its own are, counted from 1; 0 for an end that is not known yet. */
  readonly began: number;
  ended: number;
}

/** Gathers the spans of a run while it is recorded, where it is known which end belongs to which beginning. */
export class SpanRecorder {
  /** How many beginnings and ends there were. */
  count = 0;
  readonly #all: OpenSpan[] = [];
  readonly #open = new Map<string, OpenSpan>();
  /** The tracks that open spans of one kind and node lie on. */
  readonly #tracks = new Map<string, Set<number>>();

  open(kind: SpanKind, node: number, key: string | number, from: number, label: number): void {
    const id = `${kind}/${node}/${key}`;
    if (this.#open.has(id)) return;
    const taken = this.#taken(kind, node);
    let track = 0;
    while (taken.has(track)) track += 1;
    taken.add(track);
    const span = { kind, node, key, from, to: -1, track, label, began: ++this.count, ended: 0 };
    this.#all.push(span);
    this.#open.set(id, span);
  }

  close(kind: SpanKind, node: number, key: string | number, to: number): void {
    const id = `${kind}/${node}/${key}`;
    const span = this.#open.get(id);
    if (!span) return;
    span.to = to;
    span.ended = ++this.count;
    this.#open.delete(id);
    this.#taken(kind, node).delete(span.track);
  }

  /** Another that has come as far as this one had when it had counted so many. */
  upTo(count: number): SpanRecorder {
    const earlier = new SpanRecorder();
    earlier.count = count;
    for (const span of this.#all) {
      if (span.began > count) continue;
      const isOpen = span.ended === 0 || span.ended > count;
      const own = isOpen ? { ...span, to: -1, ended: 0 } : span;
      earlier.#all.push(own);
      if (!isOpen) continue;
      const { kind, node, key, track } = own;
      earlier.#open.set(`${kind}/${node}/${key}`, own);
      earlier.#taken(kind, node).add(track);
    }
    return earlier;
  }

  #taken(kind: SpanKind, node: number): Set<number> {
    const lane = `${kind}/${node}`;
    let taken = this.#tracks.get(lane);
    if (!taken) this.#tracks.set(lane, (taken = new Set()));
    return taken;
  }

  /** All spans, those that are open going on to the end of the `steps` of the run. */
  packed(steps: number): Uint32Array {
    const isInOrder = this.#all.every(({ from }, index) => index === 0 || from >= this.#all[index - 1]!.from);
    const spans = isInOrder ? this.#all : [...this.#all].sort((a, b) => a.from - b.from);
    const words = packSpans(spans);
    for (const [index, { to }] of spans.entries()) if (to < 0) words[index * SPAN_WORDS + SPAN_WORD.to] = steps;
    return words;
  }
}

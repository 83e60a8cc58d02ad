import { packSpans, type Span, type SpanKind } from './facts.ts';

interface OpenSpan {
  readonly kind: SpanKind;
  readonly node: number;
  readonly from: number;
  to: number;
  readonly track: number;
  readonly label: number;
}

/** Gathers the spans of a run while it is recorded, where it is known which end belongs to which beginning. */
export class SpanRecorder {
  readonly #all: OpenSpan[] = [];
  readonly #open = new Map<string, OpenSpan>();
  /** The tracks that open spans of one kind and node lie on. */
  readonly #tracks = new Map<string, Set<number>>();

  open(kind: SpanKind, node: number, key: string | number, from: number, label: number): void {
    const id = `${kind}/${node}/${key}`;
    if (this.#open.has(id)) return;
    const lane = `${kind}/${node}`;
    let taken = this.#tracks.get(lane);
    if (!taken) this.#tracks.set(lane, (taken = new Set()));
    let track = 0;
    while (taken.has(track)) track += 1;
    taken.add(track);
    const span = { kind, node, from, to: -1, track, label };
    this.#all.push(span);
    this.#open.set(id, span);
  }

  close(kind: SpanKind, node: number, key: string | number, to: number): void {
    const id = `${kind}/${node}/${key}`;
    const span = this.#open.get(id);
    if (!span) return;
    span.to = to;
    this.#open.delete(id);
    this.#tracks.get(`${kind}/${node}`)!.delete(span.track);
  }

  /** All spans, those that are open going on to the end of the `steps` of the run. */
  packed(steps: number): Uint32Array {
    const ended: Span[] = this.#all.map((span) => ({ ...span, to: span.to < 0 ? steps : span.to }));
    return packSpans(ended.sort((a, b) => a.from - b.from));
  }
}

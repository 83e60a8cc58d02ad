/** Which lanes are shown, in which order, and whether they are made so narrow that all fit. */
export class LaneOrder {
  /** The nodes from left to right, without those that are hidden. */
  readonly shown: readonly number[];
  /** For each node its place from the left, or -1 where it is hidden. */
  readonly places: readonly number[];
  readonly isFitted: boolean;
  /** All of them, also those that are hidden, which keep their place. */
  readonly #order: readonly number[];

  private constructor(order: readonly number[], hidden: ReadonlySet<number>, isFitted: boolean) {
    this.#order = order;
    this.shown = order.filter((node) => !hidden.has(node));
    this.places = order.map((_, node) => this.shown.indexOf(node));
    this.isFitted = isFitted;
  }

  /** All of so many, as the scenario has them. */
  static of(nodes: number): LaneOrder {
    return new LaneOrder(
      Array.from({ length: nodes }, (_, node) => node),
      new Set(),
      false,
    );
  }

  /** Puts a lane where another is. */
  moved(node: number, place: number): LaneOrder {
    const target = this.shown[Math.max(0, Math.min(this.shown.length - 1, place))];
    if (target === undefined || target === node) return this;
    const isRight = this.places[node]! < this.places[target]!;
    const others = this.#order.filter((other) => other !== node);
    const at = others.indexOf(target) + (isRight ? 1 : 0);
    return new LaneOrder([...others.slice(0, at), node, ...others.slice(at)], this.#hidden, this.isFitted);
  }

  /** Shows only these; one at least, so that there is something to be seen. */
  only(nodes: Iterable<number>): LaneOrder {
    const wanted = new Set(nodes);
    if (wanted.size === 0) return this;
    return new LaneOrder(this.#order, new Set(this.#order.filter((node) => !wanted.has(node))), this.isFitted);
  }

  /** Puts lanes together whose nodes are called alike, but for a number at the end. */
  grouped(names: readonly string[]): LaneOrder {
    const stems = names.map((name) => name.replace(/[\d_-]+$/, ''));
    const first = (node: number): number => stems.indexOf(stems[node]!);
    const order = [...this.#order].sort((a, b) => first(a) - first(b) || a - b);
    return new LaneOrder(order, this.#hidden, this.isFitted);
  }

  fitted(isFitted: boolean): LaneOrder {
    return new LaneOrder(this.#order, this.#hidden, isFitted);
  }

  get #hidden(): ReadonlySet<number> {
    return new Set(this.#order.filter((node) => this.places[node]! < 0));
  }
}

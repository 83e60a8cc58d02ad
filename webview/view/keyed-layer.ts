/**
 * The children of an element, one for each key. What is still there stays as it is, so that
 * scrolling by a row makes one row and removes one.
 */
export class KeyedLayer {
  readonly element: Element;
  #children = new Map<string | number, Element>();

  constructor(element: Element) {
    this.element = element;
  }

  get(key: string | number): Element | undefined {
    return this.#children.get(key);
  }

  entries(): Iterable<[string | number, Element]> {
    return this.#children;
  }

  /** Shows exactly these items; `make` is called for those that were not there. */
  show<Item>(items: readonly Item[], keyOf: (item: Item) => string | number, make: (item: Item) => Element): void {
    const kept = new Map<string | number, Element>();
    for (const item of items) {
      const key = keyOf(item);
      let child = this.#children.get(key);
      if (child) this.#children.delete(key);
      else this.element.append((child = make(item)));
      kept.set(key, child);
    }
    for (const gone of this.#children.values()) gone.remove();
    this.#children = kept;
  }

  clear(): void {
    this.#children.clear();
    this.element.replaceChildren();
  }
}

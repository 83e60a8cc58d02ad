/** Why one transaction comes before another (Adya 1999): it was overwritten, read from, or read what the other overwrote; or it ended before the other began. */
export type DependencyKind = 'ww' | 'wr' | 'rw' | 'process' | 'realtime';

/** `from` comes before `to` in every order that explains the history. */
export interface Dependency {
  readonly from: number;
  readonly to: number;
  readonly kind: DependencyKind;
  readonly key?: string;
  readonly value?: string;
}

/** So many cycles are compared. */
const MOST_TRIED = 300;

/** Which transaction has to come before which. */
export class DependencyGraph {
  readonly size: number;
  readonly #out: Dependency[][];

  constructor(size: number) {
    this.size = size;
    this.#out = Array.from({ length: size }, () => []);
  }

  add(dependency: Dependency): void {
    if (dependency.from !== dependency.to) this.#out[dependency.from]!.push(dependency);
  }

  from(index: number): readonly Dependency[] {
    return this.#out[index]!;
  }

  /** A shortest cycle of dependencies of these kinds; undefined when there is none. */
  cycle(kinds: ReadonlySet<DependencyKind>): readonly Dependency[] | undefined {
    return this.#shortestThrough((each) => kinds.has(each.kind), kinds);
  }

  /** A shortest cycle with exactly one dependency of the kind `one`, and the rest of other kinds. */
  cycleWithOne(one: DependencyKind, kinds: ReadonlySet<DependencyKind>): readonly Dependency[] | undefined {
    return this.#shortestThrough((each) => each.kind === one, kinds);
  }

  #shortestThrough(isFirst: (each: Dependency) => boolean, kinds: ReadonlySet<DependencyKind>): readonly Dependency[] | undefined {
    let shortest: readonly Dependency[] | undefined;
    let tried = 0;
    const components = this.#components((each) => isFirst(each) || kinds.has(each.kind));
    for (let from = 0; from < this.size; from++) {
      for (const first of this.#out[from]!) {
        if (!isFirst(first) || components[from] !== components[first.to]) continue;
        const rest = this.#path(first.to, from, (each) => kinds.has(each.kind) && components[each.to] === components[from]);
        if (rest && (!shortest || rest.length + 1 < shortest.length)) shortest = [first, ...rest];
        tried += 1;
        if (shortest && (shortest.length === 2 || tried > MOST_TRIED)) return shortest;
      }
    }
    return shortest;
  }

  /** A shortest cycle in which no two `rw` follow each other, as under snapshot isolation there is none (Cerone and Gotsman 2016). */
  cycleWithoutAdjacent(kinds: ReadonlySet<DependencyKind>): readonly Dependency[] | undefined {
    // Each transaction twice: reached by an rw, and by something else.
    const doubled = new DependencyGraph(this.size * 2);
    for (let index = 0; index < this.size; index++) {
      for (const each of this.#out[index]!) {
        if (each.kind === 'rw') doubled.add({ ...each, from: index, to: each.to + this.size });
        else if (kinds.has(each.kind)) {
          doubled.add({ ...each, from: index, to: each.to });
          doubled.add({ ...each, from: index + this.size, to: each.to });
        }
      }
    }
    const cycle = doubled.cycle(new Set([...kinds, 'rw']));
    return cycle?.map((each) => ({ ...each, from: each.from % this.size, to: each.to % this.size }));
  }

  #path(start: number, end: number, follows: (each: Dependency) => boolean): readonly Dependency[] | undefined {
    const reached = new Map<number, Dependency | undefined>([[start, undefined]]);
    const queue = [start];
    for (let next = 0; next < queue.length; next++) {
      const at = queue[next]!;
      if (at === end) {
        const path: Dependency[] = [];
        for (let step = reached.get(at); step; step = reached.get(step.from)) path.unshift(step);
        return path;
      }
      for (const each of this.#out[at]!) {
        if (reached.has(each.to) || !follows(each)) continue;
        reached.set(each.to, each);
        queue.push(each.to);
      }
    }
    return undefined;
  }

  /** The strongly connected component of each transaction (Tarjan 1972), without recursion. */
  #components(follows: (each: Dependency) => boolean): Int32Array {
    const component = new Int32Array(this.size).fill(-1);
    const order = new Int32Array(this.size).fill(-1);
    const low = new Int32Array(this.size);
    const stack: number[] = [];
    let [count, components] = [0, 0];
    for (let root = 0; root < this.size; root++) {
      if (order[root] !== -1) continue;
      const work: { at: number; next: number }[] = [{ at: root, next: 0 }];
      while (work.length > 0) {
        const frame = work.at(-1)!;
        const { at } = frame;
        if (frame.next === 0) {
          order[at] = low[at] = count++;
          stack.push(at);
        }
        const edges = this.#out[at]!;
        let went = false;
        while (frame.next < edges.length) {
          const edge = edges[frame.next++]!;
          if (!follows(edge)) continue;
          if (order[edge.to] === -1) {
            work.push({ at: edge.to, next: 0 });
            went = true;
            break;
          }
          if (component[edge.to] === -1) low[at] = Math.min(low[at]!, order[edge.to]!);
        }
        if (went) continue;
        work.pop();
        const parent = work.at(-1);
        if (parent) low[parent.at] = Math.min(low[parent.at]!, low[at]!);
        if (low[at] !== order[at]) continue;
        for (let member = -1; member !== at;) {
          member = stack.pop()!;
          component[member] = components;
        }
        components += 1;
      }
    }
    return component;
  }
}

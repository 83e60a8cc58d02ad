/** One thing that must happen some time, in one state: where it leads, and to whom it does justice. */
export interface FairStep {
  /** The number of the state to which it leads; -1 for one that is not known. */
  readonly to: number;
  /** What happens, as one number in whichever state it may happen: the delivery of the same message, the firing of the same timer. */
  readonly takes: number;
  /** What could have happened and can again, yet is not the same any more, such as a timer that was set anew. */
  readonly renews: readonly number[];
}

/** A promise in one state: it is kept, or owed, or owed without anybody being demanded to keep it yet. */
export type Owed = 'nothing' | 'now' | 'later';

/** A way round that can be gone for ever. */
export interface FairLoop {
  /** Where it begins and ends. */
  readonly head: number;
  /** Nothing, where nothing has to happen any more. */
  readonly steps: readonly FairStep[];
}

/** States with what must happen some time in each; undefined for a state of which that is not known. */
export type FairGraph = readonly (readonly FairStep[] | undefined)[];

/** So many beginnings of one loop are tried, to find a short one. */
const MOST_HEADS = 64;

/**
 * A way round on which a promise is owed all the time, and which is fair: whatever could happen in all of its states does, or is
 * renewed, somewhere on it (weak fairness; Lehmann, Pnueli and Stavi 1981). A state in which nothing has to happen is such a way
 * too. Exact, because a way round a strongly connected component may visit all of it: the component is fair, or no
 * way in it is.
 * @param depthOf how far a state is from the start: the way there and round is as short as such a search finds it
 */
export function fairLoop(graph: FairGraph, owed: (state: number) => Owed, depthOf: (state: number) => number): FairLoop | undefined {
  let [best, length] = [undefined as FairLoop | undefined, Infinity];
  for (const component of componentsOf(graph, (state) => graph[state] !== undefined && owed(state) !== 'nothing')) {
    const heads = component.filter((state) => owed(state) === 'now').sort((a, b) => depthOf(a) - depthOf(b) || a - b);
    if (heads.length === 0 || !isFair(graph, component)) continue;
    const inside = new Set(component);
    for (const head of heads.slice(0, MOST_HEADS)) {
      if (depthOf(head) >= length) break;
      const steps = wayRound(graph, inside, head);
      if (depthOf(head) + steps.length >= length) continue;
      [best, length] = [{ head, steps }, depthOf(head) + steps.length];
    }
  }
  return best;
}

/** Whether nothing could happen in all states of a component that never does. */
function isFair(graph: FairGraph, component: readonly number[]): boolean {
  const inside = new Set(component);
  const starving = new Set(graph[component[0]!]!.map(({ takes }) => takes));
  for (const state of component) {
    if (starving.size === 0) return true;
    const steps = graph[state]!;
    const enabled = new Set(steps.map(({ takes }) => takes));
    for (const action of starving) if (!enabled.has(action)) starving.delete(action);
    for (const { to, takes, renews } of steps) {
      if (!inside.has(to)) continue;
      starving.delete(takes);
      for (const action of renews) starving.delete(action);
    }
  }
  return starving.size === 0;
}

/** A way from a state of a fair component back to it that is fair: from one to the nearest of all that still starve. */
function wayRound(graph: FairGraph, inside: ReadonlySet<number>, head: number): readonly FairStep[] {
  const starving = new Set(graph[head]!.map(({ takes }) => takes));
  const steps: FairStep[] = [];
  let at = head;
  const helps = ({ to, takes, renews }: FairStep): boolean => {
    if (starving.has(takes) || renews.some((action) => starving.has(action))) return true;
    const enabled = new Set(graph[to]!.map((next) => next.takes));
    return [...starving].some((action) => !enabled.has(action));
  };
  const go = (way: readonly FairStep[]): void => {
    for (const { to, takes, renews } of way) {
      const enabled = new Set(graph[to]!.map((next) => next.takes));
      for (const action of [takes, ...renews]) starving.delete(action);
      for (const action of starving) if (!enabled.has(action)) starving.delete(action);
      at = to;
    }
    steps.push(...way);
  };
  while (starving.size > 0) go(shortestWay(graph, inside, at, helps));
  if (at !== head) go(shortestWay(graph, inside, at, ({ to }) => to === head));
  return steps;
}

/** The shortest way inside of a component whose last step is wanted. */
function shortestWay(
  graph: FairGraph,
  inside: ReadonlySet<number>,
  from: number,
  isWanted: (step: FairStep) => boolean,
): readonly FairStep[] {
  const cameBy = new Map<number, { readonly before: number; readonly step: FairStep }>();
  const wayTo = (state: number): FairStep[] => {
    const way: FairStep[] = [];
    for (let at = state; at !== from; at = cameBy.get(at)!.before) way.push(cameBy.get(at)!.step);
    return way.reverse();
  };
  const reached = [from];
  for (const state of reached) {
    for (const step of graph[state]!) {
      if (!inside.has(step.to)) continue;
      if (isWanted(step)) return [...wayTo(state), step];
      if (step.to === from || cameBy.has(step.to)) continue;
      cameBy.set(step.to, { before: state, step });
      reached.push(step.to);
    }
  }
  throw new RangeError('A component that is fair has a fair way round.');
}

/** The strongly connected components of the states that count (Tarjan 1972, without recursion). */
function* componentsOf(graph: FairGraph, counts: (state: number) => boolean): Generator<readonly number[]> {
  const found = new Int32Array(graph.length).fill(-1);
  const lowest = new Int32Array(graph.length);
  const isOpen = new Uint8Array(graph.length);
  const open: number[] = [];
  let next = 0;
  for (let root = 0; root < graph.length; root++) {
    if (found[root] !== -1 || !counts(root)) continue;
    const path: { readonly state: number; step: number }[] = [];
    const enter = (state: number): void => {
      found[state] = lowest[state] = next++;
      isOpen[state] = 1;
      open.push(state);
      path.push({ state, step: 0 });
    };
    enter(root);
    while (path.length > 0) {
      const frame = path.at(-1)!;
      const { state } = frame;
      const step = graph[state]![frame.step++];
      if (step) {
        if (step.to < 0 || !counts(step.to)) continue;
        if (found[step.to] === -1) enter(step.to);
        else if (isOpen[step.to]) lowest[state] = Math.min(lowest[state]!, found[step.to]!);
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above) lowest[above.state] = Math.min(lowest[above.state]!, lowest[state]!);
      if (lowest[state] !== found[state]) continue;
      const component = open.splice(open.lastIndexOf(state));
      for (const member of component) isOpen[member] = 0;
      yield component;
    }
  }
}

import { asksManyRuns } from '../sim-core/base/property-kinds.ts';
import { NOT_TESTED, worst, type PropertyKind, type PropertyOutcome, type Verdict } from '../sim-core/base/verdict.ts';
import type { Parameters } from '../sim-core/author/parameters.ts';
import type { Exploring, Fresh, Problem } from './protocol.ts';
import type { OpenScenario } from './runner-api.ts';

/** The seed of what is drawn in an exploration, which decides nothing else of it. */
export const EXPLORED_SEED = 0;

/** So many states are visited at a time: for a second or so there is no answer to Ctrl+C. */
const PORTION = 1_000;

export interface ExploreOptions {
  /** So many moves from the start at most; any number, if absent. */
  readonly depth?: number;
  /** So many distinct states at most. */
  readonly states: number;
  /** Whether one order of transitions that commute is enough; false goes through them all. */
  readonly por?: boolean;
  /** Aborting ends it with what has been found up to then. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Pick<Exploring, 'states' | 'toDo' | 'diameter'>) => void;
}

/** What an exploration says of one property. */
export interface ExploredProperty {
  readonly name: string;
  readonly kind: PropertyKind;
  readonly verdict: Verdict;
  /** Why it did not hold. */
  readonly because?: string;
}

/** What was found in all orders of a scenario. */
export interface ExploreReport {
  readonly scenario: string;
  readonly id: string;
  /** Null unless it is of a family. */
  readonly parameters: Parameters | null;
  readonly file: string;
  readonly verdict: Verdict;
  readonly properties: readonly ExploredProperty[];
  /** Whether every state that can be reached was visited. */
  readonly complete: boolean;
  /** How many distinct states were reached. */
  readonly states: number;
  /** How often something was made to happen. */
  readonly transitions: number;
  /** Partial order reduction: how many more transitions there are that commute with these, so that they lead to no other states. */
  readonly partialOrderReduction: {
    readonly leftOut: number;
    /** Why none were; null where they are. */
    readonly off: string | null;
  };
  /** How many moves the farthest state is away from the start. */
  readonly diameter: number;
  /** In how many states nothing more happens, unless a fault does that need not. */
  readonly ends: number;
  /** In how many of these a client's operation or a request is still open, and the shortest way to one. */
  readonly deadlocks: { readonly states: number; readonly order: readonly string[] | null };
  /** A shortest way to a violation, move by move. */
  readonly counterexample: {
    readonly property: PropertyOutcome;
    readonly order: readonly string[];
    /** Of a `@liveness` that a loop violates: how many moves lead there, and those that can then be gone through again and again. */
    readonly loop: { readonly prefix: number; readonly moves: readonly string[] } | null;
  } | null;
  /** Who has read a clock, which stands still in an exploration; `properties` for those. */
  readonly readsClock: readonly string[];
  /** Where something was drawn, which was explored for one draw alone. */
  readonly draws: readonly string[];
}

/** Visits all states of a scenario, up to the bounds or the first violation. */
export async function exploreScenario(
  scenario: OpenScenario,
  { depth = Infinity, states, por = true, signal, onProgress }: ExploreOptions,
): Promise<ExploreReport> {
  await scenario.explore(EXPLORED_SEED, { depth, states, everyOrder: !por });
  let explored = await scenario.exploreOn(1);
  while (explored.goesOn && !signal?.aborted) {
    explored = await scenario.exploreOn(PORTION);
    onProgress?.(explored);
  }
  const { id, name, parameters, file } = scenario.description;
  const { transitions, leftOut, diameter, ends, deadlocks, deadlock, counterexample, isComplete, draws, clockReaders } = explored;
  const properties = propertiesOf(scenario, explored);
  return {
    scenario: name,
    id,
    parameters: parameters ?? null,
    file,
    verdict: worst(properties.map(({ verdict }) => verdict)),
    properties,
    complete: isComplete,
    states: explored.states,
    transitions,
    partialOrderReduction: { leftOut, off: whyEveryOrder(explored, por) },
    diameter,
    ends,
    deadlocks: { states: deadlocks, order: deadlock ?? null },
    counterexample: counterexample
      ? { property: counterexample.property, order: counterexample.way, loop: counterexample.loop ?? null }
      : null,
    readsClock: clockReaders.map((reader) => (reader === '' ? 'properties' : reader)),
    draws,
  };
}

function whyEveryOrder({ needsEveryOrder }: Exploring, por: boolean): string | null {
  if (needsEveryOrder === 'promises') return 'a `@liveness` is judged by all ways there are';
  if (needsEveryOrder === 'memories') return 'a property has a memory, which may tell one order from another';
  return por ? null : 'it was turned off';
}

function propertiesOf({ description }: OpenScenario, explored: Exploring): readonly ExploredProperty[] {
  const { counterexample } = explored;
  const found = counterexample?.property;
  const told = description.properties.map(({ name, kind }) => {
    if (found?.name === name) return { name, kind, verdict: 'violated' as const, because: found.because ?? '' };
    if (explored.neverKept.includes(name))
      return { name, kind, verdict: 'violated' as const, because: 'There is a loop in which it is never kept.' };
    return { name, kind, ...verdictOf(name, kind, explored) };
  });
  // What every scenario has is worth a word only where it was violated.
  if (!found || told.some(({ name }) => name === found.name)) return told;
  return [...told, { name: found.name, kind: found.kind, verdict: 'violated', because: found.because ?? '' }];
}

function verdictOf(name: string, kind: PropertyKind, explored: Exploring): Pick<ExploredProperty, 'verdict' | 'because'> {
  if (asksManyRuns(kind) && explored.reached.includes(name)) return { verdict: 'held' };
  const left = leftOut(explored);
  if (left !== undefined) return { verdict: 'unknown', because: left };
  if (asksManyRuns(kind)) return { verdict: 'vacuous', because: 'No state reached it.' };
  if (kind === 'liveness') {
    if (explored.unavailable !== undefined) return { verdict: 'unavailable', because: explored.unavailable };
    if (!explored.demanded.includes(name)) return { verdict: 'vacuous', because: 'Its `given` held in no state.' };
  }
  const history = explored.histories.find((known) => known.name === name);
  if (history?.unsure !== undefined) return { verdict: 'unknown', because: history.unsure };
  if (history && !history.isTested) return { verdict: 'vacuous', because: NOT_TESTED };
  return { verdict: 'held' };
}

/** Why what was explored is not all that there is; undefined where it is. */
function leftOut({ counterexample, isComplete, clockReaders, draws }: Exploring): string | undefined {
  if (counterexample && !counterexample.loop) return 'The exploration ended with a violation of another property.';
  if (!isComplete) return 'The exploration ended before every state had been visited.';
  if (clockReaders.length > 0) return 'A clock is read, and in an exploration clocks stand still.';
  return draws.length > 0 ? 'Something is drawn, and one draw alone was explored.' : undefined;
}

/** Exploring goes from one state to another of a different run, and what modules keep stays behind. */
export function keepsSomething({ because, location }: Fresh): Problem {
  return {
    message: `The file cannot be explored: ${because}.`,
    cure: 'Keep it in the state of a node, which goes from state to state.',
    ...(location ? { location } : {}),
  };
}

import { Option } from 'commander';
import { didYouMean } from '../../sim-core/base/nearest.ts';
import type { Trace } from '../../sim-core/trace/trace.ts';
import { firstViolation, parsePoint, parseStretch, spotOf, stepsOf, type Point, type Spot, type Stretch } from '../points.ts';
import type { Inspection } from '../protocol.ts';
import type { Looked } from '../report/look-report.ts';
import { UsageError } from '../seeds.ts';
import { checked } from './options.ts';

/** What of a run somebody wants to see. */
export interface LookFlags {
  readonly show?: Stretch;
  readonly at?: Point;
  readonly state?: readonly string[];
}

/** The options of commands that can look into a run. */
export function lookOptions(): Option[] {
  return [
    new Option('--show <steps>', 'the events 120-160, 120-, -160 or around the violation; ends may be times').argParser(
      checked(parseStretch),
    ),
    new Option('--at <time|step>', 'the run at 4.2s, at step 120, or at the violation').argParser(checked(parsePoint)),
    new Option('--state <node>', 'the state of a node there, or of all; may be repeated').argParser(
      (node: string, others: readonly string[] | undefined) => [...(others ?? []), node],
    ),
  ];
}

export function wantsLook({ show, at, state }: LookFlags): boolean {
  return show !== undefined || at !== undefined || state !== undefined;
}

/** Refuses nodes that the run has not, before it is run. @throws UsageError with the nearest name. */
export function requireNodes({ state = [] }: LookFlags, nodes: readonly string[]): void {
  for (const name of state) {
    if (name === 'all' || nodes.includes(name)) continue;
    throw new UsageError(`There is no node '${name}'. ${didYouMean(name, [...nodes, 'all'])}`);
  }
}

/**
 * Looks up what is wanted. Without `--at`, states are those at the violation, or at the end of a run
 * without one; without `--state`, `--at` shows all.
 * @param inspect the world after a step, where the code is at hand
 * @throws UsageError when it does not lie in the run.
 */
export async function lookUp(
  trace: Trace,
  { show, at, state }: LookFlags,
  inspect: ((step: number) => Promise<Inspection>) | undefined,
): Promise<Looked> {
  const stretch = show && stepsOf(show, trace);
  const spot = at ? spotOf(at, trace) : state ? usualSpot(trace) : undefined;
  if (!spot || !inspect) return { stretch, spot, nodes: [] };
  const { nodes } = await inspect(spot.step);
  const wanted = state === undefined || state.includes('all') ? undefined : new Set(state);
  return { stretch, spot, nodes: nodes.filter(({ name }) => wanted?.has(name) ?? true) };
}

function usualSpot(trace: Trace): Spot {
  const { length } = trace.columns;
  return firstViolation(trace) ?? spotOf({ is: 'step', step: Math.max(0, length - 1) }, trace);
}

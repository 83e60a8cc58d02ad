import { countWhile } from '../base/count-while.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';
import type { PlannedFault } from '../faults/planned-fault.ts';
import type { SystemBounds } from '../faults/system-model.ts';
import type { Model } from './model.ts';

/** A time for which a process stands still. */
interface Standing {
  readonly from: Microseconds;
  readonly to: Microseconds;
}

/**
 * Pauses of one process that overlap or touch are one pause, of which a system model bounds the length. A fault that would
 * make one too long is not taken.
 */
class PausesApart {
  readonly #bounds: SystemBounds;
  /** From when on pauses are bounded. */
  readonly #since: Microseconds;
  /** For each node the times for which it stands still, in order and apart from each other. */
  readonly #standing = new Map<number, Standing[]>();

  constructor(bounds: SystemBounds, stabilisesAt: Microseconds) {
    this.#bounds = bounds;
    this.#since = bounds.timing === 'asynchronous' ? Infinity : bounds.timing === 'synchronous' ? 0 : stabilisesAt;
  }

  /** Whether a fault leaves every pause within the bound; it is taken only if it does. */
  takes({ node, at, strain: { pause } }: PlannedFault): boolean {
    // What struck before stabilisation ends with it.
    if (node === undefined || pause === undefined || at < this.#since) return true;
    const standing = this.#standing.get(node) ?? [];
    const first = countWhile(standing.length, (place) => standing[place]!.to < at);
    const behind = countWhile(standing.length, (place) => standing[place]!.from <= at + pause);
    const touched = standing.slice(first, behind);
    const from = Math.min(at, touched[0]?.from ?? at);
    const to = Math.max(at + pause, touched.at(-1)?.to ?? 0);
    if (to - from > this.#bounds.pause) return false;
    standing.splice(first, touched.length, { from, to });
    this.#standing.set(node, standing);
    return true;
  }
}

type Planned = Pick<Model, 'faults' | 'stabilisesAt'>;

/** Refuses pauses of a scenario that are one, and too long. @throws ScenarioError with the path of that which makes it so. */
export function requirePausesApart(bounds: SystemBounds, { faults, stabilisesAt }: Planned): void {
  takeAll(new PausesApart(bounds, stabilisesAt), faults, faults);
}

/** Where the scenario has a fault, as a path; none for one that is added to a run. */
export function placeOfFault(fault: PlannedFault, written: readonly PlannedFault[]): readonly string[] {
  return written.includes(fault) ? ['faults', String(fault.order)] : [];
}

/**
 * What of the faults that were drawn leaves every pause within the bound, together with those of the scenario: the rest is left out.
 * @throws ScenarioError where what is added to the run does not.
 */
export function withPausesApart(
  bounds: SystemBounds,
  { faults, stabilisesAt }: Planned,
  drawn: readonly PlannedFault[],
  added: readonly PlannedFault[],
): readonly PlannedFault[] {
  const pauses = new PausesApart(bounds, stabilisesAt);
  takeAll(pauses, faults, faults);
  const kept = drawn.filter((fault) => pauses.takes(fault));
  takeAll(pauses, added, faults);
  return kept;
}

function takeAll(pauses: PausesApart, faults: readonly PlannedFault[], written: readonly PlannedFault[]): void {
  for (const fault of [...faults].sort((a, b) => a.at - b.at || a.order - b.order)) {
    if (pauses.takes(fault)) continue;
    throw new ScenarioError(
      `${fault.name} goes on where another pause ends or begins, and together they exceed \`model.pause\`.`,
      'Plan it at another time.',
      { path: placeOfFault(fault, written) },
    );
  }
}

import type { RunChanges } from '../sim-core/trace/run-changes.ts';
import { checkShortRun } from './determinism.ts';
import type { CheckedRun, PartToRecord, RecordedRun, RecordedSoFar } from './protocol.ts';
import type { RemoteCalls } from './worker-calls.ts';

/** So many events are executed in one go, so that whoever looks at what there is already is answered meanwhile. */
const PORTION = 25_000;

export interface RunInPortions {
  readonly seed: number;
  readonly changes: RunChanges;
  /** How much there has to be before it is told for the first time. */
  readonly part: PartToRecord;
  /** The beginning of a run that is not over yet. */
  begun(run: RecordedRun): void;
  /** It has come so much farther. */
  goesOn(soFar: RecordedSoFar): void;
  /** Whether anybody still wants it. */
  isWanted(): boolean;
}

/** Records a run and tells its beginning as soon as that is there. */
export async function recordInPortions(
  calls: RemoteCalls,
  { seed, changes, part, begun, goesOn, isWanted }: RunInPortions,
): Promise<CheckedRun | undefined> {
  const first = await calls.recordPart(seed, changes, part);
  if (!isWanted()) return undefined;
  if (!first.underWay) return { ...first, divergence: (await checkShortRun(first, calls)) ?? null };
  begun(first);
  for (let soFar = await calls.recordOn(PORTION); soFar; soFar = await calls.recordOn(PORTION)) {
    if (!isWanted()) return undefined;
    goesOn(soFar);
  }
  return isWanted() ? { ...(await calls.recordRest()), divergence: null } : undefined;
}

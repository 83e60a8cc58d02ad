import { checkShortRun } from './determinism.ts';
import type { CheckedRun } from './protocol.ts';
import type { RunInPortions } from './runner-api.ts';
import type { RemoteCalls } from './worker-calls.ts';

/** So many events are executed in one go, so that whoever looks at what there is already is answered meanwhile. */
const PORTION = 25_000;

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

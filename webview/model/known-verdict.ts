import type { RecordedRun } from '../../runner/protocol.ts';
import type { Verdict } from '../../sim-core/base/verdict.ts';

/** How a run ends. Of one that is still being executed nobody knows it, but that what was violated stays so. */
export function knownVerdict({ outcome: { verdict }, underWay }: Pick<RecordedRun, 'outcome' | 'underWay'>): Verdict | undefined {
  return underWay && verdict !== 'violated' ? undefined : verdict;
}

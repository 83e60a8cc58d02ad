import type { Divergence } from '../sim-core/base/verdict.ts';
import { divergenceOf, type Execution } from './divergence.ts';
import type { LocatedOutcome, RecordedRun, Travels } from './protocol.ts';
import type { RemoteCalls } from './worker-calls.ts';

/** How many steps of a recording are sought when one run is checked; a seek costs as much as hundreds of events. */
const STEPS_SOUGHT = 64;

export interface FreshWorker {
  readonly calls: RemoteCalls;
  close(): void;
}

/** Executes a run that its worker has just recorded in every other way there is, and finds the first difference. */
export async function checkRecording(
  first: RecordedRun,
  calls: RemoteCalls,
  openFresh: () => Promise<FreshWorker>,
): Promise<Divergence | undefined> {
  const { byzantine } = first;
  const { seed } = first.outcome;
  const recorded = recordedExecution(first, 'when first recorded');
  // Seeking asks the recording that is there, so it goes first; and is named last, because a recording tells more.
  const sought = checkSeeking(recorded, await calls.travel(STEPS_SOUGHT));
  const [unrecorded] = await calls.run([seed], { checks: 'all', byzantine });
  const again = recordedExecution(await calls.record(seed, byzantine), 'when recorded again in the same worker');
  const here =
    divergenceOf(recorded, again) ?? divergenceOf(recorded, unrecordedExecution(unrecorded!, 'when run without recording')) ?? sought;
  if (here) return here;
  const fresh = await openFresh();
  try {
    return divergenceOf(recorded, recordedExecution(await fresh.calls.record(seed, byzantine), 'when recorded in a fresh worker'));
  } finally {
    fresh.close();
  }
}

/** Whether seeking in a recording led to what it holds, and to the same conclusions. */
export function checkSeeking({ when, outcome }: Execution, { strayed, outcome: concluded }: Travels): Divergence | undefined {
  if (strayed.length > 0) {
    return { seed: outcome.seed, step: Math.min(...strayed), what: `seeking to this step leads to another event than the run had ${when}` };
  }
  return divergenceOf(unrecordedExecution(outcome, when), unrecordedExecution(concluded, 'after seeking in the recording'));
}

export function recordedExecution(run: RecordedRun, when: string): Execution {
  return { when, outcome: run.outcome, events: run };
}

export function unrecordedExecution(outcome: LocatedOutcome, when: string): Execution {
  return { when, outcome };
}

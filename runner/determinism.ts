import type { Divergence } from '../sim-core/base/verdict.ts';
import { changesOf } from '../sim-core/trace/run-changes.ts';
import { divergenceOf, type Execution } from './divergence.ts';
import type { LocatedOutcome, RecordedRun, Travels } from './protocol.ts';
import type { RemoteCalls } from './worker-calls.ts';

/** How many steps of a recording are sought when one run is checked; a seek costs as much as hundreds of events. */
const STEPS_SOUGHT = 64;
/** The same where a sweep is checked: a few, because there are many seeds. */
const STEPS_SOUGHT_IN_SWEEP = 6;

/** A run of so many events takes a fraction of a second with every check there is. */
const SHORT = 20_000;

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
  const changes = changesOf(first);
  const { seed } = first.outcome;
  const recorded = recordedExecution(first, 'when first recorded');
  // Seeking asks the recording that is there, so it goes first; and is named last, because a recording tells more.
  const sought = checkSeeking(recorded, await calls.travel(STEPS_SOUGHT));
  const [unrecorded] = await calls.run([seed], { checks: 'all', ...changes });
  const again = recordedExecution(await calls.record(seed, changes), 'when recorded again in the same worker');
  const here =
    divergenceOf(recorded, again) ?? divergenceOf(recorded, unrecordedExecution(unrecorded!, 'when run without recording')) ?? sought;
  if (here) return here;
  const fresh = await openFresh();
  try {
    return divergenceOf(recorded, recordedExecution(await fresh.calls.record(seed, changes), 'when recorded in a fresh worker'));
  } finally {
    fresh.close();
  }
}

/**
 * Executes a run that its worker has just recorded once more, unless it is long, with every look of a
 * property and every state checked. The recording stays in the worker.
 * @throws RunnerProblems for a mistake that the samples of the first execution have missed.
 */
export async function checkShortRun(recorded: RecordedRun, calls: RemoteCalls): Promise<Divergence | undefined> {
  const { outcome } = recorded;
  if (outcome.events > SHORT) return undefined;
  const [again] = await calls.run([outcome.seed], { checks: 'all', ...changesOf(recorded) });
  return divergenceOf(unrecordedExecution(outcome, 'when recorded'), unrecordedExecution(again!, 'when run again with every check'));
}

/** Records a seed that was run without recording, seeks in the recording, and finds the first difference. */
export async function compareRecorded(first: LocatedOutcome, when: string, calls: RemoteCalls): Promise<Divergence | undefined> {
  const recorded = recordedExecution(await calls.record(first.seed, { strategy: first.strategy ?? 'random' }), when);
  return (
    divergenceOf(unrecordedExecution(first, 'when run in the sweep'), recorded) ??
    checkSeeking(recorded, await calls.travel(STEPS_SOUGHT_IN_SWEEP))
  );
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

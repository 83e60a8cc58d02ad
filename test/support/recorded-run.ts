import type { PropertyOutcome } from '../../sim-core/base/verdict.ts';
import { packColumns } from '../../sim-core/trace/columns.ts';
import { KIND, NONE, type EventKind } from '../../sim-core/trace/event.ts';
import { TraceRecorder } from '../../sim-core/trace/recorder.ts';
import type { LocatedOutcome, RecordedRun } from '../../runner/protocol.ts';

/** An event of a run that a test makes up; what it leaves out does not matter to it. */
export interface ToldEvent {
  readonly kind?: EventKind;
  readonly name?: string;
  readonly time?: number;
  readonly cause?: number;
  readonly hash?: number;
}

/** A recorded run of one node `a` that no simulator has made. */
export function recordedRun(
  events: readonly ToldEvent[],
  properties: readonly PropertyOutcome[] = [],
  outcome: Partial<LocatedOutcome> = {},
  faults: RecordedRun['faults'] = [],
): RecordedRun {
  const recorder = new TraceRecorder();
  events.forEach(({ kind = 'timer', name = 'tick', time = 0, cause = NONE, hash = 1 }) =>
    recorder.add(KIND[kind], 0, time, 0, -1, name, cause === NONE ? -1 : cause, NONE, hash),
  );
  return {
    outcome: {
      scenario: 'made up',
      seed: 1,
      verdict: 'held',
      events: events.length,
      simulatedMicroseconds: 1_000,
      hash: '0123456789abcdef',
      faults: {},
      ...outcome,
      properties,
    },
    byzantine: {},
    nodes: ['a'],
    strings: recorder.strings,
    length: events.length,
    columns: packColumns(recorder.columns()),
    faults,
    spans: new ArrayBuffer(0),
    forgeable: {},
  };
}

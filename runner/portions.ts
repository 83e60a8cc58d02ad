/** What is told of a run that is recorded portion by portion. */

/** How much of a run is to be recorded before it is told for the first time. */
export interface PartToRecord {
  /** So many events in all. */
  readonly steps: number;
  /** So many at least that it does not share with what was recorded before it. */
  readonly own: number;
}

/**
 * So many events there are of a run, beyond where the cursor will be and beyond where it parts from another, before it is shown though
 * it is not over: they take a fraction of a second, and most runs are over by then.
 */
const AHEAD = 20_000;

/** How much of a run there has to be before it is shown with the cursor at a step. */
export function partAround(cursor: number): PartToRecord {
  return { steps: cursor + AHEAD, own: AHEAD };
}

/** How far a run has come that is being recorded. */
export interface RecordedSoFar {
  readonly steps: number;
  /** The simulated time, in microseconds. */
  readonly time: number;
}

/** That a run is not over yet: its outcome tells only what its end cannot change. */
export interface RunUnderWay {
  /** How long it will be, in microseconds. */
  readonly duration: number;
  /** Of so many properties it is not known yet how it answers to them. */
  readonly undecided: number;
}

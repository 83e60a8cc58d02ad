/** What is told of a run that is recorded portion by portion. */

/** How much of a run is to be recorded before it is told for the first time. */
export interface PartToRecord {
  /** So many events in all. */
  readonly steps: number;
  /** So many at least that it does not share with what was recorded before it. */
  readonly own: number;
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

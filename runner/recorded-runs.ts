import { ScenarioError, type Model, type Recording, type RecordingUnderWay } from '../sim-core/engine.ts';
import { CarriedTexts } from '../sim-core/trace/carried-texts.ts';
import type { RunChanges } from '../sim-core/trace/run-changes.ts';
import { endChanged } from './changed-runs.ts';
import { KeptRecordings } from './kept-recordings.ts';
import type { PartToRecord, RecordedSoFar } from './protocol.ts';

/** A run that is being recorded. */
export interface Begun {
  readonly seed: number;
  readonly changes: RunChanges;
  readonly model: Model;
  readonly of: RecordingUnderWay;
}

/** A recording, and how long its run will be where it is only the beginning of it, in microseconds. */
export interface PartOfRun {
  readonly recording: Recording;
  readonly goesOnFor: number | undefined;
}

/** The same, when its beginning has been told. */
interface Continued extends Begun {
  /** What was asked about before. */
  readonly before: Recording | undefined;
}

export interface Beginnings {
  /** Begins to record a run; what it shares with the one beside it is taken over from there. */
  begin(seed: number, changes: RunChanges, beside: Recording | undefined): Begun;
  /** Whether the file must be evaluated anew for each run: what its modules keep would be another's by the time that a part goes on. */
  startsAnew(): boolean;
}

/** The runs of a scenario that were recorded, of which one is asked about. A run that cannot be made leaves that where it is. */
export class RecordedRuns {
  readonly #beginnings: Beginnings;
  /** What was shown before and may be again. */
  readonly #kept = new KeptRecordings();
  #present: Recording | undefined;
  /** What goes on beyond the present recording, and what was there before it. */
  #underWay: Continued | undefined;
  /** What the events of the present recording carry, once somebody looks for something in them. */
  #carried: CarriedTexts | undefined;

  constructor(beginnings: Beginnings) {
    this.#beginnings = beginnings;
  }

  get present(): Recording {
    if (!this.#present) throw new ScenarioError('Nothing is recorded.', 'Run a seed first.');
    return this.#present;
  }

  get carried(): CarriedTexts {
    return (this.#carried ??= new CarriedTexts(this.present.trace));
  }

  forget(): void {
    this.#kept.forget();
    this.#show(undefined);
    this.#underWay = undefined;
  }

  /** Executes a run, also one that was executed before: whoever asks twice may want to know whether it is the same. */
  record(seed: number, changes: RunChanges): Recording {
    const recording = this.besidePresent(seed, changes);
    this.#underWay = undefined;
    return this.#show(recording);
  }

  /** Another run, which takes over from the present one what the two share. */
  besidePresent(seed: number, changes: RunChanges): Recording {
    return ended(this.#begin(seed, changes));
  }

  /** The beginning of a run, so many events in all and so many at least of its own, or all of it where there is no more. */
  recordPart(seed: number, changes: RunChanges, { steps, own }: PartToRecord): PartOfRun {
    const known = this.#kept.of(seed, changes);
    if (known) {
      this.#underWay = undefined;
      return { recording: this.#show(known), goesOnFor: undefined };
    }
    const begun = this.#begin(seed, changes);
    const goesOn = !this.#beginnings.startsAnew() && begun.of.goOnTo(Math.max(steps, begun.of.shared + own));
    const recording = goesOn ? begun.of.recording() : ended(begun);
    this.#underWay = goesOn ? { ...begun, before: this.#present } : undefined;
    if (!goesOn) this.#kept.keep(seed, changes, recording);
    return { recording: this.#show(recording), goesOnFor: goesOn ? begun.model.duration : undefined };
  }

  /** Executes so many more events. How far it has come; null at its end. */
  recordOn(events: number): RecordedSoFar | null {
    return this.#orBefore((underWay) => {
      // That a package keeps something shows late: then the run starts anew, as a whole.
      const startsAnew = this.#beginnings.startsAnew();
      if (startsAnew) this.#underWay = { ...this.#begin(underWay.seed, underWay.changes), before: underWay.before };
      const { of } = this.#underWay!;
      return of.goOnTo(startsAnew ? Infinity : of.steps + events) ? { steps: of.steps, time: of.time } : null;
    });
  }

  /** The whole of what was begun. */
  recordRest(): Recording {
    return this.#orBefore((underWay) => {
      const recording = ended(underWay);
      this.#underWay = undefined;
      this.#kept.keep(underWay.seed, underWay.changes, recording);
      return this.#show(recording);
    });
  }

  #begin(seed: number, changes: RunChanges): Begun {
    return this.#beginnings.begin(seed, changes, this.#present);
  }

  #orBefore<Result>(goOn: (underWay: Continued) => Result): Result {
    const underWay = this.#underWay;
    if (!underWay) throw new ScenarioError('No run is being recorded.', 'Begin one first.');
    try {
      return goOn(underWay);
    } catch (error) {
      // Where it failed because a package keeps something, it is asked to go on once more, and then starts anew.
      this.#show(underWay.before);
      throw error;
    }
  }

  #show<Shown extends Recording | undefined>(recording: Shown): Shown {
    this.#present = recording;
    this.#carried = undefined;
    return recording;
  }
}

function ended({ model, changes, of }: Begun): Recording {
  return endChanged(model, changes, of);
}

import { countText } from './model/count-text.ts';
import type { HappensBefore } from '../sim-core/trace/happens-before.ts';
import { causalityOf, complaintOf, Matches, matchesOf, parseFilter, type Filter } from './model/filter.ts';
import { RELATION_TEXT } from './model/event-text.ts';
import type { RunModel } from './model/run-model.ts';
import { FilterBar } from './view/filter-bar.ts';

/** After somebody has typed nothing for so long the run is looked through. */
const RESTED = 150;

const WHY = /(?<!\S)-?(?:why|past|future|concurrent):\S*/giu;

export interface FilteringEvents {
  /** Which events carry a text, only their values can tell, which are elsewhere. */
  search(text: string): void;
  /** A search is likely to come. */
  searchSoon(): void;
  /** Whether what is not let through is left out. */
  folded(folds: boolean): void;
  /** Other steps are let through. */
  changed(matches: Matches | undefined, causality: HappensBefore | undefined): void;
  goTo(step: number): void;
  left(): void;
}

/** The filter of a run: what is typed, what it lets through, and the way from match to match. */
export class Filtering {
  readonly #events: FilteringEvents;
  readonly #bar: FilterBar;
  /** What events carry, by text, as far as it has been asked; undefined while an answer is awaited. */
  readonly #carried = new Map<string, Uint8Array | undefined>();
  #run: RunModel | undefined;
  #filter: Filter = { terms: [] };
  #matches: Matches | undefined;
  #causality: HappensBefore | undefined;
  #cursor = 0;
  /** Whether the events were made ready for a search. */
  #isReady = false;
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor(events: FilteringEvents) {
    this.#events = events;
    this.#bar = new FilterBar({
      typed: (text) => this.#typed(text),
      entered: () => {
        if (!this.#isReady) events.searchSoon();
        this.#isReady = true;
      },
      next: (direction) => this.next(direction),
      folded: (folds) => events.folded(folds),
      left: () => events.left(),
    });
  }

  get element(): HTMLElement {
    return this.#bar.element;
  }

  /** Another run: the filter stays, and what was found in the last one does not. */
  begin(run: RunModel): void {
    this.#run = run;
    this.#carried.clear();
    this.#isReady = false;
    this.#apply();
  }

  cursorMoved(step: number): void {
    this.#cursor = step;
    this.#tell();
  }

  /** How a step stands to the event of whose causes the filter asks, for those who listen; nothing, if it asks of none. */
  standing(step: number): string {
    const causality = this.#causality;
    return causality && causality.step !== step ? `, ${RELATION_TEXT[causality.at(step)]} step ${causality.step}` : '';
  }

  /** Shows what led to a step and what it could have influenced; asked once more about the same step, no longer. */
  why(step: number): void {
    const others = this.#bar.text.replaceAll(WHY, ' ').trim();
    this.#bar.text = this.#causality?.step === step ? others : `${others} why:${step}`.trim();
    this.#typed(this.#bar.text);
    this.#apply();
  }

  focus(): void {
    this.#bar.focus();
  }

  next(direction: 1 | -1): void {
    // Whoever presses Enter has finished typing.
    if (this.#typing !== undefined) this.#apply();
    const step = this.#matches?.next(this.#cursor, direction);
    if (step !== undefined) this.#events.goTo(step);
  }

  /** Which events carry a text, as bits by step. */
  arrived(text: string, bits: Uint8Array): void {
    if (!this.#carried.has(text)) return;
    this.#carried.set(text, bits);
    this.#find();
  }

  #typed(text: string): void {
    this.#filter = parseFilter(text);
    // Whoever wants to see everything again waits for nothing.
    if (text === '') return this.#apply();
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#apply(), RESTED);
  }

  #apply(): void {
    clearTimeout(this.#typing);
    this.#typing = undefined;
    for (const { field, value } of this.#filter.terms) {
      if (field !== 'text' || this.#carried.has(value)) continue;
      this.#carried.set(value, undefined);
      this.#events.search(value);
    }
    this.#find();
  }

  #find(): void {
    const { terms, complaint } = this.#filter;
    const run = this.#run;
    this.#matches = run && (terms.length > 0 || complaint !== undefined) ? this.#matchesIn(run) : undefined;
    this.#causality = run && causalityOf(run, terms);
    this.#tell();
    this.#events.changed(this.#matches, this.#causality);
  }

  #matchesIn(run: RunModel): Matches {
    // Half of a filter would let through what its author does not mean.
    if (this.#filter.complaint !== undefined) return new Matches(new Uint8Array(run.steps));
    return matchesOf(run, this.#filter.terms, (text) => this.#carried.get(text));
  }

  #tell(): void {
    const [run, matches] = [this.#run, this.#matches];
    if (!run || !matches) return this.#bar.show(undefined);
    const { terms, complaint = terms.map((term) => complaintOf(run, term)).find((one) => one !== undefined) } = this.#filter;
    const searching = terms.some(({ field, value }) => field === 'text' && this.#carried.get(value) === undefined);
    this.#bar.show({
      count: matches.steps.length,
      of: run.steps,
      searching,
      ...(matches.has(this.#cursor) ? { at: matches.before(this.#cursor) + 1 } : {}),
      ...(complaint === undefined ? {} : { complaint }),
      ...(this.#causality ? { note: noteOf(this.#causality) } : {}),
    });
  }
}

/** `step 50 has 31 events in its past, 12 in its future, 43 are concurrent`. */
function noteOf({ step, counts: { past, future, concurrent } }: HappensBefore): string {
  return `step ${countText(step)} has ${countText(past)} in its past, ${countText(future)} in its future, ${countText(concurrent)} concurrent`;
}

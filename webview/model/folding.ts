import { countText } from './count-text.ts';
import type { Matches } from './filter.ts';
import { Repeats } from './repeats.ts';
import { SLOT_ROWS, type Gap } from './rows.ts';
import type { RunModel } from './run-model.ts';

/** So many steps of a gap come to light when somebody asks for them. */
const REVEALED_AT_ONCE = 200;

/** Which steps of a run are shown: those that a filter lets through, without those that only repeat others, if that is wanted. */
export class Folding {
  readonly #run: RunModel;
  /** What was asked for one by one, or gone to. */
  readonly #revealed = new Set<number>();
  #onlyMatches: boolean;
  #withoutRepeats: boolean;
  #matches: Matches | undefined;
  #repeats: Repeats | undefined;

  /** What is to be left out stays as it was `before`, in another run. */
  constructor(run: RunModel, before?: Folding) {
    this.#run = run;
    this.#onlyMatches = before ? before.#onlyMatches : false;
    this.#withoutRepeats = before ? before.#withoutRepeats : false;
    if (before) this.#apply();
  }

  /** Whether what repeats itself is left out. */
  get withoutRepeats(): boolean {
    return this.#withoutRepeats;
  }

  /** Other steps are let through by the filter. Whether other steps are shown. */
  filter(matches: Matches | undefined): boolean {
    const changes = this.#onlyMatches && matches !== this.#matches;
    this.#matches = matches;
    return changes && this.#anew();
  }

  /** Whether what a filter does not let through is left out rather than dimmed, and what repeats itself. */
  leaveOut({ others = this.#onlyMatches, repeats = this.#withoutRepeats }: { others?: boolean; repeats?: boolean }): boolean {
    this.#onlyMatches = others;
    this.#withoutRepeats = repeats;
    return this.#anew();
  }

  /** Shows a step that somebody goes to. Whether it was not shown before. */
  reveal(step: number): boolean {
    if (step >= this.#run.steps || this.#run.rows.isShown(step)) return false;
    this.#revealed.add(step);
    this.#apply();
    return true;
  }

  /** Shows what a gap stands for, or of much the beginning. */
  open({ from, to }: Pick<Gap, 'from' | 'to'>): boolean {
    for (let step = from; step <= Math.min(to, from + REVEALED_AT_ONCE - 1); step++) this.#revealed.add(step);
    this.#apply();
    return true;
  }

  /** Opens the gap after a step, or else the one before it. */
  openBeside(step: number): boolean {
    const { rows } = this.#run;
    const { gaps } = rows.window(rows.rowOf(step) - 1, rows.rowOf(step) + 1 + SLOT_ROWS);
    const gap = gaps.find(({ from }) => from === step + 1) ?? gaps.find(({ to }) => to === step - 1);
    return gap !== undefined && this.open(gap);
  }

  /** What a gap stands for, in words. */
  text({ from, to }: Pick<Gap, 'from' | 'to'>): string {
    const repeated = this.#withoutRepeats ? this.#known().text(from, to) : '';
    return `${countText(to - from + 1)} hidden${repeated === '' ? '' : `: ${repeated}`}`;
  }

  /** What was asked for one by one goes with the rest. */
  #anew(): true {
    this.#revealed.clear();
    this.#apply();
    return true;
  }

  #apply(): void {
    const filter = this.#onlyMatches ? this.#matches : undefined;
    if (!filter && !this.#withoutRepeats) {
      this.#run.rows = this.#run.rowsFor();
      return;
    }
    const shown = new Uint8Array(this.#run.steps).fill(filter ? 0 : 1);
    if (filter) for (const step of filter.steps) shown[step] = 1;
    if (this.#withoutRepeats) {
      const { mask } = this.#known();
      for (let step = 0; step < shown.length; step++) if (mask[step]) shown[step] = 0;
    }
    for (const step of this.#revealed) shown[step] = 1;
    this.#run.rows = this.#run.rowsFor(shown);
  }

  #known(): Repeats {
    return (this.#repeats ??= new Repeats(this.#run));
  }
}

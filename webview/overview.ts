import type { Inevitable } from '../extension/panel-messages.ts';
import type { Matches } from './model/filter.ts';
import type { RunModel } from './model/run-model.ts';
import { InevitabilityNote } from './view/inevitability-note.ts';
import { Minimap } from './view/minimap.ts';

/** The whole run at a glance: the strip, and what its curve says once there is one. */
export class Overview {
  readonly elements: readonly HTMLElement[];
  readonly #minimap: Minimap;
  readonly #note: InevitabilityNote;

  constructor(goTo: (step: number) => void) {
    this.#minimap = new Minimap(goTo);
    this.#note = new InevitabilityNote(goTo);
    this.elements = [this.#minimap.element, this.#note.element];
  }

  /** Of another run nobody has asked yet when its violation became inevitable. */
  show(run: RunModel): void {
    this.#minimap.show(run);
    this.#note.show(undefined);
  }

  inevitable(found: Inevitable): void {
    this.#minimap.inevitable(found);
    this.#note.show(found);
  }

  filtered(matches: Matches | undefined): void {
    this.#minimap.filtered(matches);
  }

  cursorMoved(step: number): void {
    this.#minimap.cursorMoved(step);
  }
}

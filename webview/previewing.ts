import type { StepsToDraw, ToPanel } from '../extension/panel-messages.ts';
import type { Host } from './host.ts';
import { MermaidView, type Extent } from './view/mermaid-view.ts';

export interface PreviewingEvents {
  goTo(step: number): void;
  /** The first and the last step that somebody has selected. */
  selected(): readonly [first: number, last: number] | undefined;
  /** The steps that are in sight, the last not included. */
  visible(): readonly [from: number, to: number];
}

/** Steps as Mermaid: on the clipboard, in a file, and drawn beside the diagram. */
export class Previewing {
  readonly #host: Host;
  readonly #events: PreviewingEvents;
  readonly #view: MermaidView;
  /** What the preview is of. */
  #steps: StepsToDraw | undefined;
  #cursor = 0;
  /** How many steps the run has. */
  #length = 0;

  constructor(host: Host, events: PreviewingEvents) {
    this.#host = host;
    this.#events = events;
    this.#view = new MermaidView({
      goTo: (step) => {
        events.goTo(step);
        host.postMessage({ type: 'stepDebugger', step });
      },
      chosen: (extent) => this.#preview(extent),
      copy: () => this.#steps && host.postMessage({ type: 'copyMermaid', steps: this.#steps }),
      save: () => this.#steps && host.postMessage({ type: 'saveMermaid', steps: this.#steps }),
    });
  }

  get element(): HTMLElement {
    return this.#view.element;
  }

  /** What is selected, or else what is in sight. */
  send(type: 'copyMermaid' | 'saveMermaid'): void {
    const steps = this.#stepsOf(this.#events.selected() ? 'selection' : 'window');
    if (steps.to > steps.from) this.#host.postMessage({ type, steps });
  }

  open(): void {
    this.#preview(this.#events.selected() ? 'selection' : 'window');
  }

  /** Another run is shown, of which nothing has been drawn. */
  begin(length: number): void {
    this.#length = length;
    this.#steps = undefined;
    this.#view.close();
  }

  arrived({ steps, parts, problem }: Extract<ToPanel, { readonly type: 'mermaid' }>): void {
    if (JSON.stringify(steps) === JSON.stringify(this.#steps)) void this.#view.show(parts, problem);
  }

  cursorMoved(step: number): void {
    this.#cursor = step;
    this.#view.cursorMoved(step);
  }

  #preview(extent: Extent): void {
    const steps = this.#stepsOf(extent);
    if (steps.to <= steps.from) return;
    this.#steps = steps;
    this.#view.open(extent, this.#events.selected() !== undefined);
    this.#host.postMessage({ type: 'previewMermaid', steps });
  }

  #stepsOf(extent: Extent): StepsToDraw {
    if (extent === 'run') return { from: 0, to: this.#length };
    if (extent === 'past') return { from: 0, to: this.#cursor + 1, pastOf: this.#cursor };
    const selected = extent === 'selection' ? this.#events.selected() : undefined;
    const [from, to] = selected ? [selected[0], selected[1] + 1] : this.#events.visible();
    return { from, to };
  }
}

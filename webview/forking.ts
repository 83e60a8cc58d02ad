import type { ToPanel } from '../extension/panel-messages.ts';
import type { Inspection, PanelRun } from '../runner/protocol.ts';
import { EVENT_FACTS } from '../sim-core/trace/event-kinds.ts';
import type { Host } from './host.ts';
import { valueToType } from './model/behaviour-text.ts';
import type { RunModel } from './model/run-model.ts';
import { ComparisonView } from './view/comparison-view.ts';
import { ForkBar } from './view/fork-bar.ts';
import { WhatIfMenu } from './view/what-if-menu.ts';

export interface ForkingEvents {
  /** The step that the reader means. */
  cursor(): number;
  goTo(step: number): void;
  /** Opens the switch of a node between honest and Byzantine. */
  byzantine(node: string): void;
}

/** What the reader makes otherwise, and the runs that come of it. */
export class Forking {
  readonly bar: HTMLElement;
  readonly actions: HTMLElement;
  readonly dialogs: readonly HTMLElement[];
  readonly #host: Host;
  readonly #events: ForkingEvents;
  readonly #bar: ForkBar;
  readonly #menu = new WhatIfMenu();
  readonly #comparison: ComparisonView;
  #run: RunModel | undefined;
  /** What the event carries that was last looked at. */
  #carried: { readonly step: number; readonly value: unknown } | undefined;

  constructor(host: Host, diagram: HTMLElement, events: ForkingEvents) {
    this.#host = host;
    this.#events = events;
    this.#comparison = new ComparisonView((step) => events.goTo(step));
    this.#bar = new ForkBar({
      whatIf: () => this.open(),
      open: (id) => host.postMessage({ type: 'openFork', id }),
      remove: (id) => host.postMessage({ type: 'removeFork', id }),
      compare: (id) => host.postMessage({ type: 'compareFork', id }),
      compareWithGood: () => host.postMessage({ type: 'compareWithGood' }),
      shrink: () => host.postMessage({ type: 'shrink' }),
      explain: () => host.postMessage({ type: 'explain' }),
    });
    this.bar = this.#bar.element;
    this.actions = this.#bar.actions;
    this.#watch(diagram);
    this.dialogs = [this.#menu.element, this.#comparison.element];
  }

  show(run: RunModel, content: PanelRun): void {
    this.#run = run;
    this.#carried = undefined;
    this.#bar.show(content);
  }

  inspected({ step, value }: Inspection): void {
    this.#carried = { step, value };
  }

  compare(message: Extract<ToPanel, { readonly type: 'comparison' }>): void {
    this.#comparison.show(message);
  }

  /** The other button of the mouse means the row or the arrow that it is over. */
  #watch(diagram: HTMLElement): void {
    diagram.addEventListener('contextmenu', (event) => {
      const target = event.target instanceof Element ? event.target : undefined;
      const step = target?.closest('[data-arrow]')?.getAttribute('data-arrow') ?? target?.closest('[data-step]')?.getAttribute('data-step');
      if (step === null || step === undefined || !this.#run?.content.forks) return;
      event.preventDefault();
      this.#events.goTo(Number(step));
      this.open();
    });
  }

  /** Asks what is to be otherwise at the cursor; not where nothing can be forked. */
  open(): void {
    const run = this.#run;
    if (!run || run.steps === 0 || !run.content.forks || run.content.saved) return;
    const step = this.#events.cursor();
    const [own, peer] = [run.nodes[run.laneAt(step)], run.nodes[run.peerAt(step)]];
    const about = EVENT_FACTS[run.columns.kind[step]!]?.message;
    const isOut = about === 'leaves';
    const carried = this.#carried?.step === step ? this.#carried.value : undefined;
    this.#menu.open({
      step,
      ...(about === undefined
        ? {}
        : { message: `${run.messageTypeAt(step)} from ${(isOut ? own : peer) ?? '?'} to ${(isOut ? peer : own) ?? '?'}` }),
      ...(about !== undefined && carried !== undefined ? { content: valueToType(carried) } : {}),
      nodes: [...new Set([...(own === undefined ? [] : [own]), ...(peer === undefined ? [] : [peer]), ...run.nodes])],
      apply: (whatIf) => this.#host.postMessage({ type: 'whatIf', step, whatIf }),
      byzantine: (node) => this.#events.byzantine(node),
    });
  }
}

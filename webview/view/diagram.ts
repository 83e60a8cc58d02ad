import { laneGeometry, laneX, ROW_HEIGHT, type LaneGeometry } from '../layout/lanes.ts';
import { ringsOf } from '../layout/rings.ts';
import { layoutWindow, type WindowLayout } from '../layout/window-layout.ts';
import type { LabelPages } from '../model/label-pages.ts';
import type { RunModel } from '../model/run-model.ts';
import { drawArrow } from './draw-arrows.ts';
import { drawDeadline, drawDeadlineTint, drawEvent, drawFault, drawLane, drawSpan, drawWorld, hatches } from './draw-lanes.ts';
import { html, svg } from './elements.ts';
import { eventRow, fillLabel } from './event-row.ts';
import { KeyedLayer } from './keyed-layer.ts';
import { violationSlot } from './violation-slot.ts';
import { VirtualScroll } from './virtual-scroll.ts';

/*
 * What tests may rely on. These attributes are kept; classes are not.
 *
 *   [data-ready]                 on <body>, once a run is drawn; its value is `scenario/seed/events`
 *   [role=option][data-step=N]   the row of step N, with data-kind and data-node; the row of the
 *                                cursor has aria-current="step", rows of the selection aria-selected="true"
 *   [data-open=N]                the label of step N, whose click opens the handler
 *   [data-glyph=N]               the shape of step N on its lane
 *   [data-arrow=N]               the arrow that arrives at step N, with data-from, data-to and data-end
 *   [data-violation=NAME]        the band of a violated property, with data-after-step
 *   [data-deadline=I]            the bar of a missed deadline; [data-suspended] where its clock stood still
 *   [data-world=N]               the band of a partition, heal or stabilisation
 *   [data-span=KIND]             starting, paused, stalled, busy, lying, slow, operation, cut or fault, with data-from and
 *                                data-track; a title beside it says what it is
 *   [data-lane-head=NAME]        the header of a lane; its [data-byzantine] holds the present behaviour
 *   [data-property=NAME]         a property in the verdict bar, with data-verdict; [data-run-verdict] for the run
 *   [data-action=NAME]           a button
 *   [data-inspected=N]           the pane that shows the world after step N; [data-node-state=NAME] in it
 */

/** Rows beyond the window that are drawn already, so that scrolling a little shows no gap. */
const OVERSCAN = 4;
/** Heights are counted from an origin near the window, which moves when the window has gone this far. */
const REBASE_ROWS = 1_000;
/** How much is kept visible around the cursor. */
const CONTEXT = 5 * ROW_HEIGHT;

export interface DiagramMarks {
  readonly cursor: number;
  readonly chain: ReadonlySet<number>;
  /** First and last selected step. */
  readonly selection: readonly [number, number] | undefined;
}

export interface DiagramEvents {
  chosen(step: number, extend: boolean): void;
  opened(step: number): void;
  /** The columns moved: the lane headers follow. */
  moved(geometry: LaneGeometry, left: number): void;
}

/** The lanes, arrows and rows of the visible window. */
export class Diagram {
  readonly element = html('div', { class: 'diagram', role: 'listbox', tabindex: 0, 'aria-label': 'Steps of the run' });
  readonly #events: DiagramEvents;
  readonly #scroll: VirtualScroll;
  readonly #canvas = html('div', { class: 'canvas' });
  readonly #undrawn = html('div', { class: 'undrawn', hidden: true });
  readonly #lanesFrame = svg('svg', { class: 'lanes-frame', 'aria-hidden': 'true' });
  readonly #lanesGroup = svg('g');
  readonly #tracksFrame = svg('svg', { class: 'tracks-frame' });
  readonly #tracksGroup = svg('g');
  readonly #rows = new KeyedLayer(html('div', { class: 'rows', role: 'presentation' }));
  readonly #slots = new KeyedLayer(html('div', { class: 'slots' }));
  readonly #tints = new KeyedLayer(svg('g'));
  readonly #world = new KeyedLayer(svg('g'));
  readonly #lanes = new KeyedLayer(svg('g'));
  readonly #spans = new KeyedLayer(svg('g'));
  readonly #arrows = new KeyedLayer(svg('g'));
  readonly #glyphs = new KeyedLayer(svg('g'));
  readonly #rings = new KeyedLayer(svg('g'));
  readonly #deadlines = new KeyedLayer(svg('g'));
  readonly #faults = new KeyedLayer(svg('g'));
  readonly #layers = [this.#tints, this.#lanes, this.#world, this.#spans, this.#arrows, this.#glyphs, this.#rings];

  #run: RunModel | undefined;
  #labels: LabelPages | undefined;
  #marks: DiagramMarks = { cursor: 0, chain: new Set(), selection: undefined };
  #geometry: LaneGeometry = laneGeometry(0, 0, 0, 0);
  #originRow = 0;
  #frame = 0;

  constructor(events: DiagramEvents) {
    this.#events = events;
    const spacer = html('div', { class: 'spacer' });
    this.#lanesGroup.append(...this.#layers.map(({ element }) => element));
    this.#lanesFrame.append(hatches(), this.#lanesGroup);
    this.#tracksGroup.append(this.#faults.element, this.#deadlines.element);
    this.#tracksFrame.append(this.#tracksGroup);
    this.#canvas.append(this.#rows.element, this.#tracksFrame, this.#lanesFrame, this.#slots.element, this.#undrawn);
    this.element.append(this.#canvas, spacer);
    this.#scroll = new VirtualScroll(this.element, spacer, () => this.#drawSoon());
    this.element.addEventListener('click', (event) => this.#clicked(event));
    new ResizeObserver(() => this.#resized()).observe(this.element);
  }

  show(run: RunModel, labels: LabelPages): void {
    this.#run = run;
    this.#labels = labels;
    this.#marks = { cursor: 0, chain: new Set(), selection: undefined };
    this.#resized();
  }

  /** Moves the marks; the window follows the cursor. */
  mark(marks: DiagramMarks): void {
    this.#marks = marks;
    const run = this.#run;
    if (!run || run.steps === 0) return;
    const top = run.rows.rowOf(marks.cursor) * ROW_HEIGHT;
    this.#scroll.reveal(top, top + ROW_HEIGHT, CONTEXT);
    const { laneWidth, lanesAt, lanesEnd } = this.#geometry;
    for (const lane of [run.peerAt(marks.cursor), run.laneAt(marks.cursor)]) {
      if (lane >= 0) this.#scroll.revealSideways(lane * laneWidth, (lane + 1) * laneWidth, lanesEnd - lanesAt);
    }
    this.#drawSoon();
  }

  labelsArrived(): void {
    const run = this.#run;
    if (!run || !this.#labels) return;
    for (const [step, row] of this.#rows.entries()) {
      const label = this.#labels.at(Number(step));
      if (label !== undefined && row.classList.contains('is-pending')) fillLabel(run, row, Number(step), label);
    }
    // A page that was not asked for because too many were under way is asked for now.
    this.#drawSoon();
  }

  /** The steps that are wholly visible, the last not included. */
  visibleSteps(): readonly [from: number, to: number] {
    const run = this.#run;
    if (!run) return [0, 0];
    const { top, height } = this.#scroll;
    const first = Math.ceil(top / ROW_HEIGHT);
    return [run.rows.stepAt(first), run.rows.stepAt(Math.max(first, Math.floor((top + height) / ROW_HEIGHT) - 1)) + 1];
  }

  /** How many rows a page is. */
  get pageRows(): number {
    return Math.max(1, Math.floor(this.#scroll.height / ROW_HEIGHT) - 2);
  }

  #clicked(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : undefined;
    const row = target?.closest('[data-step]');
    const slot = target?.closest('[data-after-step]');
    // What is drawn over the rows and can be pointed at belongs to the row behind it.
    const behind = target?.closest('.hover-area') ? this.#stepBehind(event) : undefined;
    const step = Number(row?.getAttribute('data-step') ?? slot?.getAttribute('data-after-step') ?? behind ?? NaN);
    if (!Number.isInteger(step)) return;
    this.#events.chosen(step, event.shiftKey);
    if (!event.shiftKey && target?.closest('[data-open]')) this.#events.opened(step);
  }

  #stepBehind({ clientY }: MouseEvent): number | undefined {
    const y = clientY - this.element.getBoundingClientRect().top + this.#scroll.top;
    return this.#run?.rows.stepAt(Math.floor(y / ROW_HEIGHT));
  }

  #resized(): void {
    const run = this.#run;
    if (!run) return;
    this.#geometry = laneGeometry(this.element.clientWidth, run.nodes.length, run.steps, run.spans.tracks + run.deadlines.length);
    const { stepWidth, deltaWidth, tracksAt, lanesAt, lanesEnd, textAt, overflow } = this.#geometry;
    this.element.classList.toggle('is-without-deltas', deltaWidth === 0);
    this.element.classList.toggle('has-hidden-lanes', overflow > 0);
    for (const [name, value] of Object.entries({
      'step-width': stepWidth,
      'tracks-at': tracksAt,
      'lanes-at': lanesAt,
      'lanes-width': lanesEnd - lanesAt,
      'text-at': textAt,
    })) {
      this.element.style.setProperty(`--${name}`, `${value}px`);
    }
    this.#canvas.style.height = `${this.element.clientHeight}px`;
    this.#canvas.style.width = `${this.element.clientWidth}px`;
    this.#forget();
    this.#scroll.setContent(run.rows.rows * ROW_HEIGHT, overflow);
    this.#drawSoon();
  }

  #drawSoon(): void {
    // Several causes in one frame are one redraw, and a hidden panel draws when it is shown.
    this.#frame ||= requestAnimationFrame(() => this.draw());
  }

  /** Draws now rather than with the next frame. */
  draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const run = this.#run;
    if (!run) return;
    const start = performance.now();
    const { top, height, left } = this.#scroll;
    this.#events.moved(this.#geometry, left);
    if (run.steps === 0) return this.#forget();
    const firstRow = Math.max(0, Math.floor(top / ROW_HEIGHT) - OVERSCAN);
    const lastRow = Math.min(run.rows.rows - 1, Math.ceil((top + height) / ROW_HEIGHT) + OVERSCAN);
    if (Math.abs(firstRow - this.#originRow) > REBASE_ROWS) {
      this.#originRow = firstRow;
      this.#forget();
    }
    this.#render(run, layoutWindow(run, this.#geometry, { firstRow, lastRow, originRow: this.#originRow }));
    const shift = this.#originRow * ROW_HEIGHT - top;
    this.#rows.element.setAttribute('style', `transform: translateY(${shift}px)`);
    this.#slots.element.setAttribute('style', `transform: translateY(${shift}px)`);
    this.#lanesGroup.setAttribute('transform', `translate(${-left},${shift})`);
    this.#tracksGroup.setAttribute('transform', `translate(0,${shift})`);
    this.#applyMarks();
    this.#labels?.want(run.rows.stepAt(firstRow), run.rows.stepAt(lastRow));
    // Shows in the profiler's timeline, and tests observe it.
    performance.measure('backstep-redraw', { start, end: performance.now() });
    performance.clearMeasures('backstep-redraw');
  }

  #render(run: RunModel, layout: WindowLayout): void {
    const geometry = this.#geometry;
    const width = geometry.laneWidth * geometry.lanes;
    this.#rows.show(
      layout.events,
      ({ step }) => step,
      (box) => eventRow(run, box, this.#labels?.at(box.step)),
    );
    this.#slots.show(
      layout.slots,
      ({ slot }) => slot,
      (box) => violationSlot(run, box),
    );
    this.#tints.show(
      layout.deadlines,
      ({ index }) => index,
      (box) => drawDeadlineTint(box, width),
    );
    this.#deadlines.show(
      layout.deadlines,
      ({ index }) => index,
      (box) => drawDeadline(box, this.#trackX(run.deadlines.length - 1 - box.index), geometry.trackWidth),
    );
    this.#lanes.show(
      layout.lanes,
      ({ lane, top, bottom }) => `${lane}/${top}/${bottom}`,
      (box) => drawLane(box, geometry),
    );
    this.#world.show(
      layout.world,
      ({ step }) => step,
      (box) => drawWorld(box, geometry),
    );
    const [faults, spans] = [layout.spans.filter(({ lane }) => lane < 0), layout.spans.filter(({ lane }) => lane >= 0)];
    this.#faults.show(
      faults,
      ({ from, track }) => `${from}/${track}`,
      (box) => drawFault(box, this.#trackX(run.deadlines.length + box.track), geometry.trackWidth),
    );
    this.#spans.show(
      spans,
      ({ kind, lane, from, track, bottom }) => `${kind}/${lane}/${from}/${track}/${bottom}`,
      (box) => drawSpan(box, geometry),
    );
    this.#arrows.show(layout.arrows, ({ to, end }) => `${to}/${end}`, drawArrow);
    this.#glyphs.show(
      layout.events.filter(({ lane }) => lane >= 0),
      ({ step }) => step,
      (box) => drawEvent(box, geometry),
    );
    const rings = layout.events.flatMap((box) => ringsOf(run, box));
    this.#rings.show(
      rings,
      ({ step, lane }) => `${step}/${lane}`,
      ({ step, lane, y }) => svg('circle', { class: 'ring', 'data-ring': step, cx: laneX(geometry, lane), cy: y, r: 10 }),
    );
    this.#undrawn.hidden = layout.undrawn === 0;
    this.#undrawn.textContent = `${layout.undrawn} more messages pass through here and are not drawn.`;
  }

  /** Toggles what depends on the cursor, on what is there already: a step redraws nothing. */
  #applyMarks(): void {
    const { cursor, chain, selection } = this.#marks;
    for (const [key, row] of this.#rows.entries()) {
      const step = Number(key);
      if (step === cursor) row.setAttribute('aria-current', 'step');
      else row.removeAttribute('aria-current');
      row.setAttribute('aria-selected', String(selection !== undefined && step >= selection[0] && step <= selection[1]));
      row.classList.toggle('in-chain', chain.has(step));
    }
    for (const [, arrow] of this.#arrows.entries()) {
      arrow.classList.toggle(
        'in-chain',
        chain.has(Number(arrow.getAttribute('data-to'))) && chain.has(Number(arrow.getAttribute('data-from'))),
      );
    }
    for (const [step, shape] of this.#glyphs.entries()) {
      shape.classList.toggle('in-chain', chain.has(Number(step)));
      shape.classList.toggle('at-cursor', step === cursor);
    }
    if (this.#rows.get(cursor)) this.element.setAttribute('aria-activedescendant', `step-${cursor}`);
    else this.element.removeAttribute('aria-activedescendant');
  }

  /** Tracks are filled from the lanes outward. */
  #trackX(track: number): number {
    const { lanesAt, tracksAt, trackWidth, tracks } = this.#geometry;
    return lanesAt - tracksAt - 6 - (Math.min(track, tracks - 1) + 1) * trackWidth + 1;
  }

  #forget(): void {
    for (const layer of [...this.#layers, this.#rows, this.#slots, this.#deadlines, this.#faults]) layer.clear();
  }
}

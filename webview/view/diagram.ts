import { laneGeometry, NARROW_LANE, ROW_HEIGHT, type LaneGeometry } from '../layout/lanes.ts';
import { layoutWindow } from '../layout/window-layout.ts';
import { countText } from '../model/count-text.ts';
import { LaneOrder } from '../model/lane-order.ts';
import type { LabelPages } from '../model/label-pages.ts';
import type { HappensBefore } from '../../sim-core/trace/happens-before.ts';
import type { Matches } from '../model/filter.ts';
import type { Gap, Rows } from '../model/rows.ts';
import type { RunModel } from '../model/run-model.ts';
import { DiagramLayers, type DiagramMarks } from './diagram-layers.ts';
import { TimeRows } from '../model/time-rows.ts';
import { moved } from '../model/steps.ts';
import { html } from './elements.ts';
import { fillLabel } from './event-row.ts';
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
 *   [data-gap=N]                 what stands for hidden steps from N to its data-gap-end; a click shows them
 *   [data-world=N]               the band of a partition, heal or stabilisation
 *   [data-span=KIND]             starting, paused, stalled, busy, lying, slow, operation, cut or fault, with data-from and
 *                                data-track; a title beside it says what it is
 *   [data-band=KIND]             state, clock or queue, beside a lane, with data-band-name, data-band-lane and data-from
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

export interface DiagramEvents {
  chosen(step: number, extend: boolean): void;
  opened(step: number): void;
  /** Somebody wants to see what a gap stands for. */
  unfolded(gap: Pick<Gap, 'from' | 'to'>): void;
  /** What a gap stands for, in words. */
  gapText(gap: Pick<Gap, 'from' | 'to'>): string;
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
  readonly #layers: DiagramLayers;

  #run: RunModel | undefined;
  #labels: LabelPages | undefined;
  #marks: DiagramMarks = { cursor: 0, chain: new Set(), selection: undefined };
  #geometry: LaneGeometry = laneGeometry(0, LaneOrder.of(0), { steps: 0 });
  #order = LaneOrder.of(0);
  #originRow = 0;
  /** How many bands stand beside the lane that has most of them, as it was laid out last. */
  #bands = 0;
  /** How high the window was when it was last laid out. */
  #height = 0;
  #frame = 0;
  /** The rows as they were drawn last. */
  #drawnRows: Rows | undefined;

  constructor(events: DiagramEvents) {
    this.#events = events;
    this.#layers = new DiagramLayers((gap) => events.gapText(gap));
    const spacer = html('div', { class: 'spacer' });
    this.#canvas.append(...this.#layers.elements, this.#undrawn);
    this.element.append(this.#canvas, spacer);
    this.#scroll = new VirtualScroll(this.element, spacer, () => this.#drawSoon());
    this.element.addEventListener('click', (event) => this.#clicked(event));
    new ResizeObserver(() => this.#resized()).observe(this.element);
  }

  show(run: RunModel, order: LaneOrder, labels: LabelPages): void {
    this.#run = run;
    this.#order = order;
    this.#labels = labels;
    this.#marks = { cursor: 0, chain: new Set(), selection: undefined };
    this.#drawnRows = undefined;
    this.element.classList.toggle('is-by-time', run.rows instanceof TimeRows);
    this.#layOut(run);
  }

  /** Shows other lanes, or in another order. */
  arrange(order: LaneOrder): void {
    this.#order = order;
    this.#resized();
  }

  /** Lets some steps stand out; all of them, if not said which. */
  filter(matches: Matches | undefined, causality: HappensBefore | undefined): void {
    this.#layers.filter(matches, causality);
    this.#drawSoon();
  }

  /** Marks the step that others are compared with. */
  pin(step: number | undefined): void {
    this.#layers.pin(step);
    this.#drawSoon();
  }

  /** Moves the marks; the window follows the cursor. */
  mark(marks: DiagramMarks): void {
    this.#marks = marks;
    const run = this.#run;
    if (!run || run.steps === 0) return;
    this.#revealCursor(run);
    this.#drawSoon();
  }

  labelsArrived(): void {
    const run = this.#run;
    if (!run || !this.#labels) return;
    for (const [step, row] of this.#layers.rows()) {
      const label = this.#labels.at(Number(step));
      if (label !== undefined && row.classList.contains('is-pending')) fillLabel(run, row, Number(step), label);
    }
    // A page that was not asked for because too many were under way is asked for now.
    this.#drawSoon();
  }

  /** What stands beside the lanes is known; the first of it makes room for itself. */
  bandsArrived(): void {
    if (this.#run && this.#run.bands.most !== this.#bands) this.#resized();
    this.#drawSoon();
  }

  /** The steps that are wholly visible, the last not included. */
  visibleSteps(): readonly [from: number, to: number] {
    const run = this.#run;
    if (!run || run.steps === 0) return [0, 0];
    const { top, height } = this.#scroll;
    const first = Math.ceil(top / ROW_HEIGHT);
    return [run.rows.stepAt(first), run.rows.stepAt(Math.max(first, Math.floor((top + height) / ROW_HEIGHT) - 1)) + 1];
  }

  /** The step a page away from one. */
  pageFrom(step: number, direction: 1 | -1): number {
    const run = this.#run;
    if (!run) return step;
    const page = Math.max(1, Math.floor(this.#scroll.height / ROW_HEIGHT) - 2);
    const at = run.rows.stepAt(run.rows.rowOf(step) + direction * page);
    return run.rows.isShown(at) ? at : moved(run, at, direction > 0 ? 'forward' : 'back');
  }

  /** Other steps are shown than before, in other rows: one of them, or else the cursor, stays where it is in the window. */
  rowsChanged(anchor?: number): void {
    const run = this.#run;
    if (!run || run.steps === 0) return;
    const step = anchor ?? this.#marks.cursor;
    this.element.classList.toggle('is-by-time', run.rows instanceof TimeRows);
    const was = (this.#drawnRows ?? run.rows).rowOf(step) * ROW_HEIGHT - this.#scroll.top;
    this.#layers.clear();
    this.#scroll.setContent(run.rows.rows * ROW_HEIGHT, this.#geometry.overflow);
    this.#scroll.scrollTo(run.rows.rowOf(step) * ROW_HEIGHT - was);
    if (anchor === undefined) this.#revealCursor(run);
    this.#drawSoon();
  }

  #clicked(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : undefined;
    const row = target?.closest('[data-step]');
    const slot = target?.closest('[data-after-step]');
    // What is drawn over the rows and can be pointed at belongs to the row behind it.
    const isOver = target?.closest('.hover-area') ?? (this.#run?.rows instanceof TimeRows && target?.closest('.canvas'));
    const behind = isOver ? this.#stepBehind(event) : undefined;
    const gap = target?.closest('[data-gap]');
    if (gap) return this.#events.unfolded({ from: Number(gap.getAttribute('data-gap')), to: Number(gap.getAttribute('data-gap-end')) });
    const step = Number(row?.getAttribute('data-step') ?? slot?.getAttribute('data-after-step') ?? behind ?? NaN);
    if (!Number.isInteger(step)) return;
    this.#events.chosen(step, event.shiftKey);
    if (!event.shiftKey && target?.closest('[data-open]')) this.#events.opened(step);
  }

  #stepBehind({ clientY }: MouseEvent): number | undefined {
    const y = clientY - this.element.getBoundingClientRect().top + this.#scroll.top;
    return this.#run?.rows.stepAt(Math.floor(y / ROW_HEIGHT));
  }

  /** Where the cursor is: its row, and the lanes of its event. */
  #revealCursor(run: RunModel): void {
    const { cursor } = this.#marks;
    const top = this.#topOfCursor(run);
    this.#scroll.reveal(top, top + ROW_HEIGHT, CONTEXT);
    const { laneWidth, lanesAt, lanesEnd } = this.#geometry;
    for (const lane of [run.peerAt(cursor), run.laneAt(cursor)]) {
      const place = this.#order.places[lane] ?? -1;
      if (place >= 0) this.#scroll.revealSideways(place * laneWidth, (place + 1) * laneWidth, lanesEnd - lanesAt);
    }
  }

  #topOfCursor(run: RunModel): number {
    return run.rows.rowOf(this.#marks.cursor) * ROW_HEIGHT;
  }

  /** Whoever sees the cursor goes on seeing it; whoever has scrolled away from it stays where he is. */
  #resized(): void {
    const run = this.#run;
    // A panel that is out of sight has no size, and none to adapt to.
    if (!run || this.element.clientHeight === 0) return;
    const top = this.#topOfCursor(run);
    const wasInSight = top + ROW_HEIGHT > this.#scroll.top && top < this.#scroll.top + this.#height;
    this.#layOut(run);
    if (wasInSight && run.steps > 0) this.#revealCursor(run);
  }

  #layOut(run: RunModel): void {
    this.#height = this.element.clientHeight;
    this.#bands = run.bands.most;
    this.#geometry = laneGeometry(this.element.clientWidth, this.#order, {
      steps: run.steps,
      tracks: run.spans.tracks + run.deadlines.length,
      bands: this.#bands,
    });
    const { stepWidth, deltaWidth, tracksAt, lanesAt, lanesEnd, textAt, laneWidth, overflow } = this.#geometry;
    this.element.classList.toggle('is-without-deltas', deltaWidth === 0);
    const isWhole = overflow === 0 && this.#order.shown.length === run.nodes.length && laneWidth >= NARROW_LANE;
    this.element.classList.toggle('has-hidden-lanes', !isWhole);
    for (const [name, value] of Object.entries({
      'step-width': stepWidth,
      'tracks-at': tracksAt,
      'lanes-at': lanesAt,
      'lanes-width': lanesEnd - lanesAt,
      'text-at': textAt,
    })) {
      this.element.style.setProperty(`--${name}`, `${value}px`);
    }
    this.#canvas.style.height = `${this.#height}px`;
    this.#canvas.style.width = `${this.element.clientWidth}px`;
    this.#layers.clear();
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
    this.#drawnRows = run.rows;
    this.#events.moved(this.#geometry, left);
    if (run.steps === 0) return this.#layers.clear();
    const firstRow = Math.max(0, Math.floor(top / ROW_HEIGHT) - OVERSCAN);
    const lastRow = Math.min(run.rows.rows - 1, Math.ceil((top + height) / ROW_HEIGHT) + OVERSCAN);
    if (Math.abs(firstRow - this.#originRow) > REBASE_ROWS) {
      this.#originRow = firstRow;
      this.#layers.clear();
    }
    const layout = layoutWindow(run, this.#geometry, { firstRow, lastRow, originRow: this.#originRow, cursor: this.#marks.cursor });
    this.#layers.show({ run, layout, geometry: this.#geometry, labels: this.#labels });
    this.#layers.shift(left, this.#originRow * ROW_HEIGHT - top);
    const { undrawn, untold } = layout;
    this.#undrawn.hidden = undrawn + untold === 0;
    this.#undrawn.textContent =
      untold > 0
        ? `${countText(untold)} more events are here and are not drawn: zoom in (+).`
        : `${countText(undrawn)} more messages pass through here and are not drawn.`;
    this.#applyMarks();
    const [first, last] = [run.rows.stepAt(firstRow), run.rows.stepAt(lastRow)];
    this.#labels?.want(first, last);
    run.bands.want(first, last);
    // Shows in the profiler's timeline, and tests observe it.
    performance.measure('backstep-redraw', { start, end: performance.now() });
    performance.clearMeasures('backstep-redraw');
  }

  #applyMarks(): void {
    const { cursor } = this.#marks;
    this.#layers.mark(this.#marks);
    if (this.#layers.hasRow(cursor)) this.element.setAttribute('aria-activedescendant', `step-${cursor}`);
    else this.element.removeAttribute('aria-activedescendant');
  }
}

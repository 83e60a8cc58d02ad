import { isDrawn, laneX, type LaneGeometry } from '../layout/lanes.ts';
import { ringsOf } from '../layout/rings.ts';
import { DENSE, type WindowLayout } from '../layout/window-layout.ts';
import type { LabelPages } from '../model/label-pages.ts';
import type { HappensBefore } from '../../sim-core/trace/happens-before.ts';
import type { Matches } from '../model/filter.ts';
import type { Gap } from '../model/rows.ts';
import type { RunModel } from '../model/run-model.ts';
import { drawArrow } from './draw-arrows.ts';
import { drawBand, drawBandLabel } from './draw-bands.ts';
import { drawDeadline, drawDeadlineTint, drawEvent, drawFault, drawLane, drawSpan, drawWorld, hatches } from './draw-lanes.ts';
import { html, svg } from './elements.ts';
import { eventRow, fillMore, gapRow } from './event-row.ts';
import { KeyedLayer } from './keyed-layer.ts';
import { violationSlot } from './violation-slot.ts';

export interface DiagramMarks {
  readonly cursor: number;
  readonly chain: ReadonlySet<number>;
  /** First and last selected step. */
  readonly selection: readonly [number, number] | undefined;
}

/** A window of a run, and what it is drawn with. */
interface Drawing {
  readonly run: RunModel;
  readonly layout: WindowLayout;
  readonly geometry: LaneGeometry;
  readonly labels: LabelPages | undefined;
}

/** Everything that is drawn in the window of the diagram, in the order in which it lies one above the other. */
export class DiagramLayers {
  readonly #rows = new KeyedLayer(html('div', { class: 'rows', role: 'presentation' }));
  /** A list has nothing but its options, so that what is told in a band is told by the option before it to those who listen. */
  readonly #slots = new KeyedLayer(html('div', { class: 'slots', 'aria-hidden': 'true' }));
  readonly #gaps = new KeyedLayer(html('div', { class: 'gaps', 'aria-hidden': 'true' }));
  readonly #tints = new KeyedLayer(svg('g'));
  readonly #world = new KeyedLayer(svg('g'));
  readonly #lanes = new KeyedLayer(svg('g'));
  readonly #bands = new KeyedLayer(svg('g'));
  readonly #bandLabels = new KeyedLayer(svg('g'));
  readonly #spans = new KeyedLayer(svg('g'));
  readonly #arrows = new KeyedLayer(svg('g'));
  readonly #glyphs = new KeyedLayer(svg('g'));
  readonly #rings = new KeyedLayer(svg('g'));
  readonly #deadlines = new KeyedLayer(svg('g'));
  readonly #faults = new KeyedLayer(svg('g'));
  /** The letters of a partition's sides can be read also where a node is hatched. */
  readonly #onLanes = [
    this.#tints,
    this.#bands,
    this.#bandLabels,
    this.#lanes,
    this.#spans,
    this.#world,
    this.#arrows,
    this.#glyphs,
    this.#rings,
  ];
  readonly #lanesGroup = svg('g', {}, ...this.#onLanes.map(({ element }) => element));
  readonly #tracksGroup = svg('g', {}, this.#faults.element, this.#deadlines.element);
  readonly elements: readonly Element[] = [
    this.#rows.element,
    svg('svg', { class: 'tracks-frame', 'aria-hidden': 'true' }, this.#tracksGroup),
    svg('svg', { class: 'lanes-frame', 'aria-hidden': 'true' }, hatches(), this.#lanesGroup),
    this.#slots.element,
    this.#gaps.element,
  ];

  readonly #gapText: (gap: Pick<Gap, 'from' | 'to'>) => string;
  #matches: Matches | undefined;
  #causality: HappensBefore | undefined;
  #pinned: number | undefined;

  constructor(gapText: (gap: Pick<Gap, 'from' | 'to'>) => string) {
    this.#gapText = gapText;
  }

  /** The rows that are drawn, by step. */
  rows(): Iterable<[string | number, Element]> {
    return this.#rows.entries();
  }

  hasRow(step: number): boolean {
    return this.#rows.get(step) !== undefined;
  }

  /** Shows exactly what is to be seen in a window; what was there already stays as it is. */
  show({ run, layout, geometry, labels }: Drawing): void {
    const trackX = (track: number): number => trackPlace(geometry, track);
    const width = geometry.laneWidth * geometry.lanes;
    this.#rows.show(
      layout.events.filter(({ isTold }) => isTold),
      ({ step }) => step,
      (box) => eventRow(run, box, labels?.at(box.step)),
    );
    for (const { step, more } of layout.events) if (more !== undefined) fillMore(this.#rows.get(step), more);
    this.#slots.show(
      layout.slots,
      ({ slot }) => slot,
      (box) => violationSlot(run, box),
    );
    this.#gaps.show(
      layout.gaps,
      ({ from, to }) => `${from}/${to}`,
      (box) => gapRow(box, this.#gapText(box)),
    );
    this.#tints.show(
      layout.deadlines,
      ({ index }) => index,
      (box) => drawDeadlineTint(box, width),
    );
    this.#deadlines.show(
      layout.deadlines,
      ({ index }) => index,
      (box) => drawDeadline(box, trackX(run.deadlines.length - 1 - box.index), geometry.trackWidth),
    );
    this.#bands.show(
      layout.bands.boxes,
      ({ key }) => key,
      (box) => drawBand(box, geometry),
    );
    this.#bandLabels.show(
      layout.bands.labels,
      ({ key }) => key,
      (label) => drawBandLabel(label, geometry),
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
      (box) => drawFault(box, trackX(run.deadlines.length + box.track), geometry.trackWidth),
    );
    this.#spans.show(
      spans,
      ({ kind, lane, from, track, bottom }) => `${kind}/${lane}/${from}/${track}/${bottom}`,
      (box) => drawSpan(box, geometry),
    );
    this.#arrows.show(layout.arrows, ({ to, end }) => `${to}/${end}`, drawArrow);
    this.#fade(layout);
    this.#glyphs.show(
      layout.events.filter(({ lane }) => isDrawn(geometry, lane)),
      ({ step }) => step,
      (box) => drawEvent(box, geometry),
    );
    const rings = layout.events.flatMap((box) => ringsOf(run, box)).filter(({ lane }) => isDrawn(geometry, lane));
    this.#rings.show(
      rings,
      ({ step, lane }) => `${step}/${lane}`,
      ({ step, lane, y }) => svg('circle', { class: 'ring', 'data-ring': step, cx: laneX(geometry, lane), cy: y, r: 10 }),
    );
  }

  /** Messages that only pass through a dense window would hide those that begin or end in it. */
  #fade({ arrows, events }: WindowLayout): void {
    this.#arrows.element.classList.toggle('is-dense', arrows.length > DENSE);
    const [first, last] = [events[0]?.step ?? 0, events.at(-1)?.step ?? 0];
    for (const { from, to, end } of arrows) this.#arrows.get(`${to}/${end}`)?.classList.toggle('is-passing', from < first && to > last);
  }

  /** Moves everything to where the window has been scrolled to. */
  shift(left: number, down: number): void {
    this.#rows.element.setAttribute('style', `transform: translateY(${down}px)`);
    this.#slots.element.setAttribute('style', `transform: translateY(${down}px)`);
    this.#gaps.element.setAttribute('style', `transform: translateY(${down}px)`);
    this.#lanesGroup.setAttribute('transform', `translate(${-left},${down})`);
    this.#tracksGroup.setAttribute('transform', `translate(0,${down})`);
  }

  /** Which steps stand out from now on. */
  filter(matches: Matches | undefined, causality: HappensBefore | undefined): void {
    this.#matches = matches;
    this.#causality = causality;
  }

  /** The step that others are compared with. */
  pin(step: number | undefined): void {
    this.#pinned = step;
  }

  #isDimmed(step: number): boolean {
    return this.#matches !== undefined && !this.#matches.has(step);
  }

  /** Toggles what depends on the cursor, on what is there already: a step redraws nothing. */
  mark({ cursor, chain, selection }: DiagramMarks): void {
    for (const [key, row] of this.#rows.entries()) {
      const step = Number(key);
      if (step === cursor) row.setAttribute('aria-current', 'step');
      else row.removeAttribute('aria-current');
      row.setAttribute('aria-selected', String(selection !== undefined && step >= selection[0] && step <= selection[1]));
      row.classList.toggle('in-chain', chain.has(step));
      row.classList.toggle('is-pinned', step === this.#pinned);
      row.classList.toggle('is-match', this.#matches?.has(step) === true);
      row.classList.toggle('is-dimmed', this.#isDimmed(step));
      if (this.#causality) row.setAttribute('data-causality', this.#causality.at(step));
      else row.removeAttribute('data-causality');
    }
    for (const [, arrow] of this.#arrows.entries()) {
      arrow.classList.toggle(
        'in-chain',
        chain.has(Number(arrow.getAttribute('data-to'))) && chain.has(Number(arrow.getAttribute('data-from'))),
      );
      arrow.classList.toggle(
        'is-dimmed',
        this.#isDimmed(Number(arrow.getAttribute('data-to'))) && this.#isDimmed(Number(arrow.getAttribute('data-from'))),
      );
    }
    for (const [step, shape] of this.#glyphs.entries()) {
      shape.classList.toggle('in-chain', chain.has(Number(step)));
      shape.classList.toggle('at-cursor', step === cursor);
      shape.classList.toggle('is-dimmed', this.#isDimmed(Number(step)));
    }
  }

  clear(): void {
    for (const layer of [...this.#onLanes, this.#rows, this.#slots, this.#gaps, this.#deadlines, this.#faults]) layer.clear();
  }
}

/** Tracks are filled from the lanes outward. */
function trackPlace({ lanesAt, tracksAt, trackWidth, tracks }: LaneGeometry, track: number): number {
  return lanesAt - tracksAt - 6 - (Math.min(track, tracks - 1) + 1) * trackWidth + 1;
}

import { firstStepAt } from '../../sim-core/trace/columns.ts';
import type { Inevitable } from '../../extension/panel-messages.ts';
import { timeText } from '../../sim-core/base/time-text.ts';
import { countText } from '../model/count-text.ts';
import { densityOf, endOf } from '../model/density.ts';
import type { Matches } from '../model/filter.ts';
import type { RunModel } from '../model/run-model.ts';
import { html } from './elements.ts';

const HEIGHT = 28;
/** Where something happens there is something to be seen, however much happens elsewhere. */
const LEAST = 2;
/** A run of so many events is counted within a frame. */
const LONG = 100_000;
/** Half of what the side of a point of a curve is. */
const DOT = 2;

/**
 * The whole run in one strip along its simulated time: how much happens when, faults, violations and where the cursor is.
 * The strip is drawn once for a run, a width or a filter; a step moves the cursor over it and draws nothing.
 */
export class Minimap {
  readonly element = html('div', {
    class: 'minimap',
    role: 'slider',
    tabindex: 0,
    'aria-label': 'Place in the run',
    'aria-valuemin': 0,
    title: 'The whole run along its simulated time: drag to move through it',
  });
  readonly #goTo: (step: number) => void;
  readonly #canvas = html('canvas', { 'aria-hidden': 'true', 'data-drawn': 0 });
  readonly #cursor = html('div', { class: 'minimap-cursor', 'aria-hidden': 'true' });
  #run: RunModel | undefined;
  #matches: Matches | undefined;
  #inevitable: Inevitable | undefined;
  #width = 0;
  #drawn = 0;
  #at = 0;
  #frame = 0;

  constructor(goTo: (step: number) => void) {
    this.#goTo = goTo;
    this.element.append(this.#canvas, this.#cursor);
    this.element.addEventListener('pointerdown', (event) => {
      this.element.setPointerCapture(event.pointerId);
      this.#scrub(event);
    });
    this.element.addEventListener('pointermove', (event) => {
      if (this.element.hasPointerCapture(event.pointerId)) this.#scrub(event);
    });
    new ResizeObserver(() => this.#drawSoon()).observe(this.element);
    // Colours are those of the theme, which may change.
    new MutationObserver(() => this.#drawSoon()).observe(document.body, { attributes: true, attributeFilter: ['class'] });
  }

  show(run: RunModel): void {
    this.#run = run;
    this.#matches = undefined;
    this.#inevitable = undefined;
    this.element.hidden = run.steps === 0;
    this.element.setAttribute('aria-valuemax', String(Math.max(0, run.steps - 1)));
    // What is drawn there is of the run before.
    this.#canvas.width = 0;
    this.#drawSoon();
  }

  filtered(matches: Matches | undefined): void {
    if (matches === this.#matches) return;
    this.#matches = matches;
    this.#drawSoon();
  }

  /** Draws a curve over the strip: the share of other futures that violate, from nothing at the bottom to all at the top. */
  inevitable(found: Inevitable): void {
    this.#inevitable = found;
    this.#drawSoon();
  }

  cursorMoved(step: number): void {
    const run = this.#run;
    if (!run || run.steps === 0) return;
    this.#at = step;
    const time = run.columns.time[step]!;
    this.#cursor.style.left = `${(100 * time) / endOf(run)}%`;
    this.element.setAttribute('aria-valuenow', String(step));
    this.element.setAttribute('aria-valuetext', `step ${countText(step)} of ${countText(run.steps - 1)}, ${timeText(time)}`);
  }

  #scrub({ clientX }: PointerEvent): void {
    const run = this.#run;
    const { left, width } = this.element.getBoundingClientRect();
    if (!run || run.steps === 0 || width === 0) return;
    const time = Math.floor(Math.max(0, Math.min(1, (clientX - left) / width)) * endOf(run));
    const step = Math.min(run.steps - 1, firstStepAt(run.columns, time));
    if (step !== this.#at) this.#goTo(step);
  }

  /** Of a long run the diagram comes first: whoever waits for it does not wait until all events have been counted. */
  #drawSoon(): void {
    if (!this.#run || this.#run.steps <= LONG) return this.#draw();
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => setTimeout(() => this.#draw()));
  }

  #draw(): void {
    this.#frame = 0;
    const run = this.#run;
    const width = this.element.clientWidth;
    const context = this.#canvas.getContext('2d');
    if (!run || run.steps === 0 || width === 0 || !context) return;
    this.#width = width;
    const ratio = window.devicePixelRatio;
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(HEIGHT * ratio);
    context.scale(ratio, ratio);
    this.#paint(context, run);
    this.#canvas.setAttribute('data-drawn', String(++this.#drawn));
  }

  #paint(context: CanvasRenderingContext2D, run: RunModel): void {
    const style = getComputedStyle(this.element);
    const colour = (name: string): string => style.getPropertyValue(`--map-${name}`);
    const width = this.#width;
    const { events, faults, matches, most } = densityOf(run, width, this.#matches);
    const bars = (counts: Uint32Array, fill: string): void => {
      context.fillStyle = fill;
      for (let x = 0; x < width; x++) {
        if (counts[x] === 0) continue;
        // A root, so that what is rare can be seen beside what is frequent.
        const height = Math.max(LEAST, Math.sqrt(counts[x]! / most) * (HEIGHT - 8));
        context.fillRect(x, HEIGHT - height, 1, height);
      }
    };
    bars(events, colour('events'));
    if (matches) bars(matches, colour('matches'));
    context.fillStyle = colour('faults');
    for (let x = 0; x < width; x++) if (faults[x]! > 0) context.fillRect(x, 0, 1, 3);
    context.fillStyle = colour('violations');
    for (const { step } of run.violations) {
      const x = (run.columns.time[step]! / endOf(run)) * width;
      context.fillRect(Math.min(width - 2, Math.max(0, x - 1)), 0, 2, HEIGHT);
      context.beginPath();
      context.moveTo(x - 4, 0);
      context.lineTo(x + 4, 0);
      context.lineTo(x, 6);
      context.fill();
    }
    if (this.#inevitable) this.#paintCurve(context, run, this.#inevitable, colour);
  }

  #paintCurve(context: CanvasRenderingContext2D, run: RunModel, { points, futures }: Inevitable, colour: (name: string) => string): void {
    const shown = points.filter(({ step }) => step < run.steps);
    const places = shown.map(({ step, violating }) => ({
      x: Math.min(this.#width - DOT, Math.max(DOT, (run.columns.time[step]! / endOf(run)) * this.#width)),
      y: HEIGHT - DOT - 1 - (violating / futures) * (HEIGHT - 2 * (DOT + 1)),
    }));
    const line = new Path2D();
    for (const { x, y } of places) line.lineTo(x, y);
    const dots = new Path2D();
    for (const { x, y } of places) dots.rect(x - DOT, y - DOT, 2 * DOT, 2 * DOT);
    context.lineJoin = 'round';
    // What is behind it stays apart from it, whatever colours the theme has.
    context.strokeStyle = colour('ground');
    context.lineWidth = 5;
    context.stroke(line);
    context.strokeStyle = context.fillStyle = colour('inevitable');
    context.lineWidth = 1.5;
    context.stroke(line);
    context.fill(dots);
  }
}

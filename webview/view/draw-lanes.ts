import { laneX, type LaneGeometry } from '../layout/lanes.ts';
import type { DeadlineBox, EventBox, LaneBox, SpanBox, WorldBox } from '../layout/window-layout.ts';
import { bandLooks } from './draw-bands.ts';
import { svg } from './elements.ts';
import { glyph } from './glyphs.ts';
import { hoverable } from './hoverable.ts';

/** How far the bar of an operation stands to the right of its lane. */
const OPERATION_OFFSET = 11;
const OPERATION_STEP = 5;
/** How far the line of a lie stands to the left of its lane. */
const LIE_OFFSET = 9;
/** The same of the line of a slow machine. */
const SLOW_OFFSET = 13;

export function drawLane({ lane, down, top, bottom }: LaneBox, geometry: LaneGeometry): SVGElement {
  const x = laneX(geometry, lane);
  return svg('path', { class: down ? 'lane lane-down' : 'lane', d: `M${x},${top}V${bottom}`, 'data-lane': lane });
}

/** A stretch of a node's life: starting, frozen, busy, or a client's operation under way. */
export function drawSpan({ kind, lane, track, from, text, top, bottom }: SpanBox, geometry: LaneGeometry): SVGElement {
  const x = laneX(geometry, lane);
  const attributes = { class: `span span-${kind}`, 'data-span': kind, 'data-from': from, 'data-track': track };
  const height = Math.max(0, bottom - top);
  if (kind === 'operation') {
    const at = x + OPERATION_OFFSET + Math.min(track, operationsBeside(geometry) - 1) * OPERATION_STEP;
    return hoverable(
      svg('path', { ...attributes, d: `M${at - 4},${top}H${at}V${bottom}H${at - 4}` }),
      { x: at - 4, y: top, width: 6, height },
      text,
    );
  }
  if (kind === 'lying' || kind === 'slow' || kind === 'troubled') {
    // Beside the lane, where what the node does meanwhile leaves it to be seen.
    const at = x - (kind === 'lying' ? LIE_OFFSET : SLOW_OFFSET);
    return hoverable(svg('path', { ...attributes, d: `M${at},${top}V${bottom}` }), { x: at - 3, y: top, width: 6, height }, text);
  }
  const half = kind === 'busy' || kind === 'starting' ? 3.5 : 5;
  const box = { x: x - half, y: top, width: 2 * half, height };
  return hoverable(svg('rect', { ...attributes, ...box, rx: half < 5 ? 1.5 : 0 }), box, text);
}

/** As many operations of one client as stand side by side within its lane; further ones share the last place. */
function operationsBeside({ laneWidth }: LaneGeometry): number {
  return 1 + Math.max(0, Math.floor((laneWidth / 2 - OPERATION_OFFSET) / OPERATION_STEP));
}

/** A fault of links stands beside the lanes for as long as it lasts; one that cuts the network stands out. */
export function drawFault({ kind, track, from, text, top, bottom }: SpanBox, x: number, width: number): SVGElement {
  const d = `M${x + width - 4},${top}H${x}V${bottom}H${x + width - 4}`;
  const path = svg('path', {
    class: `span span-${kind}`,
    'data-span': kind,
    'data-from': from,
    'data-track': track,
    d,
  });
  return hoverable(path, { x: x - 2, y: top, width, height: Math.max(0, bottom - top) }, text);
}

/** The bar of a missed deadline, from the promise to the deadline, hatched where its clock stood still. */
export function drawDeadline({ index, sentence, top, bottom, suspended }: DeadlineBox, x: number, track: number): SVGElement {
  const width = track - 3;
  const group = svg('g', { class: 'deadline', 'data-deadline': index });
  group.append(svg('rect', { class: 'deadline-bar', x, y: top, width, height: bottom - top }));
  for (const [from, to] of suspended) {
    group.append(svg('rect', { class: 'deadline-suspended', 'data-suspended': true, x, y: from, width, height: to - from }));
  }
  group.append(svg('path', { class: 'deadline-ends', d: `M${x - 1},${top}H${x + width + 2}M${x - 1},${bottom}H${x + width + 2}` }));
  return hoverable(group, { x: x - 1, y: top, width: track, height: bottom - top }, `Deadline missed: ${sentence}`);
}

/** The same stretch across all lanes, as a tint behind them. */
export function drawDeadlineTint({ top, bottom, suspended }: DeadlineBox, width: number): SVGElement {
  const group = svg('g', { class: 'deadline-tint' }, svg('rect', { x: 0, y: top, width, height: bottom - top }));
  for (const [from, to] of suspended)
    group.append(svg('rect', { class: 'deadline-tint-suspended', x: 0, y: from, width, height: to - from }));
  return group;
}

/** The shape of an event on its lane. */
export function drawEvent({ step, glyph: name, tone, lane, y }: EventBox, geometry: LaneGeometry): SVGElement {
  const shape = glyph(name, tone);
  shape.setAttribute('transform', `translate(${laneX(geometry, lane)},${y})`);
  shape.setAttribute('data-glyph', String(step));
  return shape;
}

/** An event of the world: a band across all lanes; one that cuts the network says in each lane on which side it is. */
export function drawWorld({ step, glyph: name, tone, y, sides }: WorldBox, geometry: LaneGeometry): SVGElement {
  const width = geometry.laneWidth * geometry.lanes;
  const group = svg(
    'g',
    { class: `world tone-${tone}`, 'data-world': step },
    svg('rect', { class: 'world-band', x: 2, y: y - 9, width: width - 4, height: 18, rx: 2 }),
  );
  if (sides) {
    for (const [place, lane] of geometry.order.shown.entries()) {
      const side = sides.sideOf[lane] ?? -1;
      const x = laneX(geometry, lane);
      if (side >= 0) group.append(sideBadge(x, y, side));
      const next = sides.sideOf[geometry.order.shown[place + 1] ?? -1];
      if (next === undefined || next === side || side < 0 || next < 0) continue;
      const d = sides.oneWay ? struckArrow(side === 0 ? 1 : -1) : 'M-3,6L0,-6M1,6L4,-6';
      group.append(svg('path', { class: 'world-cut', d, transform: `translate(${x + geometry.laneWidth / 2},${y})` }));
    }
    return group;
  }
  const shape = glyph(name, tone);
  shape.setAttribute('transform', `translate(14,${y})`);
  group.append(shape);
  return group;
}

/** An arrow to the right or to the left that is struck out: this way nothing comes through. */
function struckArrow(direction: 1 | -1): string {
  return `M${-8 * direction},0H${8 * direction}M${4 * direction},-3.5L${8 * direction},0L${4 * direction},3.5M-4,5.5L2,-5.5`;
}

/** The letter of a side, A for the first. */
function sideBadge(x: number, y: number, side: number): SVGElement {
  const letter = svg('text', { x, y: y + 3.5, class: 'side-letter', 'text-anchor': 'middle' });
  letter.textContent = String.fromCharCode(65 + (side % 26));
  return svg(
    'g',
    { class: 'side', 'data-side': side },
    svg('rect', { x: x - 7, y: y - 7, width: 14, height: 14, rx: side === 0 ? 7 : 1 }),
    letter,
  );
}

/** The patterns of hatched areas; they take the colour of what uses them. */
export function hatches(): SVGDefsElement {
  const hatch = (id: string, angle: number): SVGPatternElement =>
    svg(
      'pattern',
      { id, width: 5, height: 5, patternUnits: 'userSpaceOnUse', patternTransform: `rotate(${angle})` },
      svg('rect', { class: 'hatch-ground', width: 5, height: 5 }),
      svg('path', { class: 'hatch-line', d: 'M0,0V5' }),
    );
  return svg('defs', {}, hatch('hatch-pause', 45), hatch('hatch-stall', -45), hatch('hatch-suspended', 45), ...bandLooks());
}

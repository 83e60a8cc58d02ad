import { laneX, type LaneGeometry } from '../layout/lanes.ts';
import type { DeadlineBox, EventBox, LaneBox, SpanBox, WorldBox } from '../layout/window-layout.ts';
import { svg } from './elements.ts';
import { glyph } from './glyphs.ts';

/** How far the bar of an operation stands to the right of its lane. */
const OPERATION_OFFSET = 11;
const OPERATION_STEP = 5;

export function drawLane({ lane, down, top, bottom }: LaneBox, geometry: LaneGeometry): SVGElement {
  const x = laneX(geometry, lane);
  return svg('path', { class: down ? 'lane lane-down' : 'lane', d: `M${x},${top}V${bottom}`, 'data-lane': lane });
}

/** A stretch of a node's life: frozen, busy, or a client's operation under way. */
export function drawSpan({ kind, lane, track, from, top, bottom }: SpanBox, geometry: LaneGeometry): SVGElement {
  const x = laneX(geometry, lane);
  const attributes = { class: `span span-${kind}`, 'data-span': kind, 'data-from': from };
  if (kind === 'operation') {
    const at = x + OPERATION_OFFSET + Math.min(track, 3) * OPERATION_STEP;
    return svg('path', { ...attributes, d: `M${at - 4},${top}H${at}V${bottom}H${at - 4}` });
  }
  const half = kind === 'busy' ? 3.5 : 5;
  return svg('rect', { ...attributes, x: x - half, y: top, width: 2 * half, height: Math.max(0, bottom - top), rx: kind === 'busy' ? 1.5 : 0 });
}

/** A cut of the network stands beside the lanes for as long as it lasts. */
export function drawCut({ from, top, bottom }: SpanBox, x: number): SVGElement {
  return svg('path', { class: 'span span-cut', 'data-span': 'cut', 'data-from': from, d: `M${x + 5},${top}H${x}V${bottom}H${x + 5}` });
}

/** The bar of a missed deadline, from the promise to the deadline, hatched where its clock stood still. */
export function drawDeadline({ index, sentence, top, bottom, suspended }: DeadlineBox, x: number): SVGElement {
  const group = svg('g', { class: 'deadline', 'data-deadline': index, role: 'img', 'aria-label': `Deadline missed: ${sentence}` });
  group.append(svg('rect', { class: 'deadline-bar', x, y: top, width: 6, height: bottom - top }));
  for (const [from, to] of suspended) {
    group.append(svg('rect', { class: 'deadline-suspended', 'data-suspended': true, x, y: from, width: 6, height: to - from }));
  }
  group.append(svg('path', { class: 'deadline-ends', d: `M${x - 1},${top}H${x + 8}M${x - 1},${bottom}H${x + 8}` }));
  return group;
}

/** The same stretch across all lanes, as a tint behind them. */
export function drawDeadlineTint({ top, bottom, suspended }: DeadlineBox, width: number): SVGElement {
  const group = svg('g', { class: 'deadline-tint' }, svg('rect', { x: 0, y: top, width, height: bottom - top }));
  for (const [from, to] of suspended) group.append(svg('rect', { class: 'deadline-tint-suspended', x: 0, y: from, width, height: to - from }));
  return group;
}

/** The shape of an event on its lane. */
export function drawEvent({ step, kind, stall, lane, y }: EventBox, geometry: LaneGeometry): SVGElement {
  const shape = glyph(stall && kind === 'pause' ? 'stall' : kind);
  shape.setAttribute('transform', `translate(${laneX(geometry, lane)},${y})`);
  shape.setAttribute('data-glyph', String(step));
  shape.classList.add(`kind-${kind}`);
  return shape;
}

/** An event of the world: a band across all lanes; a partition says in each lane on which side it is. */
export function drawWorld({ step, kind, y, sides }: WorldBox, geometry: LaneGeometry): SVGElement {
  const width = geometry.laneWidth * geometry.lanes;
  const group = svg('g', { class: `world world-${kind} kind-${kind}`, 'data-world': step }, svg('rect', { class: 'world-band', x: 2, y: y - 9, width: width - 4, height: 18, rx: 2 }));
  if (sides && kind === 'partition') {
    for (const [lane, side] of sides.sideOf.entries()) {
      const x = laneX(geometry, lane);
      if (side >= 0) group.append(sideBadge(x, y, side));
      const next = sides.sideOf[lane + 1];
      if (next === undefined || next === side || side < 0 || next < 0) continue;
      const cut = x + geometry.laneWidth / 2;
      group.append(svg('path', { class: 'world-cut', d: `M${cut - 3},${y + 6}L${cut},${y - 6}M${cut + 1},${y + 6}L${cut + 4},${y - 6}` }));
    }
    return group;
  }
  const shape = glyph(kind);
  shape.setAttribute('transform', `translate(14,${y})`);
  group.append(shape);
  return group;
}

/** The letter of a side, A for the first. */
function sideBadge(x: number, y: number, side: number): SVGElement {
  const letter = svg('text', { x, y: y + 3.5, class: 'side-letter', 'text-anchor': 'middle' });
  letter.textContent = String.fromCharCode(65 + (side % 26));
  return svg('g', { class: 'side', 'data-side': side }, svg('rect', { x: x - 7, y: y - 7, width: 14, height: 14, rx: side === 0 ? 7 : 1 }), letter);
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
  return svg('defs', {}, hatch('hatch-pause', 45), hatch('hatch-stall', -45), hatch('hatch-suspended', 45));
}

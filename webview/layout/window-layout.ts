import { countWhile } from '../../sim-core/base/count-while.ts';
import { EVENT_FACTS, type EventKind, type EventTone } from '../../sim-core/trace/event-kinds.ts';
import { FLAG } from '../../sim-core/trace/event.ts';
import type { CutSides, Span, LastingKind } from '../../sim-core/trace/facts.ts';
import { appearanceAt, type ShapeName } from '../model/appearance.ts';
import { SLOT_ROWS, type RowWindow } from '../model/rows.ts';
import type { IntervalIndex } from '../model/interval-index.ts';
import type { RunModel } from '../model/run-model.ts';
import { spanText } from '../model/span-text.ts';
import type { ViolationBand } from '../model/violation-bands.ts';
import { bandBoxes, type Bands } from './band-boxes.ts';
import { withRoom } from './told-rows.ts';
import { arrowLine, clipped, type ArrowEnd, type ArrowLine } from './arrow-shape.ts';
import { isDrawn, laneX, ROW_HEIGHT, type LaneGeometry } from './lanes.ts';

/** More messages that only pass through are not drawn: they would be a wall, and their number is told instead. */
export const MOST_PASSING = 100;
/** Of more messages than these, only those that have to do with the window stand out, and of them those of the cursor. */
export const DENSE = 60;
/** Heights are cut off this far from the origin, because an SVG counts in floats. */
const REACH = 40_000;

/** What is to be laid out: the rows of the window, and the row from which heights are counted. */
export interface Window {
  readonly firstRow: number;
  readonly lastRow: number;
  /** The step whose row is told of before all others, where not all have room. */
  readonly cursor?: number;
  readonly originRow: number;
}

export interface EventBox {
  readonly step: number;
  readonly kind: EventKind;
  readonly glyph: ShapeName;
  readonly tone: EventTone;
  /** -1 for an event of the world. */
  readonly lane: number;
  /** The middle of the row. */
  readonly y: number;
  /** Whether its row has room; where time decides how far events are apart, not all have. */
  readonly isTold: boolean;
  /** How many after it have no room, where that may be. */
  readonly more?: number;
}

export interface SlotBox {
  readonly slot: number;
  readonly band: ViolationBand;
  readonly top: number;
  readonly height: number;
}

/** What stands for steps that are not shown. */
export interface GapBox {
  readonly from: number;
  readonly to: number;
  readonly y: number;
}

export interface ArrowBox {
  readonly from: number;
  /** The delivery or loss, or the send itself for a message that is under way at the end. */
  readonly to: number;
  readonly end: ArrowEnd;
  readonly line: ArrowLine;
  /** Whether the line reaches its end within reach, so that the end is drawn. */
  readonly ends: boolean;
  readonly toSelf: boolean;
  /** Whether its send, or its end, is among steps that are not shown. */
  readonly fromHidden: boolean;
  readonly toHidden: boolean;
  readonly duplicate: boolean;
  readonly overtaken: boolean;
  readonly byzantine: boolean;
}

export interface SpanBox {
  /** A fault that cuts the network is drawn as a cut; all others of links look alike. */
  readonly kind: LastingKind | 'cut';
  /** -1 for a fault of links. */
  readonly lane: number;
  readonly track: number;
  readonly from: number;
  /** What lasts, in words. */
  readonly text: string;
  readonly top: number;
  readonly bottom: number;
}

export interface LaneBox {
  readonly lane: number;
  readonly down: boolean;
  readonly top: number;
  readonly bottom: number;
}

export interface DeadlineBox {
  readonly index: number;
  readonly sentence: string;
  readonly top: number;
  readonly bottom: number;
  readonly suspended: readonly (readonly [top: number, bottom: number])[];
}

export interface WorldBox extends Omit<EventBox, 'lane' | 'isTold' | 'more'> {
  /** Of an event with which a cut begins. */
  readonly sides: CutSides | undefined;
}

/** Everything that is to be seen in a window. Pure data, so that it can be looked at without a browser. */
export interface WindowLayout {
  readonly events: readonly EventBox[];
  readonly slots: readonly SlotBox[];
  readonly gaps: readonly GapBox[];
  readonly arrows: readonly ArrowBox[];
  /** How many messages pass through the window without being drawn. */
  readonly undrawn: number;
  /** How many events of the window are not drawn either. */
  readonly untold: number;
  readonly spans: readonly SpanBox[];
  readonly bands: Bands;
  readonly lanes: readonly LaneBox[];
  readonly deadlines: readonly DeadlineBox[];
  readonly world: readonly WorldBox[];
}

export function layoutWindow(run: RunModel, geometry: LaneGeometry, window: Window): WindowLayout {
  const { rows } = run;
  const middle = (step: number): number => (rows.rowOf(step) - window.originRow + 0.5) * ROW_HEIGHT;
  const reached = (y: number): number => Math.max(-REACH, Math.min(REACH, y));
  /** Also for the step after the last one, where that which never ends goes on. */
  const reachedMiddle = (step: number): number => reached(step >= run.steps ? (rows.rows - window.originRow) * ROW_HEIGHT : middle(step));
  const { blocks, gaps, around, undrawn: tooMany = 0 } = rows.window(window.firstRow, window.lastRow);
  const [first, last] = around ?? [blocks[0]?.[0] ?? 0, blocks.at(-1)?.[1] ?? -1];
  /** What touches one of these is to be seen. */
  const touched = around ? [around] : blocks;

  const events: EventBox[] = [];
  const world: WorldBox[] = [];
  for (const step of stepsOf(blocks)) {
    const kind = run.kindAt(step);
    const lane = run.laneAt(step);
    const y = middle(step);
    const { glyph, tone } = appearanceAt(run, step);
    const box = { step, kind, glyph, tone, y };
    events.push({ ...box, lane, isTold: true });
    if (lane < 0) world.push({ ...box, sides: run.spans.cutAt.get(step) });
  }

  const slots: SlotBox[] = [];
  for (const [slot, band] of run.violations.entries()) {
    const row = rows.rowOfSlot(slot);
    if (row > window.lastRow || row + SLOT_ROWS <= window.firstRow) continue;
    slots.push({ slot, band, top: (row - window.originRow) * ROW_HEIGHT, height: SLOT_ROWS * ROW_HEIGHT });
  }

  const { arrows, undrawn } = arrowBoxes(run, geometry, { blocks, touched, first, last }, middle);
  const spans: SpanBox[] = [];
  for (const index of touching(run.spans.index, touched)) {
    const span = run.spans.at(index);
    const { kind, node, track, from, to, label } = span;
    if (kind === 'down' || (node >= 0 && !isDrawn(geometry, node))) continue;
    const isCut = kind === 'fault' && run.content.run.faults[label]?.cut !== undefined;
    spans.push({
      kind: isCut ? 'cut' : kind,
      lane: node,
      track,
      from,
      text: spanText(run, span),
      top: reachedMiddle(from),
      bottom: reachedMiddle(to),
    });
  }

  const edge = (step: number, side: 0 | 1): number => reached((rows.rowOf(step) - window.originRow + side) * ROW_HEIGHT);
  const deadlines = run.deadlines.flatMap(({ sentence, from, to, suspended }, index): DeadlineBox[] =>
    to < first || from > last
      ? []
      : [
          {
            index,
            sentence,
            top: edge(from, 0),
            bottom: edge(to, 1),
            suspended: suspended.map(([begin, end]) => [edge(begin, 0), edge(end, 1)] as const),
          },
        ],
  );
  const lanes = geometry.order.shown.flatMap((lane) =>
    laneBoxes(run.spans.downOf[lane] ?? [], lane, first, last, run.steps, reachedMiddle, edge(0, 0)),
  );
  const gapBoxes = gaps.map(({ row, from, to }) => ({ from, to, y: (row - window.originRow + 0.5) * ROW_HEIGHT }));
  return {
    events: around ? withRoom(events, slots, window.cursor) : events,
    slots,
    gaps: gapBoxes,
    arrows,
    undrawn,
    untold: tooMany,
    spans,
    bands: bandBoxes(run, geometry, {
      first,
      last,
      middle: reachedMiddle,
      top: (window.firstRow - window.originRow) * ROW_HEIGHT,
      bottom: (window.lastRow + 1 - window.originRow) * ROW_HEIGHT,
    }),
    lanes,
    deadlines,
    world,
  };
}

type Blocks = RowWindow['blocks'];

function* stepsOf(blocks: Blocks): Iterable<number> {
  for (const [from, to] of blocks) for (let step = from; step <= to; step++) yield step;
}

/** The numbers of the intervals that touch a step that is shown. */
function touching(index: IntervalIndex, blocks: Blocks): ReadonlySet<number> {
  const found = new Set<number>();
  for (const [from, to] of blocks) index.visit(from, to, (at) => found.add(at));
  return found;
}

function arrowBoxes(
  run: RunModel,
  geometry: LaneGeometry,
  { blocks, touched, first, last }: { blocks: Blocks; touched: Blocks; first: number; last: number },
  middle: (step: number) => number,
): { arrows: ArrowBox[]; undrawn: number } {
  const arrows: ArrowBox[] = [];
  let passing = 0;
  const add = (from: number, to: number, end: ArrowEnd): void => {
    const source = run.laneAt(from);
    const target = end === 'underWay' ? run.peerAt(from) : run.laneAt(to);
    const [fromHidden, toHidden] = [!run.rows.isShown(from), !run.rows.isShown(to)];
    // Of a message neither of whose ends is shown there is nothing to be told, and its row tells of one whose lane is hidden.
    if (!isDrawn(geometry, source) || !isDrawn(geometry, target) || (fromHidden && toHidden)) return;
    const whole = arrowLine(end, laneX(geometry, source), middle(from), laneX(geometry, target), middle(to));
    const line = clipped(whole, -REACH, REACH);
    if (!line) return;
    const flags = run.columns.flags[to]!;
    arrows.push({
      from,
      to,
      end,
      line,
      ends: line.y2 === whole.y2 && !toHidden,
      toSelf: source === target,
      fromHidden,
      toHidden,
      duplicate: (flags & FLAG.duplicate) !== 0,
      overtaken: (flags & FLAG.overtaken) !== 0,
      byzantine: ((flags | run.columns.flags[from]!) & FLAG.byzantine) !== 0,
    });
  };
  const { from, to } = run.arrows.index;
  for (const index of touching(run.arrows.index, touched)) {
    const send = from[index]!;
    const arrival = to[index]!;
    if (send < first && arrival > last && ++passing > MOST_PASSING) continue;
    add(send, arrival, endOf(run, send, arrival));
  }
  for (const step of stepsOf(blocks)) if (run.isUnderWay(step)) add(step, step, 'underWay');
  return { arrows, undrawn: Math.max(0, passing - MOST_PASSING) };
}

/** What is lost at the very time of its send never got on its way; anything else was lost where it arrived. */
function endOf(run: RunModel, send: number, arrival: number): ArrowEnd {
  if (EVENT_FACTS[run.columns.kind[arrival]!]?.message !== 'lost') return 'delivered';
  return run.columns.time[send] === run.columns.time[arrival] ? 'lostOnTheWay' : 'lostAtTarget';
}

/** The line of a lane in the window, broken where its node is down. */
function laneBoxes(
  downs: readonly Span[],
  lane: number,
  first: number,
  last: number,
  steps: number,
  middle: (step: number) => number,
  start: number,
): LaneBox[] {
  const boxes: LaneBox[] = [];
  let index = firstEndingAfter(downs, first);
  let from = index > 0 ? middle(downs[index - 1]!.to) : start;
  for (; index < downs.length && downs[index]!.from <= last; index++) {
    const down = downs[index]!;
    // A node that has not started yet is down from the very top.
    const top = down.from === 0 && from === start ? start : middle(down.from);
    if (top > from) boxes.push({ lane, down: false, top: from, bottom: top });
    from = middle(down.to);
    boxes.push({ lane, down: true, top, bottom: from });
  }
  const bottom = middle(index < downs.length ? downs[index]!.from : steps);
  if (bottom > from) boxes.push({ lane, down: false, top: from, bottom });
  return boxes;
}

function firstEndingAfter(downs: readonly Span[], step: number): number {
  return countWhile(downs.length, (at) => downs[at]!.to < step);
}

/** How a message ends: at its target, lost on the way, lost at the door of its target, or not before the run ends. */
export type ArrowEnd = 'delivered' | 'lostOnTheWay' | 'lostAtTarget' | 'underWay';

export interface ArrowLine {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** Between the tip of an arrow and the middle of its lane. */
const GAP = 5;
/** How much of the way a message goes that is lost right where it was sent. */
const LOST_PART = 0.55;
const SELF_LOOP = 26;

/** The straight line of a message, from the lane of its source to where it ends. */
export function arrowLine(end: ArrowEnd, fromX: number, fromY: number, toX: number, toY: number): ArrowLine {
  const direction = Math.sign(toX - fromX);
  switch (end) {
    case 'delivered':
      return { x1: fromX + direction * GAP, y1: fromY, x2: toX - direction * GAP, y2: toY };
    case 'lostAtTarget':
      return { x1: fromX + direction * GAP, y1: fromY, x2: toX - direction * (GAP + 7), y2: toY };
    case 'lostOnTheWay':
    case 'underWay':
      return { x1: fromX + direction * GAP, y1: fromY, x2: fromX + (toX - fromX || SELF_LOOP) * LOST_PART, y2: toY };
  }
}

/** Cuts a line to the stretch between two heights; undefined when nothing of it lies there. */
export function clipped(line: ArrowLine, top: number, bottom: number): ArrowLine | undefined {
  const { x1, y1, x2, y2 } = line;
  if (y2 < top || y1 > bottom) return undefined;
  const xAt = (y: number): number => x1 + ((x2 - x1) * (y - y1)) / (y2 - y1);
  return {
    x1: y1 < top ? xAt(top) : x1,
    y1: Math.max(y1, top),
    x2: y2 > bottom ? xAt(bottom) : x2,
    y2: Math.min(y2, bottom),
  };
}

/** A way for a message of a node to itself: out to the right and back, as far down as its delivery lies. */
export function selfLoop(x: number, fromY: number, toY: number): string {
  return `M${x + GAP},${fromY}C${x + SELF_LOOP},${fromY} ${x + SELF_LOOP},${toY} ${x + GAP},${toY}`;
}

/** The head of an arrow whose tip is the end of `line`, as a path. */
export function arrowHead({ x1, y1, x2, y2 }: ArrowLine): string {
  const angle = Math.atan2(y2 - y1, x2 - x1);
  const corner = (turn: number): string => {
    const to = angle + turn;
    return `${rounded(x2 - 9 * Math.cos(to))},${rounded(y2 - 9 * Math.sin(to))}`;
  };
  return `M${corner(0.42)}L${rounded(x2)},${rounded(y2)}L${corner(-0.42)}Z`;
}

/** The point at a part of the way. */
export function along({ x1, y1, x2, y2 }: ArrowLine, part: number): readonly [x: number, y: number] {
  return [rounded(x1 + (x2 - x1) * part), rounded(y1 + (y2 - y1) * part)];
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

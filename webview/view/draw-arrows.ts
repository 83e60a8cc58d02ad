import { along, arrowHead, selfLoop, type ArrowLine } from '../layout/arrow-shape.ts';
import type { ArrowBox } from '../layout/window-layout.ts';
import { svg } from './elements.ts';

/** Draws one message. A loss ends in a cross, a duplicate is a double line, an overtaken one bears a diamond, a forged one a square. */
export function drawArrow(arrow: ArrowBox): SVGGElement {
  const { line, end, from, to, duplicate, overtaken, byzantine } = arrow;
  const classes = [
    'arrow',
    `arrow-${end}`,
    duplicate && 'is-duplicate',
    overtaken && 'is-overtaken',
    byzantine && 'is-byzantine',
    (arrow.fromHidden || arrow.toHidden) && 'is-cut',
  ];
  const group = svg('g', { class: classes.filter(Boolean).join(' '), 'data-arrow': to, 'data-from': from, 'data-to': to, 'data-end': end });
  const d = arrow.toSelf && end === 'delivered' ? selfLoop(line.x1 - 5, line.y1, line.y2) : pathOf(line);
  group.append(svg('path', { class: 'shaft', d }));
  // A line in the background's colour along the middle of a thick one makes two lines of it.
  if (duplicate) group.append(svg('path', { class: 'shaft-gap', d }));
  if (arrow.ends) group.append(...ending(arrow));
  if (overtaken) group.append(svg('path', { class: 'mark', d: shapeAt(along(line, 0.7), 'M-4,0L0,-4L4,0L0,4Z') }));
  if (byzantine) group.append(svg('path', { class: 'mark', d: shapeAt(along(line, 0.3), 'M-3.5,-3.5H3.5V3.5H-3.5Z') }));
  return group;
}

function ending({ line, end, toSelf }: ArrowBox): SVGElement[] {
  const { x2, y2 } = line;
  switch (end) {
    case 'delivered':
      return [svg('path', { class: 'head', d: arrowHead(toSelf ? { x1: x2 + 20, y1: y2, x2: x2 + 5, y2 } : line) })];
    case 'lostOnTheWay':
    case 'lostAtTarget':
      return [svg('path', { class: 'cross', d: shapeAt([x2, y2], 'M-4.5,-4.5L4.5,4.5M4.5,-4.5L-4.5,4.5') })];
    case 'underWay':
      return [svg('path', { class: 'dots', d: shapeAt([x2, y2], 'M2,0H2.1M6,0H6.1M10,0H10.1') })];
  }
}

function pathOf({ x1, y1, x2, y2 }: ArrowLine): string {
  return `M${x1.toFixed(1)},${y1.toFixed(1)}L${x2.toFixed(1)},${y2.toFixed(1)}`;
}

/** A path around 0,0 moved to a point; its coordinates are absolute pairs after M, L, H and V. */
function shapeAt([x, y]: readonly [number, number], shape: string): string {
  return shape.replace(/([MLHV])(-?[\d.]+)(?:,(-?[\d.]+))?/g, (_, command: string, first: string, second?: string) => {
    if (command === 'H') return `H${Number(first) + x}`;
    if (command === 'V') return `V${Number(first) + y}`;
    return `${command}${Number(first) + x},${Number(second) + y}`;
  });
}

import { svg } from './elements.ts';

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Thin lines are hard to hit, so that what tells of them is an area around them. */
export function hoverable(shape: SVGElement, area: Area, text: string): SVGElement {
  const title = svg('title');
  title.textContent = text;
  return svg('g', {}, shape, svg('rect', { ...area, class: 'hover-area' }, title));
}

import type { EventTone } from '../../sim-core/trace/event-kinds.ts';
import type { ShapeName } from '../model/appearance.ts';
import { svg } from './elements.ts';
import { SHAPES } from './event-shapes.ts';

/** Draws a shape around the origin of the group that it returns, in the colour of a mood. */
export function glyph(name: ShapeName, tone: EventTone): SVGGElement {
  const { fill, hollow, line } = SHAPES[name];
  const group = svg('g', { class: `glyph glyph-${name} tone-${tone}` });
  if (hollow !== undefined) group.append(svg('path', { class: 'hollow', d: hollow }));
  if (fill !== undefined) group.append(svg('path', { class: 'filled', d: fill }));
  if (line !== undefined) group.append(svg('path', { class: 'line', d: line }));
  return group;
}

/** The same as an icon in a text. */
export function glyphIcon(name: ShapeName, tone: EventTone): SVGSVGElement {
  return svg('svg', { class: 'glyph-icon', viewBox: '-9 -9 18 18', width: 16, height: 16, 'aria-hidden': 'true' }, glyph(name, tone));
}

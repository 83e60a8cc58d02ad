import { LOOKS, type BandBox, type BandLabel } from '../layout/band-boxes.ts';
import { bandPlace, type LaneGeometry } from '../layout/lanes.ts';
import { svg } from './elements.ts';
import { hoverable } from './hoverable.ts';

/** Narrower bands have no room for letters. */
const ROOM_FOR_TEXT = 10;
/** An edge would be all that is to be seen of narrower ones. */
const THIN = 6;
/** The teeth of a clock that is off are so high. */
const TOOTH = 4;

/** A piece of a band: a strip with a pattern for a text, one with teeth for a clock, and one as wide as a queue is long. */
export function drawBand({ kind, name, lane, place, from, top, bottom, level, look, title }: BandBox, geometry: LaneGeometry): SVGElement {
  const { x, width } = bandPlace(geometry, lane, place);
  const height = bottom - top;
  const wide = Math.max(1, width * level);
  const box = { x: x + width - wide, y: top, width: wide, height };
  const attributes = {
    class: `band band-${kind}${width < THIN ? ' is-thin' : ''}`,
    'data-band': kind,
    'data-band-name': name,
    'data-band-lane': lane,
    'data-from': from,
  };
  const shape =
    kind === 'clock'
      ? svg('path', { ...attributes, d: teeth(x, width, top, bottom) })
      : svg('rect', {
          ...attributes,
          ...box,
          ...(kind === 'state' ? { fill: width < ROOM_FOR_TEXT ? `url(#band-look-${look})` : 'var(--band)' } : {}),
        });
  return hoverable(shape, { x, y: top, width, height }, title);
}

/** A strip whose outer edge is a saw. */
function teeth(x: number, width: number, top: number, bottom: number): string {
  const depth = Math.min(3, width / 2);
  const count = Math.min(400, Math.max(1, Math.floor((bottom - top) / TOOTH)));
  const step = (bottom - top) / count;
  const saw = Array.from({ length: count }, (_, index) => `L${x + (index % 2 === 0 ? depth : 0)},${bottom - (index + 1) * step}`);
  return `M${x + width},${top}V${bottom}H${x}${saw.join('')}Z`;
}

/** What a band says, written along it. */
export function drawBandLabel({ lane, place, top, text }: BandLabel, geometry: LaneGeometry): SVGElement {
  const { x, width } = bandPlace(geometry, lane, place);
  const label = svg('text', { class: 'band-label', transform: `translate(${x + width / 2 - 3.2},${top}) rotate(90)` });
  if (width >= ROOM_FOR_TEXT) label.textContent = text;
  return label;
}

/** The patterns that tell texts apart where they have no room. */
export function bandLooks(): SVGPatternElement[] {
  const lines = ['', 'M0,0H6', 'M0,0L6,6', 'M0,3H1M3,0H4'];
  return Array.from({ length: LOOKS }, (_, look) =>
    svg(
      'pattern',
      { id: `band-look-${look}`, width: 6, height: 6, patternUnits: 'userSpaceOnUse' },
      svg('rect', { class: 'band-ground', width: 6, height: 6 }),
      svg('path', { class: 'band-line', d: lines[look]! }),
    ),
  );
}

import type { Verdict } from '../../sim-core/base/verdict.ts';
import { svg } from './elements.ts';

/** Icons of 16 by 16 pixels, drawn with lines of the text's colour. */
const PATHS = {
  back: 'M10.5,3L5.5,8L10.5,13',
  forward: 'M5.5,3L10.5,8L5.5,13',
  backSameNode: 'M8,13.5V3M4,7L8,3L12,7M3.5,1H12.5',
  forwardSameNode: 'M8,2.5V13M4,9L8,13L12,9M3.5,15H12.5',
  why: 'M8,3V13M4,5.5L8,9L12,5.5M4,13H12',
  pin: 'M6,2H10L9.5,7L12,9.5H4L6.5,7ZM8,9.5V14.5',
  lanes: 'M4,2V14M8,2V14M12,2V14',
  time: 'M8,2.5A5.5,5.5 0 1,0 8,13.5A5.5,5.5 0 1,0 8,2.5M8,5V8L10.5,9.5',
  fold: 'M8,1.5V5.5M5.5,3.5L8,6L10.5,3.5M2.5,8H13.5M8,14.5V10.5M5.5,12.5L8,10L10.5,12.5',
  repeats: 'M3,7A5,5 0 0,1 12,5M12.5,2V5.5H9M13,9A5,5 0 0,1 4,11M3.5,14V10.5H7',
  up: 'M3.5,10L8,5.5L12.5,10',
  down: 'M3.5,6L8,10.5L12.5,6',
  start: 'M3.5,3V13M12.5,3L7,8L12.5,13',
  end: 'M12.5,3V13M3.5,3L9,8L3.5,13',
  violation: 'M8,2L14.5,13.5H1.5ZM8,6V9.5M8,11.4V11.7',
  copy: 'M5.5,5.5V2.5H13.5V10.5H10.5M2.5,5.5H10.5V13.5H2.5Z',
  save: 'M8,2V10M4.5,7L8,10.5L11.5,7M2.5,11V13.5H13.5V11',
  preview: 'M1.5,8Q8,1.5 14.5,8Q8,14.5 1.5,8ZM8,6A2,2 0 1,0 8,10A2,2 0 1,0 8,6',
  source: 'M5.5,4L1.5,8L5.5,12M10.5,4L14.5,8L10.5,12',
  held: 'M2.5,8.5L6.5,12.5L13.5,4',
  violated: 'M3.5,3.5L12.5,12.5M12.5,3.5L3.5,12.5',
  unknown: 'M5,6A3,3 0 1,1 9,8.8Q8,9.3 8,10.5M8,12.8V13.1',
  unavailable: 'M8,2.5A5.5,5.5 0 1,0 8,13.5A5.5,5.5 0 1,0 8,2.5M5,8H11',
  vacuous: 'M8,2.5A5.5,5.5 0 1,0 8,13.5A5.5,5.5 0 1,0 8,2.5M4,12L12,4',
  reached: 'M2.5,8.5L6.5,12.5L13.5,4',
  notReached: 'M3,8H13',
  warning: 'M8,2L14.5,13.5H1.5ZM8,6V9.5M8,11.4V11.7',
  mask: 'M2,4Q8,6 14,4Q14,13 8,14Q2,13 2,4ZM4.5,8H6.5M9.5,8H11.5M6,11.5Q8,10.5 10,11.5',
} as const satisfies Readonly<Record<string, string>> & Readonly<Record<Verdict, string>>;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): SVGSVGElement {
  return svg(
    'svg',
    { class: `icon icon-${name}`, viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true' },
    svg('path', { d: PATHS[name] }),
  );
}

import type { FaultGlyph } from '../../sim-core/trace/fault-glyphs.ts';

/** A shape around 0,0 within 14 by 14 pixels. `fill` is of the shape's colour, `hollow` of the background's, `line` has no area. */
export interface Shape {
  readonly fill?: string;
  readonly hollow?: string;
  readonly line?: string;
}

export const DISK = 'M-4.5,-3.5V3.5A4.5,1.9 0 0,0 4.5,3.5V-3.5A4.5,1.9 0 0,0 -4.5,-3.5Z';
export const DISK_TOP = 'M-4.5,-3.5A4.5,1.9 0 0,0 4.5,-3.5A4.5,1.9 0 0,0 -4.5,-3.5';
const BOLT = 'M2,-8L-5,1.2H-0.6L-2,8L5,-2H0.6Z';
const SQUARE = 'M-6.5,-6.5H6.5V6.5H-6.5Z';
const TRIANGLE = 'M0,-6.5L6.5,5.5H-6.5Z';
const DIAL = 'M-6.5,0A6.5,6.5 0 1,0 6.5,0A6.5,6.5 0 1,0 -6.5,0Z';

/** What a family of faults has in common is the outline, that of the event that tells of them: a bolt, a square, a triangle, a dial, a disk. */
export const FAULT_SHAPES: Readonly<Record<FaultGlyph, Shape>> = {
  powerLoss: { hollow: BOLT, line: 'M-7,-5.5L7,5.5' },
  restartLoop: { fill: 'M1,-5L-3,1H-0.4L-1,5L3,-1H0.4Z', line: 'M-5.4,4A6.7,6.7 0 1,1 -1,6.6M-5.4,4V7.4M-5.4,4H-2' },
  diskLoss: { hollow: DISK, fill: 'M0.8,-1.2L-2.2,2.4H-0.3L-0.9,5.4L2.2,1.4H0.3Z', line: DISK_TOP },
  // A bin, two pages, a disk and a way to another place, in the square of a pause.
  gc: { hollow: SQUARE, line: 'M-3.8,-2.6H3.8M-2.8,-2.6L-2,4.2H2L2.8,-2.6M-1.2,-4.4H1.2' },
  paging: { hollow: SQUARE, line: 'M-4,-4H0.8V1.4H-4ZM0.8,-1.4H4V4H-0.8V1.4' },
  blockingRead: { hollow: SQUARE, line: 'M-3,-2.6A3,1.3 0 1,0 3,-2.6A3,1.3 0 1,0 -3,-2.6M-3,-2.6V2.6A3,1.3 0 0,0 3,2.6V-2.6' },
  migration: { hollow: SQUARE, line: 'M-4,0H4M0.8,-3.2L4,0L0.8,3.2' },
  // What becomes of messages, in the triangle of a fault of links.
  clog: { hollow: TRIANGLE, line: 'M-2.8,0.9V4.3M2.8,0.9V4.3M-2.8,2.6H2.8' },
  loss: { hollow: TRIANGLE, line: 'M-3.4,3.2H0.4M2,1.2V5.2' },
  duplicate: { hollow: TRIANGLE, line: 'M-2.6,1.6H2.6M-2.6,4H2.6' },
  reorder: { hollow: TRIANGLE, line: 'M-3,1.6L3,4.2M-3,4.2L3,1.6' },
  delay: { hollow: TRIANGLE, line: 'M-2.3,2.6A2.3,2.3 0 1,0 2.3,2.6A2.3,2.3 0 1,0 -2.3,2.6M0,1.2V2.6H1.2' },
  // Hands, on a dial.
  clock: { hollow: DIAL, line: 'M0,-4.2V0M-3.4,3.4L0,0.6L3.4,3.4' },
  drift: { hollow: DIAL, line: 'M0,-4.2V0L3,2.4M-4,0A4,4 0 0,0 -1,3.9' },
  clockFreeze: { hollow: DIAL, line: 'M0,-4.2V4.2M-3.6,-2.1L3.6,2.1M-3.6,2.1L3.6,-2.1' },
  clockStrobe: { hollow: DIAL, line: 'M-4.6,1.6L-2.3,-2L0,1.6L2.3,-2L4.6,1.6' },
  clockJitter: { hollow: DIAL, line: 'M0,-4.2V2M-2.4,-3.4L0,2L2.4,-3.4' },
  leapSecond: { hollow: DIAL, line: 'M-4.4,0H-1.2M-2.8,-1.6V1.6M1,-1.8L2.6,-3.2V3.2' },
  falseInterval: { hollow: DIAL, fill: 'M3.2,0A1.1,1.1 0 1,0 5.4,0A1.1,1.1 0 1,0 3.2,0Z', line: 'M-2.8,-3H-4V3H-2.8M0.6,-3H1.8V3H0.6' },
  slow: { hollow: TRIANGLE, line: 'M0.2,1L-1.8,3L0.2,5M3,1L1,3L3,5' },
  memory: { hollow: 'M-4.5,-4.5H4.5V4.5H-4.5Z', line: 'M-6.8,-2H-4.5M-6.8,2H-4.5M4.5,-2H6.8M4.5,2H6.8M-2,-2L2,2M2,-2L-2,2' },
  // What becomes of what is written, on a disk.
  lyingSync: { hollow: DISK, line: `${DISK_TOP}M-2.8,1.8L-0.8,3.6L2.8,0M-6.5,7.5H6.5` },
  failedSync: { hollow: DISK, line: `${DISK_TOP}M-2,0L2,4M2,0L-2,4M-6.5,7.5H6.5` },
  lostWrites: { hollow: DISK, line: `${DISK_TOP}M-2.4,2H2.4` },
  misdirectedWrites: { hollow: DISK, line: `${DISK_TOP}M-2.6,0V3H2.6M0.9,1.3L2.6,3L0.9,4.7` },
  tornWrites: { hollow: DISK, line: `${DISK_TOP}M-3.2,1L-1.1,3.4L1,1L3.2,3.4` },
  diskFull: { hollow: DISK, fill: 'M-4.5,-0.5V3.5A4.5,1.9 0 0,0 4.5,3.5V-0.5Z', line: DISK_TOP },
  readErrors: { hollow: DISK, line: `${DISK_TOP}M0,-0.4V2.8M0,4.4V4.9` },
};

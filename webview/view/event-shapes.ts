import type { GlyphName } from '../../sim-core/trace/event-kinds.ts';
import { DISK, DISK_TOP, FAULT_SHAPES, type Shape } from './fault-shapes.ts';
import type { ShapeName } from '../model/appearance.ts';

const EVENT_SHAPES: Readonly<Record<GlyphName, Shape>> = {
  start: { fill: 'M-5,-4H5L0,5Z' },
  send: { hollow: 'M-3.5,0A3.5,3.5 0 1,0 3.5,0A3.5,3.5 0 1,0 -3.5,0Z' },
  deliver: { fill: 'M-3.5,0A3.5,3.5 0 1,0 3.5,0A3.5,3.5 0 1,0 -3.5,0Z' },
  // The cross stands at the end of the arrow; the lane itself only has a tick.
  drop: { line: 'M-3,0H3' },
  timer: { hollow: 'M-6,0A6,6 0 1,0 6,0A6,6 0 1,0 -6,0Z', line: 'M0,-3.6V0L2.6,1.6' },
  crash: { fill: 'M2,-8L-5,1.2H-0.6L-2,8L5,-2H0.6Z' },
  restart: { hollow: 'M-6.5,0A6.5,6.5 0 1,0 6.5,0A6.5,6.5 0 1,0 -6.5,0Z', line: 'M2.6,-2.4A3.5,3.5 0 1,0 3.4,1M3.2,-4.6V-1.8H0.4' },
  pause: { hollow: 'M-6.5,-6.5H6.5V6.5H-6.5Z', line: 'M-2.2,-3.5V3.5M2.2,-3.5V3.5' },
  stall: { hollow: 'M-4.5,-6.5H4.5L-4.5,6.5H4.5Z' },
  resume: { hollow: 'M-6.5,-6.5H6.5V6.5H-6.5Z', fill: 'M-2.5,-3.8L4,0L-2.5,3.8Z' },
  finish: { hollow: 'M-3.5,-3.5H3.5V3.5H-3.5Z' },
  write: { hollow: DISK, line: DISK_TOP },
  sync: { fill: DISK, line: 'M-6.5,7.5H6.5' },
  note: { hollow: 'M-4.5,-6H1.5L4.5,-3V6H-4.5Z', line: 'M-2,-1H2M-2,2H2' },
  invoke: { hollow: 'M-5,5V-4H5V5', line: 'M-5,5V-4H5V5' },
  complete: { hollow: 'M-5,-5V4H5V-5', line: 'M-5,-5V4H5V-5' },
  partition: { line: 'M-7,0H-2.5M2.5,0H7M-1.5,5L1.5,-5' },
  heal: { line: 'M-7,0H7M-3.5,-3A3,3 0 1,0 -3.5,3M3.5,-3A3,3 0 1,1 3.5,3' },
  fault: { hollow: 'M0,-6.5L6.5,5.5H-6.5Z', line: 'M0,-2.5V1.5M0,3.2V3.6' },
  faultEnd: { hollow: 'M0,-6.5L6.5,5.5H-6.5Z', line: 'M-2.4,2.2L-0.6,4L2.6,-0.2' },
  // Two faces, one of them hollow.
  lie: { fill: 'M0,-6.5A6.5,6.5 0 0,0 0,6.5Z', hollow: 'M0,-6.5A6.5,6.5 0 0,1 0,6.5Z' },
  lieEnd: { hollow: 'M-6.5,0A6.5,6.5 0 1,0 6.5,0A6.5,6.5 0 1,0 -6.5,0Z', line: 'M-3,0.2L-0.6,2.6L3.2,-2.2' },
  forget: { line: 'M-3,-3A3.2,3.2 0 1,1 0,1V3M0,5.6V6.2' },
  corrupted: { fill: 'M-3.5,0A3.5,3.5 0 1,0 3.5,0A3.5,3.5 0 1,0 -3.5,0Z', line: 'M-6,-6L6,6M-6,6L6,-6' },
  bursts: { hollow: 'M0,-6.5L6.5,5.5H-6.5Z', line: 'M-3,3.4H-1.4M-0.8,3.4H0.8M1.4,3.4H3M0,-3V0' },
  corruption: { hollow: 'M0,-6.5L6.5,5.5H-6.5Z', line: 'M-2,0L2,4M2,0L-2,4' },
  swizzle: { hollow: 'M0,-6.5L6.5,5.5H-6.5Z', line: 'M-2.6,3.6A2.8,2.8 0 1,1 2.6,3.6M2.6,3.6L3.4,1.4M2.6,3.6L0.6,3' },
  // An arrow upward, and one that is emptied.
  upgrade: { fill: 'M0,-7L6,0H2.5V4H-2.5V0H-6Z', line: 'M-3.5,6.8H3.5' },
  drain: { hollow: 'M0,-7L6,0H2.5V4H-2.5V0H-6Z', line: 'M-3.5,6.8H3.5' },
  // A platter with a crack.
  diskTrouble: { hollow: 'M-6.5,0A6.5,6.5 0 1,0 6.5,0A6.5,6.5 0 1,0 -6.5,0Z', line: 'M0,-6.5L-1.5,-2L1.5,1L-0.5,6.5' },
  // A platter with a sign of alarm, one of which a half is missing, and one with a hole.
  diskError: { fill: 'M-6.5,0A6.5,6.5 0 1,0 6.5,0A6.5,6.5 0 1,0 -6.5,0ZM-0.9,-4V1H0.9V-4ZM-0.9,2.4V4.2H0.9V2.4Z' },
  tornWrite: { fill: 'M0,-6.5A6.5,6.5 0 0,0 0,6.5L-1.5,3L1.5,0L-1.5,-3Z', line: 'M3,-5A6.5,6.5 0 0,1 3,5' },
  bitRot: { hollow: 'M-6.5,0A6.5,6.5 0 1,0 6.5,0A6.5,6.5 0 1,0 -6.5,0Z', fill: 'M0.5,1.5A2,2 0 1,0 4.5,1.5A2,2 0 1,0 0.5,1.5Z' },
  segmentLost: { line: 'M-3.5,-3.5L3.5,3.5M-3.5,3.5L3.5,-3.5' },
  retransmit: { line: 'M-5,2A5,5 0 1,1 0,5M0,5L3,2.4M0,5L3,7.4' },
  withheld: { hollow: 'M-4.5,-4.5H4.5V4.5H-4.5Z', line: 'M-1.5,-2V2M1.5,-2V2' },
  loop: { line: 'M-4.6,-2.4A5.2,5.2 0 1,1 -4.6,2.4M-4.6,-6V-2.4H-1' },
  loopEnd: { line: 'M-4.6,-2.4A5.2,5.2 0 1,1 -4.6,2.4M-4.6,-6V-2.4H-1M-2.5,0L-0.5,2L3,-1.8' },
  stabilise: { line: 'M-7,-2H7M-7,2H7' },
};

/** Every name that the catalogues of event kinds and faults give has a shape of its own, so that nothing is told by colour alone. */
export const SHAPES: Readonly<Record<ShapeName, Shape>> = { ...EVENT_SHAPES, ...FAULT_SHAPES };

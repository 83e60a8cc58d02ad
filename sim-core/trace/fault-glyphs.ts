/**
 * The shapes of planned faults that are told by an event which other faults share, such as a pause or a crash, each with its words for
 * the legend. A fault that has a kind of event to itself has the shape of that.
 */
export const FAULT_GLYPHS = {
  powerLoss: 'loss of power',
  restartLoop: 'restart loop',
  diskLoss: 'crash, disk lost',
  gc: 'garbage collection',
  blockingRead: 'synchronous disk read',
  paging: 'paging',
  migration: 'migration of a machine',
  clog: 'clog',
  loss: 'loss of messages',
  duplicate: 'duplication of messages',
  reorder: 'reordering of messages',
  delay: 'delay of messages',
  clock: 'clock jumps',
  drift: 'clock drifts',
  clockFreeze: 'clock stands still',
  clockStrobe: 'clock goes to and fro',
  clockJitter: 'clock jitters',
  leapSecond: 'leap second',
  falseInterval: 'interval without the true time',
  slow: 'slow machine',
  memory: 'memory overwritten',
  lyingSync: 'syncs that lie',
  lostWrites: 'lost writes',
  misdirectedWrites: 'misdirected writes',
  tornWrites: 'torn writes to come',
  failedSync: 'syncs that fail',
  diskFull: 'disk full',
  readErrors: 'reads that fail',
} as const;

export type FaultGlyph = keyof typeof FAULT_GLYPHS;

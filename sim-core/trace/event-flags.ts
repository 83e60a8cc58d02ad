/** Bits of an event's `flags` column. */
export const FLAG = {
  /** This delivery is the second copy of a duplicated message. */
  duplicate: 1,
  /** A Byzantine node altered or withheld this message, or sent it by handlers of its own. */
  byzantine: 2,
  /** A newer message of the same link was there before this one. */
  overtaken: 4,
  /** This pause struck inside a handler, before a call on `self`. */
  stall: 8,
  /** A fault ends here. */
  ends: 16,
  /** What was delivered is not what was sent: a value of it was damaged on its way. */
  corrupted: 32,
} as const;

export type FlagName = keyof typeof FLAG;

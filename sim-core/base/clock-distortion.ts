import type { Microseconds } from './units.ts';

/** What a fault does to a clock, from its beginning on or until it ends. */
export type ClockDistortion =
  /** The time of day is so much further, once and for all. */
  | { readonly kind: 'step'; readonly by: Microseconds }
  /** The time of day is so much further, little by little over so long by its own quartz. */
  | { readonly kind: 'smear'; readonly by: Microseconds; readonly over: Microseconds }
  /** The quartz runs so many parts per million fast, in place of its own rate. */
  | { readonly kind: 'rate'; readonly ppm: number }
  /** The time of day stands still, and goes on from there. */
  | { readonly kind: 'freeze' }
  /** The time of day is so much further in every second period. */
  | { readonly kind: 'strobe'; readonly by: Microseconds; readonly period: Microseconds }
  /** Each reading of the time of day is off by up to so much, either way. */
  | { readonly kind: 'jitter'; readonly by: Microseconds }
  /** The interval clock claims an interval that begins so long after the true time, or ends so long before it. */
  | { readonly kind: 'interval'; readonly by: Microseconds };

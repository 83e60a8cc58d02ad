/** Simulated time: an integer count of microseconds, from the start of the run or as a length. */
export type Microseconds = number;

/** Simulated time as authors read it: milliseconds, with decimals. */
export type Milliseconds = number;

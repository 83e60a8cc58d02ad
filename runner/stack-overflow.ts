/** What the engine says when the stack is full. */
export const OVERFLOW = 'Maximum call stack size exceeded';

export const OVERFLOW_CURE = 'Give the recursion an end of its own, such as a greatest depth, or make it a loop.';

/**
 * Thrown to the loop, and never to anybody else, when a run has to be executed once more from where it
 * began, with what has just been learned about its scenario: that a handler takes time, that a property
 * keeps what it saw. What is learned saves work and changes no run.
 */
export abstract class StartsOver extends Error {}

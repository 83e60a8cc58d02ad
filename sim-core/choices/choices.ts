import type { RandomStream, StreamState } from '../base/random.ts';

/** What the choices' part of a checkpoint holds, in order of name. */
export type ChoicesState = readonly (readonly [site: string, state: StreamState])[];

/** A stream as those see it who draw from it. */
export type Stream = Pick<
  RandomStream,
  'next' | 'at' | 'below' | 'between' | 'chance' | 'exponential' | 'drawn' | 'rewind' | 'save' | 'load'
>;

/**
 * Where a run's freedom is decided. Each concern and entity has a site of its own, such as
 * `latency/a>b`, `node/a` or `nemesis/crash`, so that switching one fault off does not reshuffle the
 * others.
 */
export interface Choices {
  /** The stream of a site. It stays the same through `load`, so that it may be kept. */
  stream(site: string): Stream;
  /** Whether anything has been drawn at a site. */
  isUsed(site: string): boolean;
  save(): ChoicesState;
  load(state: ChoicesState): void;
}

import type { Judgement, PropertyDefinition } from '../author/properties.ts';

/** Where a run is when it is judged. */
export interface Moment {
  readonly step: number;
  readonly time: number;
  readonly stabilised: boolean;
}

/** Asks a property about the world, with its memory; the answer is checked. */
export type Ask = (property: PropertyDefinition, memory: unknown) => Judgement;

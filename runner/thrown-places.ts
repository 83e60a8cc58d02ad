import type { LocatedFailure, LocatedOutcome, SweepFailure } from './protocol.ts';

type Place = Pick<LocatedFailure, 'location' | 'stack'>;

/** Where handlers threw in the seeds of a sweep, since a sweep adds up what is known of failures without their places. */
export class ThrownPlaces {
  /** By seed and property. */
  readonly #places = new Map<string, Place>();

  add({ seed, properties }: LocatedOutcome): void {
    for (const { name, verdict, thrown, location, stack } of properties)
      if (verdict === 'violated' && thrown) this.#places.set(`${seed}/${name}`, { ...(location && { location }), ...(stack && { stack }) });
  }

  withPlace(failure: SweepFailure): LocatedFailure {
    return { ...failure, ...this.#places.get(`${failure.seed}/${failure.property}`) };
  }
}

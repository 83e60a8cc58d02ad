import { checkRange, type DurationRange } from '../base/duration-range.ts';
import { durationText, type Duration } from '../base/duration.ts';
import type { DrawContext, ScenarioFacts, Strike } from './fault-kind.ts';

/** How long the pauses of a cause are: mostly as is usual, and one in so many much longer. */
export interface PauseLengths {
  readonly usual: DurationRange;
  readonly rare: DurationRange;
  readonly oneIn: number;
}

/** A strike of pauses that have a cause, and with it lengths of their own. */
export interface PauseStrike<Name extends string> extends Omit<Strike<Name>, 'for'> {
  /** How long each lasts: always as long, or drawn evenly between two lengths. As is usual for its cause, if absent. */
  readonly for?: DurationRange;
}

export function drawnLength(
  { for: written }: PauseStrike<string>,
  { usual, rare, oneIn }: PauseLengths,
  { random, between }: DrawContext,
): Duration {
  if (written !== undefined) return between(written);
  return between(random.below(oneIn) === oneIn - 1 ? rare : usual);
}

/**
 * As long as is usual for the cause in a nemesis of everything, as far as that is no longer than its other faults are, and than a system model
 * allows.
 * @param together how many of them may follow each other
 */
export function usualPause({ model, until }: ScenarioFacts, { usual, rare }: PauseLengths, together = 1): object {
  const most = Math.max(1, Math.min(model?.pause ?? Infinity, Math.ceil(until / 20 / together)));
  if (checkRange(rare, 'a range')[1] <= most) return {};
  const [least, longest] = checkRange(usual, 'a range');
  return { for: [Math.min(least, Math.ceil(most / 10)), Math.min(longest, most)].map(durationText) };
}

import { keysOf, requireKnownOptions } from './known-keys.ts';
import { ScenarioError } from './scenario-error.ts';
import { writtenText } from './written-text.ts';

/**
 * Loss in bursts, as links have it: a link is in a good or in a bad state, and messages move it from one to the other
 * (Gilbert 1960; Elliott 1963).
 */
export interface Bursts {
  /** The part of all messages that is lost in the long run, between what `good` and `bad` lose. */
  readonly mean: number;
  /** How many messages a bad state lasts on average, at least 1. With the `good` and `bad` of Gilbert that is how many are lost in a row. */
  readonly length: number;
  /** The probability of loss in the good state; 0, if absent. */
  readonly good?: number;
  /** The probability of loss in the bad state; 1, if absent. */
  readonly bad?: number;
}

/** The same as a Markov chain that takes a step with each message. */
export interface BurstModel {
  readonly good: number;
  readonly bad: number;
  /** The part of the time that it is bad. */
  readonly share: number;
  /** The probability that it becomes bad, and that it becomes good again. */
  readonly enters: number;
  readonly leaves: number;
}

const EXAMPLE = 'Write `{ mean: 0.05, length: 10 }`: a twentieth of all messages is lost, ten in a row.';

/** The keys of `Bursts`. */
export const BURST_KEYS = keysOf<Bursts>({ mean: true, length: true, good: true, bad: true });

/** @throws ScenarioError with the path when no such chain exists. */
export function burstModel(bursts: Bursts, where: string): BurstModel {
  if (typeof bursts !== 'object' || bursts === null) throw new ScenarioError(`${where} is ${writtenText(bursts)}.`, EXAMPLE);
  requireKnownOptions(bursts, BURST_KEYS, where);
  const { mean, length, good = 0, bad = 1 } = bursts;
  for (const [key, value] of Object.entries({ mean, good, bad })) {
    if (typeof value === 'number' && value >= 0 && value <= 1) continue;
    throw new ScenarioError(`${where}.${key} is ${writtenText(value)}, which is not a probability.`, EXAMPLE, { path: [key] });
  }
  if (!(typeof length === 'number' && length >= 1 && Number.isFinite(length)))
    throw new ScenarioError(`${where}.length is ${writtenText(length)}.`, 'Count messages from 1.', { path: ['length'] });
  if (!(good < mean && mean < bad)) {
    throw new ScenarioError(
      `${where} has a mean loss of ${mean}, which does not lie between the ${good} of its good and the ${bad} of its bad state.`,
      'Write good < mean < bad.',
    );
  }
  const share = (mean - good) / (bad - good);
  const leaves = 1 / length;
  const enters = (leaves * share) / (1 - share);
  if (enters > 1) {
    throw new ScenarioError(
      `${where} loses ${mean} on average in bursts of ${length}, between which there would have to be less than one message.`,
      `Lower \`mean\`, or raise \`length\` to ${Math.ceil(Number((share / (1 - share)).toPrecision(9)))} or more.`,
    );
  }
  return { good, bad, share, enters, leaves };
}

import { durationText, microseconds, type Duration } from '../base/duration.ts';
import { keysOf, requireKnownOptions } from '../base/known-keys.ts';
import { didYouMean } from '../base/nearest.ts';
import { inPart, ScenarioError } from '../base/scenario-error.ts';
import { writtenText } from '../base/written-text.ts';
import type { Microseconds } from '../base/units.ts';

/**
 * What is assumed of time. `'synchronous'`: delays, pauses and drift are bounded, always. `'partiallySynchronous'`: they are bounded
 * from `stabilisesAt` on, the global stabilisation time (Dwork, Lynch and Stockmeyer 1988). `'asynchronous'`: never.
 */
export type Timing = 'synchronous' | 'partiallySynchronous' | 'asynchronous';

/**
 * How nodes fail. `'crash-stop'`: who has crashed stays down. `'crash-recovery'`: it may come back, with what its disk has kept.
 * `'byzantine'`: it may do anything at all.
 */
export type Failures = 'crash-stop' | 'crash-recovery' | 'byzantine';

/** What a scenario assumes of time and of nodes. */
export interface SystemModel {
  readonly timing: Timing;
  /** `'crash-recovery'`, if absent. */
  readonly failures?: Failures;
  /**
   * The longest that a message takes, where that is bounded: 100 ms, if absent. Rates, switches, streams and receive buffers make
   * messages wait, or lose them, as the load will have it, and are refused there.
   */
  readonly delay?: Duration;
  /** The longest that a process or its disk stands still, where that is bounded: 100 ms, if absent. Pauses that touch are one. */
  readonly pause?: Duration;
  /** The fastest that a clock drifts, where that is bounded, in parts per million: 200, if absent. */
  readonly drift?: number;
}

/** A system model, in numbers. */
export interface SystemBounds {
  readonly timing: Timing;
  readonly failures: Failures;
  readonly delay: Microseconds;
  readonly pause: Microseconds;
  readonly drift: number;
}

/** What of a system model a fault puts to the test; nothing, where it says nothing. */
export interface Strain {
  /** What it adds to a delay at most; infinity for what may withhold a message or lose it. */
  readonly delay?: Microseconds;
  /** For how long it stops a process at most, without what else stops it. */
  readonly pause?: Microseconds;
  /** How fast it makes a clock drift; infinity for what else it does to one. */
  readonly drift?: number;
  /** A node that was down comes up. */
  readonly recovers?: boolean;
  /** A node does not follow its code. */
  readonly lies?: boolean;
  /** A node's memory changes by itself. */
  readonly alters?: boolean;
  /** A disk loses or alters what its node relies on, and does not say so. */
  readonly betrays?: boolean;
}

const TIMINGS: readonly Timing[] = ['synchronous', 'partiallySynchronous', 'asynchronous'];
const FAILURES: readonly Failures[] = ['crash-stop', 'crash-recovery', 'byzantine'];
const WHERE = 'model';
const MODEL = keysOf<SystemModel>({ timing: true, failures: true, delay: true, pause: true, drift: true });

/** @throws ScenarioError with the path of what is wrong. */
export function systemBounds(written: unknown): SystemBounds | undefined {
  if (written === undefined) return undefined;
  const model = typeof written === 'string' ? { timing: written } : written;
  if (typeof model !== 'object' || model === null)
    throw new ScenarioError(`The \`model\` of the scenario is ${writtenText(written)}.`, "Write `model: 'partiallySynchronous'`.");
  requireKnownOptions(model, MODEL, WHERE);
  const { timing, failures = 'crash-recovery', delay, pause, drift = 200 } = model as SystemModel;
  inPart('timing', () => requireWord(timing, TIMINGS, `${WHERE}.timing`));
  inPart('failures', () => requireWord(failures, FAILURES, `${WHERE}.failures`));
  for (const key of ['delay', 'pause', 'drift'] as const)
    if (timing === 'asynchronous' && (model as SystemModel)[key] !== undefined)
      throw new ScenarioError(
        `${WHERE}.${key} is a bound, and nothing is bounded in an asynchronous system.`,
        "Leave it out, or write `timing: 'partiallySynchronous'`.",
        { path: [key] },
      );
  if (!(typeof drift === 'number' && drift >= 0 && drift < 1_000_000))
    throw new ScenarioError(`${WHERE}.drift is ${writtenText(drift)}.`, 'Write parts per million from 0 to 999,999.', { path: ['drift'] });
  return {
    timing,
    failures,
    delay: inPart('delay', () => microseconds(delay ?? '100ms', `${WHERE}.delay`)),
    pause: inPart('pause', () => microseconds(pause ?? '100ms', `${WHERE}.pause`)),
    drift,
  };
}

function requireWord(word: unknown, known: readonly string[], where: string): void {
  if (known.includes(word as string)) return;
  throw new ScenarioError(`${where} is ${writtenText(word)}.`, didYouMean(String(word), known));
}

/** A fault as a system model sees it. */
export interface Straining {
  /** Where it is written, such as `faults[2]`. */
  readonly where: string;
  readonly kind: string;
  readonly strain: Strain;
  /** It may strike when delays are bounded: at any time, after stabilisation, or for longer than up to then. */
  readonly isBound: boolean;
}

/** Why a fault is beyond a model; undefined for one that is not. `latency` is the longest that messages take without faults. */
export function beyondModel({ strain, isBound }: Straining, bounds: SystemBounds, latency: Microseconds): string | undefined {
  const { delay = 0, pause = 0, drift = 0, recovers, lies, alters } = strain;
  if (recovers && bounds.failures === 'crash-stop') return 'brings a node back, and who has crashed stays down';
  if (lies && bounds.failures !== 'byzantine') return 'makes a node lie, and nodes do nothing but crash';
  if (alters && bounds.failures !== 'byzantine') return 'changes the memory of a node, and nodes do nothing but crash';
  if (!isBound || bounds.timing === 'asynchronous') return undefined;
  if (delay === Infinity) return 'withholds messages or loses them, and every message takes a bounded time';
  if (delay > 0 && latency + delay > bounds.delay)
    return `makes messages take up to ${durationText(latency + delay)}, and \`model.delay\` is ${durationText(bounds.delay)}`;
  if (pause === Infinity) return 'slows a process down without a bound, and pauses are bounded';
  if (pause > bounds.pause) return `stops a process for ${durationText(pause)}, and \`model.pause\` is ${durationText(bounds.pause)}`;
  if (drift === Infinity) return 'makes a clock wrong otherwise than by drift, and clocks do nothing but drift';
  if (drift > bounds.drift) return `makes a clock drift by ${drift} ppm, and \`model.drift\` is ${bounds.drift}`;
  return undefined;
}

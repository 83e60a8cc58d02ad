import { firstViolated } from '../sim-core/base/verdict.ts';
import { faultLine } from '../sim-core/faults/planned-fault.ts';
import { chainOf } from '../sim-core/search/cause-shape.ts';
import { deliveriesAmong, type Delivery } from '../sim-core/search/deliveries.ts';
import { causalPast } from '../sim-core/trace/happens-before.ts';
import type { Trace } from '../sim-core/trace/trace.ts';
import { whenInevitable, type Inevitability } from './inevitable.ts';
import { nearestGood, type NearestGood } from './nearest-good.ts';
import type { LocatedOutcome, LocatedProperty } from './protocol.ts';
import { RunnerProblems, type OpenScenario } from './runner-api.ts';
import { unpackTrace } from './trace-file.ts';

/** How much is executed to find what mattered: counts, so that the answer is the same on every machine. */
const MOST_RUNS = 200;
const MOST_EVENTS = 3_000_000;

/** So many futures are executed from each point. */
export const FUTURES = 20;

/** Something without which it would not have happened. */
export interface Otherwise {
  /** The fault, as a line of `faults`, that would have had to be absent; or the message, such as `a>b#17`, that would have had to be lost. */
  readonly fault?: string;
  readonly message?: string;
  /** Where it took effect: where the fault struck, or the message was delivered; null for a fault that is not seen to have struck. */
  readonly step: number | null;
}

/** One event of the story. */
export interface StoryEvent {
  readonly step: number;
  /** In microseconds. */
  readonly time: number;
  /** `cause` is on the chain of causes, `needed` one without which it would not have happened, `violation` the violation itself. */
  readonly why: 'cause' | 'needed' | 'violation';
}

/** How a violation came about. */
export interface Explanation {
  readonly seed: number;
  readonly property: LocatedProperty;
  /** How many events happened before the violation, and how many of them can have had to do with it. */
  readonly before: number;
  readonly past: number;
  /** What mattered, in order. */
  readonly story: readonly StoryEvent[];
  readonly otherwise: readonly Otherwise[];
  /** How many runs it took. */
  readonly runs: number;
  /** Whether each fault and each message was tried; not where that would be too much, or the scenario's model allows no loss. */
  readonly isWhole: boolean;
  /** When it became inevitable; undefined where no futures were wanted, or nothing happened before it. */
  readonly inevitable: Inevitability | undefined;
  readonly nearest: NearestGood | undefined;
}

/**
 * Explains the violation of a seed that was violated first: what of its causal past mattered. A fault or a message mattered if the
 * same property is not violated up to then without it, which is tried out. Resolves to undefined when the seed violates nothing.
 */
export async function explainSeed(
  scenario: OpenScenario,
  seed: number,
  futures = FUTURES,
): Promise<{ readonly explanation: Explanation; readonly trace: Trace } | undefined> {
  const { outcome } = await scenario.record(seed);
  const property = firstViolated(outcome.properties);
  if (!property) return undefined;
  const { trace } = unpackTrace(await scenario.traceFile(), 'The recording');
  const step = Math.min(property.step ?? 0, trace.columns.length - 1);
  const passed = property.eventTime !== undefined;
  const past = step < 0 ? [] : passed ? Array.from({ length: step + 1 }, (_, at) => at) : causalPast(trace.columns, step);
  const trials = new Trials(scenario, seed, property);
  const faults = await neededFaults(trials, trace);
  const messages = await neededMessages(trials, past.length === 0 ? [] : deliveriesAmong(trace, past));
  const needed = new Set(messages.flatMap(({ sent, delivered }) => [sent, delivered]));
  for (const { step: struck } of faults) if (struck !== null) needed.add(struck);
  const chain = new Set(passed || step < 0 ? [] : chainOf(trace, step));
  const story = [...new Set([...chain, ...needed, ...(step < 0 || passed ? [] : [step])])]
    .sort((a, b) => a - b)
    .map((at) => ({
      step: at,
      time: trace.columns.time[at]!,
      why: at === step && !passed ? ('violation' as const) : chain.has(at) ? ('cause' as const) : ('needed' as const),
    }));
  const otherwise = [...faults, ...messages.map(({ message, delivered }) => ({ message, step: delivered }))];
  const inevitable = futures > 0 && step > 0 ? await whenInevitable(scenario, { seed, property, end: step, futures }) : undefined;
  const from = inevitable?.lastGood;
  const explanation = {
    seed,
    property,
    before: step + 1,
    past: past.length,
    story,
    otherwise,
    runs: trials.runs,
    isWhole: !trials.isSpent && !trials.isRefused,
    inevitable,
    nearest: from && (await nearestGood(scenario, { seed, from })),
  };
  return { explanation, trace };
}

/** Runs in which something is otherwise, and whether they violate the same up to the same time. */
class Trials {
  readonly #scenario: OpenScenario;
  readonly #seed: number;
  readonly #property: LocatedProperty;
  #runs = 0;
  #isRefused = false;
  #events = 0;

  constructor(scenario: OpenScenario, seed: number, property: LocatedProperty) {
    this.#scenario = scenario;
    this.#seed = seed;
    this.#property = property;
  }

  get runs(): number {
    return this.#runs;
  }

  get isSpent(): boolean {
    return this.#runs >= MOST_RUNS || this.#events >= MOST_EVENTS;
  }

  faults(): ReturnType<OpenScenario['faults']> {
    return this.#scenario.faults(this.#seed);
  }

  async happensWith(faults: Awaited<ReturnType<OpenScenario['faults']>>): Promise<boolean> {
    return this.#happens(await this.#scenario.runExplicit(this.#seed, { faults }));
  }

  /** Whether the scenario has a model of its system in which no message may be lost. */
  get isRefused(): boolean {
    return this.#isRefused;
  }

  async happensWithout(message: string): Promise<boolean> {
    try {
      const [outcome] = await this.#scenario.run([this.#seed], { drops: [message] });
      return this.#happens(outcome!);
    } catch (error) {
      if (!(error instanceof RunnerProblems)) throw error;
      this.#isRefused = true;
      return true;
    }
  }

  #happens({ events, properties }: LocatedOutcome): boolean {
    this.#runs += 1;
    this.#events += events;
    const { name, time: when = 0 } = this.#property;
    return properties.some((each) => each.name === name && each.verdict === 'violated' && (each.time ?? 0) <= when);
  }
}

/** The faults without any one of which it would not have happened. */
async function neededFaults(trials: Trials, trace: Trace): Promise<readonly Otherwise[]> {
  const all = await trials.faults();
  // A scenario that means something else with its faults written out tells nothing of its own.
  if (all.length === 0 || !(await trials.happensWith(all))) return [];
  const needed: Otherwise[] = [];
  for (const [index, fault] of all.entries()) {
    if (trials.isSpent) break;
    if (await trials.happensWith(all.filter((_, other) => other !== index))) continue;
    const line = faultLine(fault);
    needed.push({ fault: line, step: trace.faults.find((fact) => fact.line === line)?.struckAt ?? null });
  }
  return needed;
}

/** The messages without any one of which it would not have happened, those nearest to it first tried, in order of delivery. */
async function neededMessages(trials: Trials, deliveries: readonly Delivery[]): Promise<readonly Delivery[]> {
  const needed: Delivery[] = [];
  for (const delivery of [...deliveries].reverse()) {
    if (trials.isSpent || trials.isRefused) break;
    if (!(await trials.happensWithout(delivery.message))) needed.push(delivery);
  }
  return needed.reverse();
}

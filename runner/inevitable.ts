import type { LocatedOutcome, LocatedProperty } from './protocol.ts';
import type { OpenScenario } from './runner-api.ts';

/** How much is executed: counts, so that the answer is the same on every machine. */
const MOST_EVENTS = 6_000_000;
const FIRST_POINTS = 9;
const MOST_POINTS = 24;

/** How many of the futures of a point violate. */
export interface FuturePoint {
  /** All up to and with this step is as it was; what is drawn after it is another future's. */
  readonly step: number;
  readonly violating: number;
}

/** When a violation became inevitable. */
export interface Inevitability {
  /** How many futures were executed from each point. */
  readonly futures: number;
  readonly points: readonly FuturePoint[];
  /** The event after which the share of futures that violate rises most, and between which points it lies; they are next to each other where it is known to the event. */
  readonly jump: { readonly after: FuturePoint; readonly before: FuturePoint } | undefined;
  /** Of the points from which some future is good, the last one, and that future. */
  readonly lastGood: { readonly step: number; readonly future: number } | undefined;
  readonly runs: number;
  readonly isWhole: boolean;
}

/** Whether a run violates a property, whenever. */
function violates({ properties }: LocatedOutcome, { name }: LocatedProperty): boolean {
  return properties.some((each) => each.name === name && each.verdict === 'violated');
}

/**
 * Executes, from points before a violation, many futures with other draws and the same faults, and finds the event after
 * which the share of those that violate rises most. The seed has to be the one that was recorded last.
 *
 * @param end the step of the violation
 */
export async function whenInevitable(
  scenario: OpenScenario,
  {
    seed,
    property,
    end,
    futures,
  }: { readonly seed: number; readonly property: LocatedProperty; readonly end: number; readonly futures: number },
): Promise<Inevitability> {
  const points = new Map<number, FuturePoint>();
  let [runs, events] = [0, 0];
  let lastGood: Inevitability['lastGood'];
  const tryFrom = async (step: number): Promise<void> => {
    const after = await scenario.drawnAt(step);
    let violating = 0;
    for (let future = 0; future < futures; future++) {
      const [outcome] = await scenario.run([seed], { parting: { future, after } });
      runs += 1;
      events += outcome!.events;
      if (violates(outcome!, property)) violating += 1;
      else if (outcome!.verdict !== 'violated' && (!lastGood || step > lastGood.step)) lastGood = { step, future };
    }
    points.set(step, { step, violating });
  };
  const isSpent = (): boolean => events >= MOST_EVENTS || points.size >= MOST_POINTS;
  const last = end - 1;
  for (let at = 0; last >= 0 && at < FIRST_POINTS && !isSpent(); at++) {
    // From both ends inwards, so that what is left out is the least missed.
    const place = at % 2 === 0 ? at / 2 : FIRST_POINTS - 1 - (at - 1) / 2;
    const step = Math.round((last * place) / (FIRST_POINTS - 1));
    if (!points.has(step)) await tryFrom(step);
  }
  let widest = jumpOf(points);
  while (widest && widest.after.step - widest.before.step > 1 && !isSpent()) {
    await tryFrom((widest.after.step + widest.before.step) >> 1);
    widest = jumpOf(points);
  }
  const sorted = [...points.values()].sort((a, b) => a.step - b.step);
  return { futures, points: sorted, jump: widest, lastGood, runs, isWhole: !widest || widest.after.step - widest.before.step === 1 };
}

/** The two neighbours between which the share rises most; the later ones of several. */
function jumpOf(points: ReadonlyMap<number, FuturePoint>): Inevitability['jump'] {
  const sorted = [...points.values()].sort((a, b) => a.step - b.step);
  let jump: Inevitability['jump'];
  for (const [at, after] of sorted.entries()) {
    const before = sorted[at - 1];
    if (!before || after.violating <= before.violating) continue;
    if (!jump || after.violating - before.violating >= jump.after.violating - jump.before.violating) jump = { before, after };
  }
  return jump;
}

import type { ChoiceScript } from '../sim-core/engine.ts';
import type { Inevitability } from './inevitable.ts';
import type { OpenScenario } from './runner-api.ts';
import type { PartingPlace } from './worker-calls.ts';

const MOST_RUNS = 400;
const MOST_EVENTS = 3_000_000;

/** A run that violates nothing, and differs from the one that does by these draws alone. */
export interface NearestGood {
  readonly choices: ChoiceScript;
  readonly parts: PartingPlace;
  readonly runs: number;
  /** Whether without any one of its draws it violates. */
  readonly isMinimal: boolean;
}

interface Draw {
  readonly site: string;
  readonly position: number;
  readonly value: number;
}

/**
 * Takes away other draws from a good future, as long as it stays good (Zeller and Hildebrandt 2002). Each try is executed. The
 * seed has to be the one that was recorded last.
 */
export async function nearestGood(
  scenario: OpenScenario,
  { seed, from }: { readonly seed: number; readonly from: NonNullable<Inevitability['lastGood']> },
): Promise<NearestGood | undefined> {
  const { step, future } = from;
  const after = await scenario.drawnAt(step);
  let draws = drawsIn(await scenario.drawsOf(seed, { future, after }));
  let [runs, events] = [0, 0];
  const isGood = async (some: readonly Draw[]): Promise<boolean> => {
    const [outcome] = await scenario.run([seed], { choices: scriptIn(some) });
    runs += 1;
    events += outcome!.events;
    return outcome!.verdict !== 'violated';
  };
  const isSpent = (): boolean => runs >= MOST_RUNS || events >= MOST_EVENTS;
  // The script says what the future said, which is tried as anything else.
  if (!(await isGood(draws))) return undefined;
  let isMinimal = false;
  for (let size = Math.ceil(draws.length / 2); size >= 1 && !isSpent(); size = size === 1 ? 0 : Math.ceil(size / 2)) {
    let hasShrunk = false;
    // What lies farther from the beginning is taken away first, since it may only follow from what lies nearer.
    for (let end = draws.length; end > 0 && !isSpent(); end -= size) {
      const rest = [...draws.slice(0, Math.max(0, end - size)), ...draws.slice(end)];
      if (rest.length === 0 || !(await isGood(rest))) continue;
      draws = rest;
      hasShrunk = true;
    }
    isMinimal = size === 1 && !isSpent() && (!hasShrunk || draws.length === 1);
    if (size === 1 && hasShrunk && draws.length > 1) size = 2;
  }
  const choices = scriptIn(draws);
  return { choices, parts: await scenario.partsAt(choices), runs, isMinimal };
}

function drawsIn(choices: ChoiceScript): readonly Draw[] {
  return Object.entries(choices).flatMap(([site, lines]) =>
    Object.entries(lines).map(([position, value]) => ({ site, position: Number(position), value })),
  );
}

function scriptIn(draws: readonly Draw[]): ChoiceScript {
  const script: Record<string, Record<number, number>> = {};
  for (const { site, position, value } of draws) (script[site] ??= {})[position] = value;
  return script;
}

import { durationText } from '../base/duration.ts';
import { keysOf, requireKnownOptions } from '../base/known-keys.ts';
import { inPart, ScenarioError } from '../base/scenario-error.ts';
import { writtenText } from '../base/written-text.ts';
import type { Microseconds } from '../base/units.ts';
import type { Stream } from '../choices/choices.ts';
import type { ScenarioFacts } from './fault-kind.ts';
import type { PlannedFault } from './planned-fault.ts';
import type { ErasedKind } from './registry.ts';

export interface EverythingOptions {
  /** How much happens, from 0.1 to 10: at 1, the default, about two dozen faults in a run, were it not for the quiet periods. */
  readonly intensity?: number;
  /** Which nodes it strikes, and of which it disturbs what they send; all, if absent. Name the servers where clients do not survive a crash. */
  readonly nodes?: readonly string[];
}

/**
 * A nemesis of all kinds that make sense for a scenario: crashes, losses of power, restart loops and pauses of every cause; partitions, clogs,
 * loss, damage found by a checksum, duplicates and delays; reordering where links keep their order, wrong clocks as far as
 * `clocks` says that they are off, upgrades where there are `versions`, Byzantine nodes as far as `tolerates` says that some may be, and bad
 * disks as far as `disk.bad` does. What the `model` excludes is left out.
 */
export interface Everything {
  readonly everything: EverythingOptions;
}

/** So many faults a run has at an intensity of 1. */
const FAULTS_OF_A_RUN = 24;
/** So many times storm and quiet take turns in a run, on average. */
const TURNS = 3;

/** The strikes that it stands for, with those that are written beside it. @throws ScenarioError with the path of what is wrong. */
export function expandEverything(
  { everything: options, ...written }: Readonly<Record<string, unknown>>,
  kinds: ReadonlyMap<string, ErasedKind>,
  facts: ScenarioFacts,
): Readonly<Record<string, unknown>> {
  const { intensity = 1, nodes } = inPart('everything', () => checked(options));
  const usual = [...kinds].flatMap(([kind, { nemesis }]) => {
    const strike = Object.hasOwn(written, kind) ? undefined : nemesis?.usual?.(facts);
    const like = likeStrike(nemesis?.like, written);
    return strike && like ? [{ kind, strike: { ...like, ...strike }, lasts: nemesis!.lasts }] : [];
  });
  const every = durationText(Math.max(1, Math.round((facts.until * usual.length) / (FAULTS_OF_A_RUN * intensity))));
  const length = [Math.ceil(facts.until / 400), Math.ceil(facts.until / 20)].map((most) =>
    durationText(Math.max(most, shortest(facts.names))),
  );
  const strikes = usual.map(
    ({ kind, strike, lasts }) => [kind, { every, ...(lasts ? { for: length } : {}), ...(nodes ? { nodes } : {}), ...strike }] as const,
  );
  return { ...Object.fromEntries(strikes), ...written };
}

/** What a strike has from the one that it is a case of, as its author has written that; undefined where that is switched off. */
function likeStrike(like: string | undefined, written: Readonly<Record<string, unknown>>): object | undefined {
  if (like === undefined || !Object.hasOwn(written, like)) return {};
  const { nodes } = (written[like] ?? {}) as { readonly nodes?: unknown };
  return written[like] === undefined ? undefined : nodes === undefined ? {} : { nodes };
}

/** A swizzle takes a microsecond for each turn of a node, and has two of each. */
function shortest(names: readonly string[]): Microseconds {
  return 2 * names.length;
}

const OPTIONS = keysOf<EverythingOptions>({ intensity: true, nodes: true });

function checked(options: unknown): EverythingOptions {
  const where = 'nemesis.everything';
  if (typeof options !== 'object' || options === null)
    throw new ScenarioError(`${where} is ${writtenText(options)}.`, 'Write `nemesis: everything({ intensity: 1 })`.');
  requireKnownOptions(options, OPTIONS, where);
  const { intensity = 1, nodes } = options as EverythingOptions;
  if (nodes !== undefined && !Array.isArray(nodes))
    throw new ScenarioError(`The \`nodes\` of ${where} are ${writtenText(nodes)}, which is no list.`, "Write `nodes: ['a', 'b']`.", {
      path: ['nodes'],
    });
  if (typeof intensity === 'number' && intensity >= 0.1 && intensity <= 10) return options;
  throw new ScenarioError(`The \`intensity\` of ${where} is ${writtenText(intensity)}.`, 'Write a number from 0.1 to 10; 1 is usual.', {
    path: ['intensity'],
  });
}

/** Storm and quiet take turns: of what was drawn, what begins in a quiet period is left out, and what would last into one is cut short. */
export function withQuiet(faults: readonly PlannedFault[], until: Microseconds, names: readonly string[], random: Stream): PlannedFault[] {
  const kept: PlannedFault[] = [];
  let next = 0;
  for (let from = 0, isQuiet = random.chance(0.5); from < until; isQuiet = !isQuiet) {
    const to = from + Math.max(1, Math.round(random.exponential(until / (2 * TURNS))));
    for (; next < faults.length && faults[next]!.at < to; next++) {
      const fault = faults[next]!;
      const isCut = fault.until < Infinity && fault.until > to;
      if (isQuiet || (isCut && to - fault.at < shortest(names))) continue;
      kept.push(isCut ? fault.lasting(durationText(to - fault.at), names) : fault);
    }
    from = to;
  }
  return kept;
}

import { checkRange, type DurationRange } from '../base/duration-range.ts';
import { durationText, type Duration } from '../base/duration.ts';
import type { Microseconds } from '../base/units.ts';
import type { Stream } from '../choices/choices.ts';
import type { DrawContext } from './fault-kind.ts';
import { endsOf } from './links.ts';
import type { PlannedStrike } from './nemesis.ts';
import { Plan, PlannedFault } from './planned-fault.ts';

export interface OutsideOptions {
  readonly names: readonly string[];
  /** The nodes of the core, by number. */
  readonly core: readonly number[];
  /** When the system stabilises. */
  readonly until: Microseconds;
  readonly random: Stream;
  /** What the nemesis has drawn before. */
  readonly drawn: readonly PlannedFault[];
  /** Where the first of them stands among faults that begin at one time. */
  readonly firstOrder: number;
}

/** Up to so many faults are for good. More of them would mostly hide each other. */
const MOST = 3;

/**
 * The nemesis of liveness: what stays broken when the system stabilises, outside of the core, of which progress is demanded
 * (TigerBeetle's simulator, 2023). It draws from the kinds of the scenario's nemesis and writes the same data, so that this
 * too can be pasted into `faults`. Each begins within the mean time between two of its strikes before stabilisation.
 */
export function drawOutside(strikes: readonly PlannedStrike[], options: OutsideOptions): readonly PlannedFault[] {
  const { names, core, until, random, drawn, firstOrder } = options;
  const outside = new Set(names.filter((_, index) => !core.includes(index)));
  const possible = strikes.flatMap((strike) => {
    const nodes = strike.nodes.filter((name) => outside.has(name));
    return strike.erased.nemesis!.lasts && nodes.length > 0 ? [{ ...strike, nodes }] : [];
  });
  if (possible.length === 0) return [];
  const context = new Plan(names);
  const faults: PlannedFault[] = [];
  for (let left = random.below(MOST + 1); left > 0; left--) {
    const { kind, erased, every, nodes, written } = possible[random.below(possible.length)]!;
    const { draw, drawOutside: drawsOutside = draw } = erased.nemesis!;
    const at = random.between(Math.max(0, until - every), until - 1);
    const found = [...drawn, ...faults].filter((fault) => fault.kind === kind).map((fault) => fault.written);
    const form = drawsOutside({ ...written, nodes }, new Outside(names, nodes, random, found));
    if (!form) continue;
    const name = `nemesis.outside[${faults.length}]`;
    context.of(name, at);
    faults.push(new PlannedFault(name, kind, erased, form, { context, order: firstOrder + faults.length }));
  }
  return faults;
}

class Outside implements DrawContext {
  constructor(
    readonly names: readonly string[],
    readonly nodes: readonly string[],
    readonly random: Stream,
    readonly found: DrawContext['found'],
  ) {}

  readonly pick = (): string => this.nodes[this.random.below(this.nodes.length)]!;

  readonly lasts = (): 'ever' => 'ever';

  readonly between = (range: DurationRange): Duration => durationText(this.random.between(...checkRange(range, 'a range')));
}

/** What a nemesis drew for good ends at stabilisation where it touches the core. */
export function sparing(fault: PlannedFault, { names, core, until }: Pick<OutsideOptions, 'names' | 'core' | 'until'>): PlannedFault {
  if (!fault.isForEver || !touches(fault, core, names.length)) return fault;
  return fault.lasting(durationText(until - fault.at), names);
}

/** Whether a fault strikes a node of the core, or a link within it; without a core, all of them are spared. */
function touches({ node, links }: PlannedFault, core: readonly number[], count: number): boolean {
  if (core.length === 0 || (node === undefined && links === undefined)) return true;
  if (node !== undefined && core.includes(node)) return true;
  return (links ?? []).some((link) => endsOf(link, count).every((end) => core.includes(end)));
}

import type { Microseconds } from '../base/units.ts';
import { endsOf } from './links.ts';
import type { PlannedFault } from './planned-fault.ts';

/** What is of no use for good: which nodes and which links, as `from * nodes + to`. */
export interface Harm {
  readonly nodes: ReadonlySet<number>;
  readonly links: ReadonlySet<number>;
  /** All of it as part of a sentence; empty where there is none. */
  readonly text: string;
}

export interface HarmOptions {
  readonly names: readonly string[];
  /** Nodes that do not follow their code, by name, with where that is said. */
  readonly liars: ReadonlyMap<string, string>;
  readonly stabilisesAt: Microseconds;
  readonly duration: Microseconds;
  /** Only what strikes these nodes, by number, or links between them counts; everything, if absent. */
  readonly within?: readonly number[];
}

/** More than this are not told one by one. */
const MOST_TOLD = 4;

/** What faults, and nodes that lie, leave of no use from stabilisation to the end of the run. */
export function lastingHarm(faults: readonly PlannedFault[], options: HarmOptions): Harm {
  const { names, liars, within = names.map((_, index) => index) } = options;
  const nodes = new Set<number>();
  const links = new Set<number>();
  const told: string[] = [];
  for (const [name, where] of liars) {
    const node = names.indexOf(name);
    if (!within.includes(node)) continue;
    nodes.add(node);
    told.push(`${name} does not follow its code (${where})`);
  }
  for (const fault of faults) {
    if (!stopsForGood(fault, options) || faults.some((other) => mends(other, fault))) continue;
    const { node } = fault;
    const struck = (fault.links ?? []).filter((link) => endsOf(link, names.length).every((end) => within.includes(end)));
    if (node !== undefined && within.includes(node)) nodes.add(node);
    else if (struck.length === 0) continue;
    for (const link of struck) links.add(link);
    told.push(sentence(fault, names));
  }
  const more = told.length - MOST_TOLD;
  return { nodes, links, text: [...told.slice(0, MOST_TOLD), ...(more > 0 ? [`${more} more`] : [])].join(', ') };
}

/** Stabilisation ends what was planned before it, unless that lasts for ever; what comes later ends by itself or not in this run. */
function stopsForGood({ stops, isForEver, at, until }: PlannedFault, { stabilisesAt, duration }: HarmOptions): boolean {
  return stops !== undefined && at <= duration && (isForEver || (at >= stabilisesAt && until > duration));
}

function mends(mending: PlannedFault, fault: PlannedFault): boolean {
  if (mending.mends === undefined || mending.mends !== fault.stops) return false;
  if (mending.at < fault.at || (mending.at === fault.at && mending.order < fault.order)) return false;
  return mending.node === undefined || mending.node === fault.node;
}

function sentence({ stops, node, label, name }: PlannedFault, names: readonly string[]): string {
  if (node !== undefined) return `${names[node]!} stays ${stops} (${name})`;
  return `${stops === 'cut' ? `partition ${label}` : label} lasts (${name})`;
}

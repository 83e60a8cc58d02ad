import type { Scenario } from '../author/scenario.ts';
import type { Nodes } from '../author/world.ts';
import { keysOf, requireKnownOptions } from '../base/known-keys.ts';
import { didYouMean } from '../base/nearest.ts';
import { inPart, ScenarioError } from '../base/scenario-error.ts';
import { writtenText } from '../base/written-text.ts';
import type { Choices } from '../choices/choices.ts';
import { shuffled } from '../choices/shuffled.ts';
import type { PlannedStrike } from '../faults/nemesis.ts';
import type { PlannedFault } from '../faults/planned-fault.ts';
import type { Unsynced } from '../world/disk.ts';
import type { LatencyModel } from '../world/latency.ts';
import { latencyModel } from './latency-models.ts';

const UNSYNCED: readonly Unsynced[] = ['any', 'none', 'prefix'];

/** What the disks of all nodes are like. */
export interface DiskModel {
  readonly syncLatency: LatencyModel;
  readonly readLatency: LatencyModel;
  /** Which of the writes that were not synced a crash may keep. */
  readonly unsynced: Unsynced;
  /** On how many nodes at most disks are bad in one run; undefined where the scenario does not say. */
  readonly badDisks: number | undefined;
}

/** What can be said of disks. */
const DISK = keysOf<NonNullable<Scenario<Nodes>['disk']>>({ syncLatency: true, readLatency: true, unsynced: true, bad: true });

/** @throws ScenarioError when something that the scenario says of its disks cannot be. */
export function diskModel(disk: Scenario<Nodes>['disk'], names: readonly string[]): DiskModel {
  requireKnownOptions(disk, DISK, 'disk');
  return {
    syncLatency: inPart('syncLatency', () => latencyModel(disk?.syncLatency ?? 0, 'disk.syncLatency')),
    readLatency: inPart('readLatency', () => latencyModel(disk?.readLatency ?? 0, 'disk.readLatency')),
    unsynced: unsyncedOf(disk?.unsynced),
    badDisks: mostBadDisks(disk?.bad, names),
  };
}

/** @throws ScenarioError when it is no such word. */
function unsyncedOf(written: unknown = 'any'): Unsynced {
  if (UNSYNCED.includes(written as Unsynced)) return written as Unsynced;
  throw new ScenarioError(`disk.unsynced is ${writtenText(written)}.`, didYouMean(written, UNSYNCED), { path: ['unsynced'] });
}

/** @throws ScenarioError when it is no number of nodes. */
function mostBadDisks(written: unknown, names: readonly string[]): number | undefined {
  if (written === undefined) return undefined;
  if (Number.isSafeInteger(written) && (written as number) >= 0 && (written as number) <= names.length) return written as number;
  throw new ScenarioError(
    `disk.bad is ${writtenText(written)}.`,
    `Write on how many nodes disks may be bad in one run: a whole number from 0 to ${names.length}.`,
    { path: ['bad'] },
  );
}

/** @throws ScenarioError when faults that are planned make more disks bad than the scenario allows. */
export function requireDisksWithin(faults: readonly PlannedFault[], most: number | undefined, names: readonly string[]): void {
  if (most === undefined) return;
  const bad = new Set<number>();
  for (const fault of faults) {
    if (!fault.isOfDisk) continue;
    bad.add(fault.node!);
    if (bad.size <= most) continue;
    throw new ScenarioError(
      `The \`${fault.kind}\` of ${fault.name} makes the disk of '${names[fault.node!]!}' bad, the ${bad.size}. of them, and disk.bad is ${most}.`,
      'Strike fewer nodes, or raise `disk.bad`.',
      { path: [String(fault.order)] },
    );
  }
}

/** Where it is drawn whose disks may be bad. */
const SITE = 'nemesis/disks';

/** The strikes of a nemesis, those at disks kept to the nodes whose disks may be bad in this run: those of planned faults, and others that are drawn. */
export function withinBadDisks(
  strikes: readonly PlannedStrike[],
  {
    most,
    planned,
    names,
    choices,
  }: { most: number | undefined; planned: readonly PlannedFault[]; names: readonly string[]; choices: Choices },
): readonly PlannedStrike[] {
  const ofDisk = strikes.filter(({ erased }) => erased.nemesis!.isOfDisk);
  if (most === undefined || ofDisk.length === 0) return strikes;
  const bad = new Set(planned.filter(({ isOfDisk }) => isOfDisk).map(({ node }) => names[node!]!));
  const struck = names.filter((name) => !bad.has(name) && ofDisk.some(({ nodes }) => nodes.includes(name)));
  for (const name of shuffled(struck, choices.stream(SITE)).slice(0, Math.max(0, most - bad.size))) bad.add(name);
  return strikes.flatMap((strike) => {
    if (!strike.erased.nemesis!.isOfDisk) return [strike];
    const nodes = strike.nodes.filter((name) => bad.has(name));
    return nodes.length === 0 ? [] : [{ ...strike, nodes }];
  });
}

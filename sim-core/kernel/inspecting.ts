import { changesBetween } from '../base/changed-paths.ts';
import { NO_NODE } from '../trace/event.ts';
import type { Inspection, NodeView } from '../trace/inspection.ts';
import { eventAt } from '../trace/trace.ts';
import { contentsOf } from '../world/disk.ts';
import type { SimulatedProcess } from '../world/process.ts';
import type { Recording } from './recording.ts';
import type { Simulation } from './simulation.ts';

/** What of a node stays as it is for as long as nothing happens to it; what it is made of is shared from step to step then. */
type Lasting = Pick<NodeView, 'state' | 'timers' | 'disk' | 'unsynced'>;

/** Every node as it was after the turn of `step`, and what that turn changed. */
export function inspectionOf(recording: Recording, step: number): Inspection {
  const turn = recording.turnOf(step);
  const before = turn > 0 ? recording.seek(turn - 1).processes.map((process) => process.view()) : [];
  const world = recording.seek(step);
  const nodes = world.processes.map((process, index) => viewOf(world, process, lastingOf(process), before[index]));
  return { step, time: world.time, nodes, ...valueOf(recording, step) };
}

/**
 * The same for each step from one on, in order. Whoever looks at many pays for the nodes alone to which something happens: those
 * of the events of a turn. All others share with the step before what they hold.
 */
export function* inspectionsFrom(recording: Recording, first: number): Iterable<Inspection> {
  const { columns } = recording.trace;
  if (first >= columns.length) return;
  let from = recording.turnOf(first);
  const start = from > 0 ? recording.seek(from - 1) : undefined;
  let lasting: readonly Lasting[] | undefined = start?.processes.map(lastingOf);
  while (from < columns.length) {
    const world = recording.seek(from);
    const end = Math.min(world.steps, columns.length);
    const touched = touchedIn(columns.node.subarray(from, end));
    const before = lasting;
    const now = world.processes.map((process, index) => (before === undefined || touched.has(index) ? lastingOf(process) : before[index]!));
    lasting = now;
    const nodes = world.processes.map((process, index) => viewOf(world, process, now[index]!, before?.[index]?.state));
    const { time } = world;
    for (let step = Math.max(first, from); step < end; step++) yield { step, time, nodes, ...valueOf(recording, step) };
    from = end;
  }
}

function touchedIn(nodes: Uint16Array): ReadonlySet<number> {
  const touched = new Set(nodes);
  touched.delete(NO_NODE);
  return touched;
}

function valueOf({ trace }: Recording, step: number): Pick<Inspection, 'value'> {
  const { value } = eventAt(trace, step);
  return value === undefined ? {} : { value };
}

function lastingOf(process: SimulatedProcess): Lasting {
  const { visibleDisk } = process;
  return {
    state: process.view(),
    timers: [...process.visibleTimers].map(([name, { due }]) => ({ name, due })),
    disk: contentsOf(visibleDisk),
    unsynced: [...new Set(visibleDisk.cached.map(({ key }) => key))].sort(),
  };
}

function viewOf(world: Simulation, process: SimulatedProcess, lasting: Lasting, before: unknown): NodeView {
  const { state, timers, disk, unsynced } = lasting;
  const changes = before === state ? [] : changesBetween(before ?? {}, state ?? {});
  const was = new Map(changes.flatMap((change) => ('was' in change ? [[change.path, change.was] as const] : [])));
  const byzantine = world.stage.liars.behaviourOf(process);
  return {
    name: process.name,
    status: process.status(),
    clock: process.clock.timeOfDay(world.time),
    state,
    changed: changes.map(({ path }) => path),
    ...(was.size > 0 ? { was } : {}),
    timers,
    disk,
    unsynced,
    ...(byzantine ? { byzantine } : {}),
  };
}

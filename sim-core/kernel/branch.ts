import { changedPaths } from '../base/changed-paths.ts';
import { faultLine, type PlannedFault } from '../faults/planned-fault.ts';
import type { Checkpoint } from './checkpoint.ts';
import { ITEM } from './item.ts';
import { messagePlace } from './message-changes.ts';
import type { Run } from './run.ts';
import type { Stage } from './stage.ts';

/**
 * A run leaves another at a checkpoint of that one, which has been loaded: from here on it has its own
 * faults, also where it lacks some that the other has planned.
 * @throws RangeError when it differs from the other in what lies behind, where it would be no run at
 * all: neither the other's beginning nor its own.
 */
export function branchOff(stage: Stage, { run, plan }: Pick<Checkpoint, 'run' | 'plan'>): void {
  if (stage.run === run) return;
  requireSameLies(stage, run);
  requireSameMessages(stage, run);
  requireSameDraws(stage, run);
  const { agenda } = stage;
  for (const fault of plan.values()) {
    if (isPlanned(fault, stage.plan)) continue;
    requireAhead(fault, stage);
    agenda.queue.take(({ what, name }) => what === ITEM.faultBegins && name === fault.name);
  }
  for (const fault of stage.plan.values()) {
    if (isPlanned(fault, plan)) continue;
    requireAhead(fault, stage);
    stage.scheduleFault(fault);
  }
}

function isPlanned(fault: PlannedFault, plan: ReadonlyMap<string, PlannedFault>): boolean {
  const other = plan.get(fault.name);
  return other !== undefined && other.order === fault.order && faultLine(other.written) === faultLine(fault.written);
}

function requireAhead({ name, at }: PlannedFault, { time }: Stage): void {
  if (at <= time) throw new RangeError(`The fault ${name} begins at ${at} µs, which the run that is forked has passed.`);
}

function requireSameLies(stage: Stage, run: Run): void {
  const { steps } = stage.log;
  const toldIn = ({ byzantine, lies }: Run): object => ({ byzantine, lies: lies.filter(({ after }) => after < steps - 1) });
  if (changedPaths(toldIn(stage.run), toldIn(run)).length === 0) return;
  throw new RangeError(
    `A node lies from before step ${steps} on, up to which the run that is forked has come: let it lie after step ${steps - 1}.`,
  );
}

function requireSameMessages(stage: Stage, run: Run): void {
  const toldIn = ({ drops, messages }: Run): Readonly<Record<string, unknown>> => ({
    ...Object.fromEntries(drops.map((drop) => [drop, 'lost'])),
    ...Object.fromEntries(Object.entries(messages).map(([message, change]) => [message, { change, lost: drops.includes(message) }])),
  });
  const [own, others] = [toldIn(stage.run), toldIn(run)];
  for (const message of Object.keys({ ...own, ...others })) {
    if (changedPaths(own[message], others[message]).length === 0) continue;
    const { from, to, number } = messagePlace(message, stage.model.names);
    const { sent } = stage.network.link(stage.model.indexes.get(from)!, stage.model.indexes.get(to)!);
    if (number < sent)
      throw new RangeError(`The message ${message} was sent before the run is forked: the next one is ${from}>${to}#${sent}.`);
  }
}

function requireSameDraws({ run: { choices: own }, choices }: Stage, { choices: others }: Run): void {
  for (const site of new Set([...Object.keys(own), ...Object.keys(others)])) {
    // What a nemesis drew stands in the plan.
    if (site.startsWith('nemesis/')) continue;
    const drawn = choices.isUsed(site) ? choices.stream(site).drawn : 0;
    const [mine, theirs] = [own[site] ?? {}, others[site] ?? {}];
    for (const position of Object.keys({ ...mine, ...theirs }).map(Number)) {
      if (position >= drawn || mine[position] === theirs[position]) continue;
      throw new RangeError(`The draw ${position} of ${site} was made before the run is forked: the next one is ${drawn}.`);
    }
  }
}

import { durationText } from '../base/duration.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';
import { endsOf } from '../faults/links.ts';
import type { ScenarioFacts } from '../faults/fault-kind.ts';
import { worstOf, type PlannedStrike } from '../faults/nemesis.ts';
import type { PlannedFault } from '../faults/planned-fault.ts';
import { beyondModel, type SystemBounds } from '../faults/system-model.ts';
import type { LatencyModel } from '../world/latency.ts';
import type { LinkModel } from '../world/link.ts';
import type { Model } from './model.ts';
import { placeOfFault, requirePausesApart } from './pauses-apart.ts';
import type { Run } from './run.ts';

type Checked = Pick<
  Model,
  'names' | 'links' | 'syncLatency' | 'readLatency' | 'clockDrift' | 'byzantine' | 'faults' | 'nemesis' | 'stabilisesAt' | 'duration'
>;

/** Refuses what a scenario says against its own system model. @throws ScenarioError with the path of what is beyond it. */
export function requireWithin(
  bounds: SystemBounds,
  model: Checked,
  written: { readonly core?: unknown; readonly stabilisesAt?: unknown },
): void {
  const { timing, failures } = bounds;
  if (written.core !== undefined)
    refuse('`core` leaves links and nodes broken for good outside of it, which no `model` bounds.', 'Leave out one of them.', ['core']);
  if (timing === 'asynchronous' && written.stabilisesAt !== undefined)
    refuse('`stabilisesAt` bounds delays, and an asynchronous system never does.', "Leave it out, or write 'partiallySynchronous'.", [
      'stabilisesAt',
    ]);
  if (timing === 'partiallySynchronous' && written.stabilisesAt === undefined)
    refuse('`model` is partially synchronous, and the scenario never stabilises.', "Write when it does, such as `stabilisesAt: '30s'`.", [
      'model',
    ]);
  const [liar] = Object.keys(model.byzantine);
  if (liar !== undefined && failures !== 'byzantine')
    refuse(`byzantine.${liar} lies, and by \`model.failures\` nodes do nothing but crash.`, "Write `failures: 'byzantine'`.", [
      'byzantine',
      liar,
    ]);
  if (timing !== 'asynchronous') requireBoundedWorld(bounds, model);
  requireFaultsWithin(bounds, model.faults, model);
  for (const strike of model.nemesis) {
    const why = strikeBeyond(bounds, strike, model);
    if (why !== undefined) refuse(`nemesis.${strike.kind} ${why}.`, CURE, ['nemesis', strike.kind]);
  }
  requirePausesApart(bounds, model);
}

function requireBoundedWorld({ timing, delay, pause, drift }: SystemBounds, model: Checked): void {
  const { names, links, syncLatency, readLatency, clockDrift } = model;
  const isEndless = ({ mean }: LatencyModel): boolean => timing === 'synchronous' && mean !== undefined;
  links.forEach((link, index) => {
    const { latency, loss, bursts, corrupt } = link;
    const [from, to] = endsOf(index, names.length).map((node) => names[node]!);
    const path = `The link ${from}>${to} of \`network\``;
    if (isEndless(latency)) refuse(`${path} has no longest \`latency\`, and delays are bounded.`, 'Give it a `max`.', NETWORK);
    if (latency.max > delay)
      refuse(`${path} takes up to ${durationText(latency.max)}, and \`model.delay\` is ${durationText(delay)}.`, CURE, NETWORK);
    if (timing === 'synchronous' && (loss > 0 || corrupt > 0 || bursts !== undefined))
      refuse(`${path} loses messages, and every message takes a bounded time.`, 'Leave out `loss` and `corrupt`.', NETWORK);
    const why = loadBeyond(link);
    if (why !== undefined) refuse(`${path} ${why}.`, "Leave it out, or choose `timing: 'asynchronous'`.", NETWORK);
  });
  for (const [key, latency] of Object.entries({ syncLatency, readLatency })) {
    const place = ['disk', key];
    if (isEndless(latency)) refuse(`disk.${key} has no longest, and pauses are bounded.`, 'Give it a `max`.', place);
    if (latency.max > pause)
      refuse(`disk.${key} is up to ${durationText(latency.max)}, and \`model.pause\` is ${durationText(pause)}.`, CURE, place);
  }
  if (clockDrift > drift) refuse(`clocks.drift is ${clockDrift} ppm, and \`model.drift\` is ${drift}.`, CURE, ['clocks', 'drift']);
}

/** Why what a link carries may wait for any time or find no place, however well the link works: that is up to the load. */
function loadBeyond({ capacity, port, stream, receiveBuffer }: LinkModel): string | undefined {
  if (port !== undefined)
    return 'passes a switch, in whose queues messages wait for as long as the load makes them, and delays are bounded';
  if (capacity !== undefined) return 'has a `rate`, so that messages wait for as long as the load makes them, and delays are bounded';
  if (stream !== undefined) return 'is a stream, on which a message waits for room and for those before it, and delays are bounded';
  if (receiveBuffer !== undefined)
    return 'has a `receiveBuffer`, which loses what finds no place in it, and every message takes a bounded time';
  return undefined;
}

const NETWORK = ['network'];

/** The same for faults that are added to a run. @throws ScenarioError with the path of what is beyond the model. */
export function requireFaultsWithin(
  bounds: SystemBounds,
  faults: readonly PlannedFault[],
  model: Pick<Checked, 'links' | 'stabilisesAt' | 'faults'>,
): void {
  for (const fault of faults) {
    const isBound = bounds.timing === 'synchronous' || fault.isForEver || fault.at >= model.stabilisesAt;
    const why = beyondModel({ where: fault.name, kind: fault.kind, strain: fault.strain, isBound }, bounds, longest(model));
    if (why !== undefined) refuse(`${fault.name} ${why}.`, CURE, placeOfFault(fault, model.faults));
  }
}

/** The same for what else a run does beyond its scenario. @throws ScenarioError when it is beyond the model. */
export function requireRunWithin(
  { timing, failures }: SystemBounds,
  { byzantine, lies, drops, messages }: Pick<Run, 'byzantine' | 'lies' | 'drops' | 'messages'>,
): void {
  if ((Object.keys(byzantine).length > 0 || lies.length > 0) && failures !== 'byzantine')
    refuse('A node is to lie, and by `model.failures` nodes do nothing but crash.', "Write `failures: 'byzantine'` in the scenario.");
  if (drops.length > 0 && timing === 'synchronous')
    refuse('A message is to be lost, and in a synchronous system every message takes a bounded time.', 'Choose another `model`.');
  for (const [message, { delay, value }] of Object.entries(messages)) {
    if (delay !== undefined && timing === 'synchronous')
      refuse(`${message} is to be late, and in a synchronous system every message takes a bounded time.`, 'Choose another `model`.');
    if (value !== undefined && failures !== 'byzantine')
      refuse(
        `${message} is to say something else, and by \`model.failures\` nodes do nothing but crash.`,
        "Write `failures: 'byzantine'`.",
      );
  }
}

/** Why the worst that a strike draws is beyond the model; undefined for one that is within. */
export function strikeBeyond(bounds: SystemBounds, strike: PlannedStrike, model: Pick<Checked, 'names' | 'links'>): string | undefined {
  const worst = worstOf(strike, model.names);
  if (!worst) return undefined;
  const isBound = bounds.timing === 'synchronous' || worst.isForEver;
  return beyondModel({ where: worst.name, kind: worst.kind, strain: worst.strain, isBound }, bounds, longest(model));
}

/** What a nemesis of everything has to know of a model. */
export function factsOfModel(bounds: SystemBounds, links: Model['links']): NonNullable<ScenarioFacts['model']> {
  const { timing, failures, delay, pause } = bounds;
  return timing === 'synchronous' ? { failures, delay: Math.max(0, delay - longest({ links })), pause } : { failures };
}

/** The longest that a message takes without faults. */
function longest({ links }: Pick<Model, 'links'>): Microseconds {
  return Math.max(...links.map(({ latency }) => latency.max));
}

const CURE = 'Change it, or the `model`: a run never exceeds what its model states.';

function refuse(message: string, cure: string, path: readonly string[] = []): never {
  throw new ScenarioError(message, cure, path.length === 0 ? {} : { path });
}

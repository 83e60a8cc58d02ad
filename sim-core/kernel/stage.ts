import { RandomStream } from '../base/random.ts';
import type { Microseconds } from '../base/units.ts';
import type { Choices } from '../choices/choices.ts';
import { FaultAccount } from '../faults/accounting.ts';
import type { DrawnCore } from '../faults/core.ts';
import type { PlannedFault } from '../faults/planned-fault.ts';
import { History } from '../judges/history.ts';
import type { End } from '../judges/judge.ts';
import type { TraceRecorder } from '../trace/recorder.ts';
import { SimulatedClock, type ClockOptions } from '../world/clock.ts';
import { SimulatedNetwork } from '../world/network.ts';
import { Signatures } from '../world/signatures.ts';
import { SimulatedProcess } from '../world/process.ts';
import { Agenda } from './agenda.ts';
import { EventLog } from './event-log.ts';
import { EventQueue } from './event-queue.ts';
import { ITEM, PLACE } from './item.ts';
import { largestOf } from './largest.ts';
import { Liars } from './liars.ts';
import type { Model } from './model.ts';
import { Novelty } from './novelty.ts';
import { OrderedQueue } from './ordered-queue.ts';
import { rolesOf } from './roles.ts';
import { Tolerated } from './tolerated.ts';
import { choicesOf, planRun, type Run } from './run.ts';

export interface StageOptions {
  readonly recorder: TraceRecorder | undefined;
  /** Whether somebody seeks, and compares. */
  readonly followsTurns: boolean;
  /** Whether it is noted what the run comes by that another may not have. */
  readonly notesNovelty: boolean;
}

/**
 * Everything that takes part in one run, set up for its beginning. The loop, the messages and the
 * faults all play on it.
 */
export class Stage {
  readonly model: Model;
  readonly run: Run;
  /** The faults of the run by name, in order of time. */
  readonly plan: ReadonlyMap<string, PlannedFault>;
  /** Of whom progress is demanded from stabilisation on; undefined where the scenario does not say how many that must be. */
  readonly core: DrawnCore | undefined;
  readonly choices: Choices;
  readonly agenda: Agenda;
  readonly log: EventLog;
  readonly network: SimulatedNetwork;
  readonly processes: readonly SimulatedProcess[];
  readonly history: History;
  readonly account: FaultAccount;
  readonly signatures: Signatures;
  readonly liars: Liars;
  readonly novelty: Novelty | undefined;
  readonly tolerated: Tolerated;
  /** Who has read a clock in a world in which time is only order: nodes, and properties as an empty name. */
  readonly clockReaders = new Set<string>();
  #coreNames: readonly string[] | undefined;
  /** Simulated time. */
  time: Microseconds = 0;
  stabilised = false;
  /** How many nodes have yet to be started for the first time. */
  toStart: number;
  /** Since the last look of the judges something that they can see has changed, at this step; -1 when nothing has. */
  changedAt = -1;

  constructor(model: Model, run: Run, { recorder, followsTurns, notesNovelty }: StageOptions) {
    this.model = model;
    this.run = run;
    this.signatures = new Signatures(run.seed);
    const { faults, core } = planRun(model, run);
    this.plan = new Map(faults.map((fault) => [fault.name, fault]));
    this.core = core;
    this.choices = choicesOf(run, model.names);
    this.agenda = new Agenda(model.names, model.order ? new OrderedQueue(this, run.order ?? []) : new EventQueue(model.names));
    this.history = new History(model.order !== undefined);
    this.log = new EventLog(model.names, recorder, followsTurns);
    this.account = new FaultAccount([...model.faultKinds.keys()], () => this.log.steps - 1);
    const hear = (source: string): void => this.account.strike(source, 1);
    this.network = new SimulatedNetwork({ names: model.names, links: model.links, ports: model.ports, choices: this.choices, hear });
    this.processes = model.names.map((name, index) => new SimulatedProcess(index, name, this.#drawClock(name)));
    this.liars = new Liars(this);
    this.liars.takeOver();
    this.novelty = notesNovelty ? new Novelty(model.names, rolesOf(model)) : undefined;
    this.tolerated = new Tolerated(this);
    this.tolerated.look();
    this.toStart = model.names.length;
    this.#requestFaults();
    this.#schedule();
  }

  #drawClock(name: string): SimulatedClock {
    const { clocksDiffer, clockOffset, clockDrift, clockInterval: interval } = this.model;
    // A stream for each number, because what is drawn for a moment must not depend on who read the clock before.
    const even: ClockOptions['even'] = (concern, number) => new RandomStream(this.run.seed, `${concern}/${name}/${number}`).next();
    if (!clocksDiffer) return new SimulatedClock(0, 0, { even });
    let [offset, drift] = [0, 0];
    if (clockOffset > 0 || clockDrift > 0) {
      const stream = this.choices.stream(`clock/${name}`);
      offset = stream.between(-clockOffset, clockOffset);
      drift = stream.between(-clockDrift, clockDrift);
    }
    let uptime: Microseconds | undefined;
    return new SimulatedClock(offset, drift, {
      uptime: () => (uptime ??= new RandomStream(this.run.seed, `uptime/${name}`).below(LONGEST_UPTIME)),
      interval,
      even,
    });
  }

  #requestFaults(): void {
    const { account, run } = this;
    const { links, nemesis, byzantine } = this.model;
    // What the nemesis may draw is accounted for even when it never did.
    for (const { kind } of nemesis) account.enable(kind);
    for (const { kind, name } of this.plan.values()) account.request(kind, name);
    for (const name of Object.keys({ ...byzantine, ...run.byzantine })) account.request('byzantine', `byzantine.${name}`);
    for (const { node } of run.lies) account.request('byzantine', `byzantine.${node}`);
    if (links.some(({ loss }) => loss > 0) || run.drops.length > 0) account.request('loss', 'network.loss');
    if (links.some(({ bursts }) => bursts !== undefined)) account.request('burstLoss', 'network.burstLoss');
    if (links.some(({ corrupt }) => corrupt > 0)) account.request('corrupt', 'network.corrupt');
    if (links.some(({ duplicate }) => duplicate > 0)) account.request('duplicate', 'network.duplicate');
    if (links.some(({ reorder }) => reorder > 0 && reorder < 1)) account.request('reorder', 'network.reorder');
  }

  #schedule(): void {
    const { agenda, processes, plan } = this;
    for (const { index, name } of processes) agenda.queue.push(agenda.worldItem(ITEM.start, 0, PLACE.start + index, index, name));
    for (const fault of plan.values()) this.scheduleFault(fault);
    const { stabilisesAt, duration } = this.model;
    // From its very start, before any node does anything.
    if (stabilisesAt === 0) this.stabilise();
    else if (stabilisesAt <= duration) agenda.queue.push(agenda.worldItem(ITEM.stabilise, stabilisesAt, PLACE.stabilise, -1, ''));
  }

  scheduleFault({ name, at, order }: PlannedFault): void {
    this.agenda.queue.push(this.agenda.worldItem(ITEM.faultBegins, at, PLACE.faultBegins + order, -1, name));
  }

  /** Whether stabilisation does not end what goes by this name: a planned fault that lasts for ever. */
  isForEver(name: string): boolean {
    return this.plan.get(name)?.isForEver ?? false;
  }

  /** The names of those of whom progress is demanded; all, where the scenario does not say. */
  get coreNames(): readonly string[] {
    const { names } = this.model;
    return (this.#coreNames ??= Object.freeze(this.core ? this.core.members.map((node) => names[node]!) : names));
  }

  /** How the trace names them; nothing, where the scenario does not say. */
  get coreText(): string {
    if (!this.core) return '';
    return this.coreNames.length === 0 ? 'no core is left' : `core ${this.coreNames.join(', ')}`;
  }

  /** What its end tells the judges. */
  get end(): End {
    const { duration, stabilisesAt } = this.model;
    return { duration, stabilisesAt, unavailable: this.core?.unavailable };
  }

  /** What of the run takes most memory, for people. */
  largest(): string {
    return largestOf(this);
  }

  /** From here on delays are bounded and links lose nothing. */
  stabilise(): void {
    this.stabilised = true;
    this.network.stabilise(this.time, (name) => this.isForEver(name));
  }

  /** Properties can see something new, which came about at a step; the last event, if none is named. */
  changed(step = this.log.steps - 1): void {
    this.changedAt = step;
  }
}

/** How long a machine may have been running when the run begins. */
const LONGEST_UPTIME: Microseconds = 3_600_000_000;

import { History } from '../judges/history.ts';
import type { TraceRecorder } from '../trace/recorder.ts';
import { FaultAccount } from '../world/accounting.ts';
import type { ByzantineBehaviour } from '../world/byzantine.ts';
import { SimulatedClock } from '../world/clock.ts';
import { SimulatedNetwork } from '../world/network.ts';
import { SimulatedProcess } from '../world/process.ts';
import type { PlannedFault } from '../world/timeline.ts';
import { Agenda } from './agenda.ts';
import { EventLog } from './event-log.ts';
import type { Model } from './model.ts';
import { ITEM } from './queue.ts';
import { RandomStreams } from '../base/random.ts';

/**
 * Everything that takes part in one run, set up for its beginning. The loop, the messages and the
 * faults all play on it.
 */
export class Stage {
  readonly model: Model;
  readonly plan: readonly PlannedFault[];
  readonly agenda = new Agenda();
  readonly log: EventLog;
  readonly streams: RandomStreams;
  readonly network: SimulatedNetwork;
  readonly processes: readonly SimulatedProcess[];
  readonly history = new History();
  readonly account = new FaultAccount();
  /** Simulated time in microseconds. */
  time = 0;
  stabilised = false;

  constructor(
    model: Model,
    seed: number,
    plan: readonly PlannedFault[],
    byzantine: Readonly<Record<string, ByzantineBehaviour>>,
    recorder: TraceRecorder | undefined,
  ) {
    this.model = model;
    this.plan = plan;
    this.log = new EventLog(model.names, recorder);
    this.streams = new RandomStreams(seed);
    this.network = new SimulatedNetwork(model.names, model.links, plan, this.streams);
    this.processes = model.names.map((name, index) => new SimulatedProcess(index, name, this.#drawClock(name), byzantine[name]));
    this.#requestFaults(Object.keys(byzantine).length);
    this.#schedule();
  }

  #drawClock(name: string): SimulatedClock {
    const { clockOffset, clockDrift } = this.model;
    if (clockOffset === 0 && clockDrift === 0) return new SimulatedClock(0, 0);
    const stream = this.streams.stream(`clock/${name}`);
    return new SimulatedClock(stream.between(-clockOffset, clockOffset), stream.between(-clockDrift, clockDrift));
  }

  #requestFaults(byzantine: number): void {
    const { links, nemesis } = this.model;
    // What the nemesis may draw is accounted for even when it never did.
    for (const kind of Object.keys(nemesis ?? {})) this.account.request(kind as PlannedFault['kind'], 0);
    for (const { kind } of this.plan) this.account.request(kind);
    if (byzantine > 0) this.account.request('byzantine', byzantine);
    if (links.some(({ loss }) => loss > 0)) this.account.request('loss');
    if (links.some(({ duplicate }) => duplicate > 0)) this.account.request('duplicate');
    if (links.some(({ reorder }) => reorder > 0 && reorder < 1)) this.account.request('reorder');
  }

  #schedule(): void {
    const { agenda } = this;
    for (const process of this.processes) agenda.queue.push(agenda.lifeItem(ITEM.start, 0, process, -1));
    this.plan.forEach((fault, index) => agenda.queue.push(agenda.worldItem(ITEM.faultBegins, fault.at, index)));
    const { stabilisesAt, duration } = this.model;
    if (stabilisesAt === 0) this.stabilised = true;
    else if (stabilisesAt < duration) agenda.queue.push(agenda.worldItem(ITEM.stabilise, stabilisesAt, 0));
  }
}

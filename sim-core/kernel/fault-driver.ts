import type { ClockDistortion } from '../base/clock-distortion.ts';
import type { Microseconds } from '../base/units.ts';
import type { Beginning, Disturbance, FaultWorld } from '../faults/fault-kind.ts';
import type { PlannedFault } from '../faults/planned-fault.ts';
import { FLAG, KIND } from '../trace/event.ts';
import type { SpanKind } from '../trace/facts.ts';
import type { ByzantineBehaviour } from '../world/byzantine/catalogue.ts';
import type { SimulatedProcess } from '../world/process.ts';
import type { SlowFactors } from '../world/slowness.ts';
import { BadDisks } from './bad-disks.ts';
import { ITEM, PLACE, type Item } from './item.ts';
import { DistortedClocks } from './distorted-clocks.ts';
import { Memories } from './memories.ts';
import type { Lives } from './lives.ts';
import type { Messenger } from './messenger.ts';
import type { Stage } from './stage.ts';
import { Upgrades } from './upgrades.ts';

/** Lets the planned faults of a run begin and end, and the system stabilise: what faults can do to the world. */
export class FaultDriver implements FaultWorld {
  readonly #stage: Stage;
  readonly #lives: Lives;
  readonly #messenger: Messenger;
  readonly #clocks: DistortedClocks;
  readonly #upgrades: Upgrades;
  readonly disks: BadDisks;
  readonly memories: Memories;
  /** The place of each fault in the trace's list of them. */
  readonly #places: ReadonlyMap<string, number>;

  constructor(stage: Stage, lives: Lives, messenger: Messenger) {
    this.#stage = stage;
    this.#lives = lives;
    this.#messenger = messenger;
    this.#clocks = new DistortedClocks(stage);
    this.#upgrades = new Upgrades(stage, lives);
    this.#places = new Map([...stage.plan.keys()].map((name, index) => [name, index]));
    this.disks = new BadDisks(stage, lives, this.#places);
    this.memories = new Memories(stage, lives);
  }

  get time(): Microseconds {
    return this.#stage.time;
  }

  /** A fault begins, goes on or ends, or the system stabilises. */
  happens({ what, name, tag }: Item): void {
    this.#stage.log.by = name;
    if (what === ITEM.faultBegins) this.#begin(name);
    else if (what === ITEM.faultSteps) this.#step(name, tag);
    else if (what === ITEM.faultEnds) this.#fault(name).end(this);
    else this.#stabilise();
    this.#stage.log.by = '';
  }

  /** A fault begins, and is accounted for. */
  #begin(name: string): void {
    const { account, agenda, tolerated } = this.#stage;
    const fault = this.#fault(name);
    const beginning = fault.begin(this);
    if (beginning === 'struck') account.strike(name);
    if (beginning !== 'idle') tolerated.begins(fault);
    fault.steps.forEach((at, index) => {
      agenda.queue.push(agenda.worldItem(ITEM.faultSteps, at, PLACE.faultBegins + fault.order, -1, name, index + 1));
    });
    if (fault.until === Infinity) return;
    agenda.queue.push(agenda.worldItem(ITEM.faultEnds, fault.until, PLACE.faultEnds + fault.order, -1, name));
  }

  #step(name: string, index: number): void {
    const { stabilised, model } = this.#stage;
    const fault = this.#fault(name);
    // Stabilisation has ended what began before it.
    if (stabilised && !fault.isForEver && fault.at < model.stabilisesAt) return;
    fault.step(this, index);
  }

  #fault(name: string): PlannedFault {
    return this.#stage.plan.get(name)!;
  }

  #process(node: number): SimulatedProcess {
    return this.#stage.processes[node]!;
  }

  /** Something is so from here on, which the diagram shows as long as it is. */
  #opens(kind: number, span: SpanKind, node: number, name: string, label: string): void {
    const { log, time } = this.#stage;
    log.opens(span, node, name, log.named(time, kind, node, label, -1), this.#places.get(name) ?? -1);
  }

  #closes(kind: number, span: SpanKind, node: number, name: string, label: string): void {
    const { log, time } = this.#stage;
    log.named(time, kind, node, label, -1, FLAG.ends);
    log.closes(span, node, name);
  }

  // Processes.

  crash(node: number, name: string, label: string): Beginning {
    const process = this.#process(node);
    if (process.up) this.#stage.account.strike(name, this.#lives.crash(process, label));
    else if (!this.#outlasts(process, name)) return 'idle';
    process.holds.set(name, 'down');
    return 'struck';
  }

  /** Something did not happen, or waits, because of what holds the process. */
  observeHolds(process: SimulatedProcess): void {
    for (const name of process.holds.keys()) this.#stage.account.observe(name);
  }

  /** Whether a crash of a process that is down keeps it so for longer than what holds it down already. */
  #outlasts(process: SimulatedProcess, name: string): boolean {
    const { plan } = this.#stage;
    const until = plan.get(name)?.until ?? Infinity;
    const isForEver = this.#stage.isForEver(name);
    const isShorter = (other: string): boolean =>
      !this.#stage.isForEver(other) && (isForEver || (plan.get(other)?.until ?? Infinity) < until);
    return process.incarnation > 0 && [...process.holds.keys()].every(isShorter);
  }

  comesUp(node: number, name: string): void {
    const process = this.#process(node);
    if (process.up || process.holds.get(name) !== 'down') return;
    process.holds.delete(name);
    if (process.holds.size === 0) this.#lives.start(process);
  }

  restart(node: number): Beginning {
    const process = this.#process(node);
    if (process.up || process.incarnation === 0) return 'idle';
    this.#lives.start(process);
    return 'struck';
  }

  freeze(node: number, name: string, label: string): Beginning {
    const { log, time } = this.#stage;
    const process = this.#process(node);
    if (!process.up) return 'idle';
    const wasFrozen = process.frozen;
    process.holds.set(name, 'frozen');
    const step = log.named(time, KIND.pause, node, label, -1);
    if (!wasFrozen) {
      process.stoppedAt = step;
      log.opens('paused', node, '', step);
      if (this.#lives.freezes(process)) this.#stage.account.strike(name, 1);
    }
    this.#stage.changed();
    return 'struck';
  }

  thaw(node: number, name: string): void {
    const process = this.#process(node);
    if (process.holds.get(name) !== 'frozen') return;
    process.holds.delete(name);
    if (process.holds.size === 0) this.#goesOn(process);
  }

  #goesOn(process: SimulatedProcess): void {
    const { log, time } = this.#stage;
    log.named(time, KIND.resume, process.index, '', process.stoppedAt);
    log.closes('paused', process.index, '');
    this.#lives.thaws(process);
    this.#stage.changed();
  }

  stall(node: number, name: string, calls: number, length: Microseconds): Beginning {
    const process = this.#process(node);
    if (!process.up) return 'idle';
    this.#lives.stalls(process, { name, calls, length, from: this.#stage.time, isForEver: this.#stage.isForEver(name) });
    return 'waiting';
  }

  // Versions.

  drains(node: number, name: string, upgrade: Parameters<Upgrades['drains']>[2]): Beginning {
    return this.#upgrades.drains(this.#process(node), name, upgrade);
  }

  drained(node: number, name: string, upgrade: Parameters<Upgrades['drained']>[2]): void {
    this.#upgrades.drained(this.#process(node), name, upgrade);
  }

  upgrades(node: number, name: string, upgrade: Parameters<Upgrades['upgrades']>[2]): Beginning {
    return this.#upgrades.upgrades(this.#process(node), name, upgrade);
  }

  // Clocks.

  distort(node: number, name: string, distortion: ClockDistortion, label: string): Beginning {
    const { log, time, account } = this.#stage;
    const process = this.#process(node);
    if (distortion.kind === 'interval' && !process.clock.hasInterval) return 'idle';
    this.#clocks.distort(process, name, distortion);
    log.named(time, KIND.fault, node, label, -1);
    // A handler under way may observe it at once.
    account.strike(name);
    this.#lives.readsAnew(process);
    return 'struck';
  }

  setRight(node: number, name: string, label: string): void {
    const { log, time } = this.#stage;
    const process = this.#process(node);
    // Stabilisation may have ended it before.
    if (!this.#clocks.calm(process, name)) return;
    log.named(time, KIND.fault, node, label, -1, FLAG.ends);
    this.#lives.readsAnew(process);
  }

  // Links.

  disturb(name: string, disturbance: Disturbance, label: string): Beginning {
    this.#stage.network.disturb(name, disturbance);
    this.#opens(KIND[disturbance.shown ?? (disturbance.cut ? 'partition' : 'fault')], 'fault', -1, name, label);
    if (disturbance.cut) this.#stage.changed();
    return disturbance.cut ? 'struck' : 'waiting';
  }

  redisturb(name: string, disturbance: Disturbance, label: string): void {
    const { network, log, time } = this.#stage;
    // Stabilisation may have ended it before.
    if (!network.isActive(name)) return;
    network.redisturb(name, disturbance);
    log.named(time, KIND[disturbance.shown ?? 'fault'], -1, label, -1);
    this.#release();
  }

  calm(name: string): void {
    const { network, log, time } = this.#stage;
    // A heal or stabilisation may have ended it before.
    if (!network.isActive(name)) return;
    const isCut = network.cuts().includes(name);
    const shown = network.shownAs(name) ?? 'fault';
    network.calm(name);
    log.named(time, isCut ? KIND.heal : KIND[shown], -1, this.#fault(name).label, -1, isCut ? 0 : FLAG.ends);
    log.closes('fault', -1, name);
    this.#release();
    if (isCut) this.#stage.changed();
  }

  heal(): Beginning {
    const { network, log, time } = this.#stage;
    const cuts = network.cuts();
    if (cuts.length === 0) return 'idle';
    log.named(time, KIND.heal, -1, 'all', -1);
    for (const name of cuts) {
      network.calm(name);
      log.closes('fault', -1, name);
    }
    this.#stage.changed();
    return 'struck';
  }

  /** Lets go what links hold back no longer. */
  #release(): void {
    const { agenda, network, time } = this.#stage;
    agenda.release(({ node, peer }) => network.isHeld(peer, node), time);
  }

  /** A message has come to the end of a link that holds it back. */
  hold(item: Item): void {
    const { agenda, network, account } = this.#stage;
    agenda.hold(item);
    for (const [name, { held }] of network.link(item.peer, item.node).disturbances) if (held) account.strike(name, 1);
  }

  // Lies, and slow machines.

  lies(node: number, name: string, behaviour: ByzantineBehaviour, label: string): Beginning {
    this.#opens(KIND.lie, 'lying', node, name, label);
    this.#stage.liars.begins(node, name, behaviour);
    if (behaviour.behaviour === 'handlers') this.#upgrades.takenOver(this.#process(node), behaviour.version);
    // Properties can see who is honest.
    this.#stage.changed();
    return 'waiting';
  }

  tellsTruth(node: number, name: string, label: string): void {
    // Stabilisation may have ended it before.
    if (!this.#stage.liars.ends(node, name)) return;
    this.#closes(KIND.lie, 'lying', node, name, label);
    this.#upgrades.handedBack(this.#process(node));
  }

  slowDown(node: number, name: string, factors: SlowFactors, label: string): Beginning {
    const process = this.#process(node);
    process.slowness.begins(name, this.time, factors, this.#lives.reach(process).since);
    this.#opens(KIND.fault, 'slow', node, name, label);
    this.#lives.readsAnew(process);
    return 'waiting';
  }

  speedUp(node: number, name: string, label: string): void {
    const process = this.#process(node);
    // Stabilisation may have ended it before.
    if (!process.slowness.ends(name, this.time)) return;
    this.#closes(KIND.fault, 'slow', node, name, label);
    this.#lives.readsAnew(process);
  }

  // The system.

  /** Faults stop here, and delays are bounded from here on (Dwork, Lynch and Stockmeyer 1988). */
  #stabilise(): void {
    const stage = this.#stage;
    const { agenda, log, time, processes, network } = stage;
    const step = log.named(time, KIND.stabilise, -1, stage.coreText, -1);
    stage.stabilise();
    for (const name of this.#places.keys()) if (!network.isActive(name)) log.closes('fault', -1, name);
    this.#release();
    // A message that was held back before is bounded too.
    agenda.queue.hasten((item) => this.#messenger.latestArrival(item, time));
    for (const name of stage.liars.active) if (!stage.isForEver(name)) this.#fault(name).end(this);
    for (const process of processes) {
      for (const fault of process.clock.active(time)) if (!stage.isForEver(fault.fault)) this.#fault(fault.fault).end(this);
      for (const name of process.troubles.active) if (!stage.isForEver(name)) this.#fault(name).end(this);
      for (const name of process.slowness.active) if (!stage.isForEver(name)) this.#fault(name).end(this);
      this.#upgrades.finish(process);
      process.stalls = process.stalls.filter(({ isForEver }) => isForEver);
      const wasFrozen = process.frozen;
      for (const name of Array.from(process.holds.keys())) if (!stage.isForEver(name)) process.holds.delete(name);
      if (process.holds.size > 0) continue;
      if (!process.up && process.incarnation > 0) this.#lives.start(process);
      else if (wasFrozen) this.#goesOn(process);
    }
    stage.changed(step);
  }
}

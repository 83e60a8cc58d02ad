import { hashPlain } from '../base/hash.ts';
import type { PlainObject } from '../base/plain.ts';
import type { Microseconds } from '../base/units.ts';
import { KIND, NONE } from '../trace/event.ts';
import type { Survival } from '../world/disk.ts';
import type { Reach } from '../world/disk-troubles.ts';
import type { PendingStall, SimulatedProcess } from '../world/process.ts';
import { crashDisk, tellTorn } from './crashed-disk.ts';
import type { Effects } from './effects.ts';
import type { HandlerCall, HandlerRunner, HandlerThrew } from './handler-runner.ts';
import { Item, ITEM } from './item.ts';
import type { Messenger } from './messenger.ts';
import type { Stage } from './stage.ts';
import { TimePassed } from './timeline.ts';
import type { UnderWay } from './under-way.ts';

/** How a life ends. */
interface Ending {
  readonly kind: number;
  readonly label: string;
  readonly cause: number;
  /** What became of writes that were not synced; undefined where there were none, or nothing happened to them. */
  readonly survival: Survival | undefined;
}

/** Tells the judges that a handler threw, at a step. */
export type HearThrow = (step: number, threw: HandlerThrew) => void;

/**
 * The lives of processes: handlers that begin, take time, are struck under way and complete, crashes
 * and restarts.
 *
 * Whatever strikes a process while one of its handlers is under way, a freeze, a stall, a change of its
 * clock, the handler could not know when it was executed. So it is executed again from its beginning,
 * with what is known now: up to now it does what it did, and from here on what it would have done.
 */
export class Lives {
  readonly #stage: Stage;
  readonly #effects: Effects;
  readonly #messenger: Messenger;
  readonly #handlers: HandlerRunner;
  readonly #hearThrow: HearThrow;
  /** Others see another state of a process. */
  readonly #hearShow: () => void;
  #underWay: (UnderWay | undefined)[];
  /** Where handlers of each process draw from. */
  readonly #sites: readonly (readonly string[])[];

  constructor(
    stage: Stage,
    effects: Effects,
    messenger: Messenger,
    handlers: HandlerRunner,
    hear: { throws: HearThrow; shows: () => void },
  ) {
    this.#stage = stage;
    this.#effects = effects;
    this.#messenger = messenger;
    this.#handlers = handlers;
    this.#hearThrow = hear.throws;
    this.#hearShow = hear.shows;
    this.#underWay = stage.processes.map(() => undefined);
    this.#sites = stage.processes.map(({ name }) => [`node/${name}`, `disk/${name}`]);
  }

  // Handlers.

  /** Runs a handler; one that takes time goes on until its `finish`, and until then others see what was before it. */
  handle(process: SimulatedProcess, call: HandlerCall): void {
    const isInit = call.kind === 'init';
    const mayPass = isInit || call.handler.isSlow || process.stalls.length > 0 || process.rot.some;
    if (!isInit && (mayPass || this.#stage.model.learned.keepsStates)) this.#handlers.keepVisible(process);
    if (!mayPass) {
      const threw = this.#handlers.run(process, call, false);
      if (threw) {
        // Others go on seeing the state from before the handler that threw, of which there is no copy yet.
        if (process.visible === process.state) this.#startsOver(call);
        return this.#dies(process, threw, call.step);
      }
      if (process.visible === process.state) this.#stage.changed(call.step);
      else this.#complete(process, call.step);
      return;
    }
    const { operations } = process;
    const drawn = this.#drawn(process);
    const stalls = process.stalls.map((stall) => ({ ...stall }));
    const start = this.#stage.time;
    const known = { changes: process.clock.changes, streams: this.#messenger.sentBy(process) };
    const threw = this.#handlers.run(process, call, true);
    if (this.#handlers.timeline(process).at === start) {
      process.disk.handlerEnds();
      if (threw) this.#dies(process, threw, call.step);
      else this.#complete(process, call.step);
    } else
      this.#takesTime(
        process,
        { call: { ...call }, start, ...known, drawn, operations, stalls, freezes: [], frozenSince: -1, tail: [] },
        threw,
      );
  }

  /** A handler turns out to need the state from before it: the run starts over, with that kept. */
  #startsOver({ handler }: HandlerCall): never {
    handler.isSlow = true;
    throw new TimePassed();
  }

  /** How much has been drawn of the streams that handlers of a process draw from. */
  #drawn({ index }: SimulatedProcess): readonly number[] {
    const { choices } = this.#stage;
    return this.#sites[index]!.map((site) => (choices.isUsed(site) ? choices.stream(site).drawn : 0));
  }

  /** A handler has been executed that is under way until the end of its timeline. */
  #takesTime(process: SimulatedProcess, begun: UnderWay, threw: HandlerThrew | undefined): void {
    const { agenda, log } = this.#stage;
    const { at: end } = this.#handlers.timeline(process);
    process.disk.handlerEnds();
    const later = this.#effects.takeLater();
    process.busyUntil = end;
    const { step, kind } = begun.call;
    log.opens(kind === 'init' ? 'starting' : 'busy', process.index, '', step);
    if (threw) {
      for (const item of later) agenda.queue.push(item);
      this.#underWay[process.index] = begun;
      agenda.queue.push(this.#lifeItem(ITEM.threw, end, process, step, agenda.sequence(), { ...threw }));
      return;
    }
    const tail = later.filter((item) => item.time === end);
    for (const item of later) if (item.time !== end) agenda.queue.push(item);
    this.#underWay[process.index] = { ...begun, tail };
    agenda.queue.push(this.#lifeItem(ITEM.finish, end, process, step, tail[0]?.sequence ?? agenda.sequence(), undefined));
  }

  #lifeItem(
    what: number,
    time: Microseconds,
    process: SimulatedProcess,
    cause: number,
    sequence: number,
    payload: PlainObject | undefined,
  ): Item {
    return new Item(time, sequence, what, process.index, -1, '', payload, 0, cause, process.incarnation, 0, 0, NONE);
  }

  /** A handler that took time completes, together with what it brings about at its end. */
  finish(process: SimulatedProcess, item: Item): void {
    const { log, time } = this.#stage;
    const { tail, call } = this.#underWay[process.index]!;
    for (const effect of tail) this.#effects.happens(process, effect);
    const step = log.happened(time, KIND.finish, item, 0);
    if (call.kind === 'init') log.closes('starting', process.index, '');
    else log.closes('busy', process.index, '');
    this.#complete(process, step);
    this.#stage.agenda.wake(process, time);
  }

  /** The handler has done its work: others see what it made. */
  #complete(process: SimulatedProcess, step: number): void {
    this.#settle(process);
    process.visible = process.state;
    this.#hearShow();
    if (process.starting) {
      process.starting = false;
      process.started = true;
    }
    this.#stage.changed(step);
  }

  /** Between two handlers its memory becomes another, and others see it. */
  becomes(process: SimulatedProcess, state: PlainObject): void {
    process.visible = process.state = state;
    process.altered = true;
    this.#hearShow();
    this.#stage.changed();
  }

  #settle(process: SimulatedProcess): void {
    process.busyUntil = -1;
    process.disk.settle();
    process.rot.settle();
    process.timersBefore = undefined;
    this.#underWay[process.index] = undefined;
  }

  /** The handler that was under way throws at its time. */
  throws(process: SimulatedProcess, item: Item): void {
    this.#dies(process, item.payload as unknown as HandlerThrew);
  }

  /** As an uncaught exception does, it ends the process. It is the finding of the event that was handled, or of a later one on its timeline. */
  #dies(process: SimulatedProcess, threw: HandlerThrew, handled?: number): void {
    this.#effects.takeLater();
    process.disk.handlerEnds();
    const { step } = this.#crash(process, THREW, handled ?? this.#underWay[process.index]?.call.step);
    process.holds.set('threw', 'down');
    this.#hearThrow(handled ?? step, threw);
  }

  // Lives.

  start(process: SimulatedProcess): void {
    const { log, time } = this.#stage;
    process.up = true;
    process.starting = true;
    process.holds.clear();
    const again = process.incarnation > 0;
    const step = log.named(time, again ? KIND.restart : KIND.start, process.index, '', process.stoppedAt);
    log.closes('down', process.index, '');
    this.#stage.changed(step);
    this.handle(process, this.#handlers.initCall(process, step));
  }

  /** The process dies; returns how many messages and handlers die with it. */
  crash(process: SimulatedProcess, label: string): number {
    return this.#crash(process, label).casualties;
  }

  /** The process is stopped to run another version, on a machine that goes on; returns how many messages and handlers die with it. */
  stop(process: SimulatedProcess, version: string): number {
    process.disk.processStops();
    return this.#ends(process, { kind: KIND.upgrade, label: version, cause: -1, survival: undefined }).casualties;
  }

  #crash(process: SimulatedProcess, label: string, cause = -1): { step: number; casualties: number } {
    const wreck = crashDisk(process, this.#stage);
    const ended = this.#ends(process, { kind: KIND.crash, label, cause, survival: wreck.survival });
    tellTorn(wreck, process, this.#stage, ended.step);
    return ended;
  }

  #ends(process: SimulatedProcess, { kind, label, cause, survival }: Ending): { step: number; casualties: number } {
    const { agenda, log, time } = this.#stage;
    const { index } = process;
    agenda.takeEffects(process);
    const unread = agenda.dropWaiting(process);
    // What it sent to itself was in its own memory.
    const own = agenda.queue.take(({ what, node, peer }) => what === ITEM.deliver && node === index && peer === index);
    process.crash();
    process.rot.settle();
    const cutOff = this.#underWay[index] ? 1 : 0;
    this.#underWay[index] = undefined;
    const step = log.named(time, kind, index, label, cause, 0, survival, survival ? hashPlain(survival) : 0);
    process.stoppedAt = step;
    for (const span of ['busy', 'starting', 'paused', 'stalled'] as const) log.closes(span, index, '');
    log.opens('down', index, '', step);
    const lost = [...unread, ...own].filter(({ what }) => what === ITEM.deliver);
    for (const item of lost) this.#messenger.dropItem(item, kind === KIND.crash ? 'lost in the crash' : 'lost in the upgrade');
    this.#messenger.crashes(process);
    this.#stage.changed(step);
    this.#stage.tolerated.look(step);
    return { step, casualties: lost.length + cutOff };
  }

  // What strikes a handler under way.

  /** The process freezes, wherever it is; says whether it is in a handler. */
  freezes(process: SimulatedProcess): boolean {
    const underWay = this.#underWay[process.index];
    if (!underWay) return false;
    this.#stage.agenda.takeEffects(process);
    this.#underWay[process.index] = { ...underWay, frozenSince: this.#stage.time };
    return true;
  }

  /** The process goes on where it was. */
  thaws(process: SimulatedProcess): void {
    const { agenda, time } = this.#stage;
    const underWay = this.#underWay[process.index];
    if (!underWay) return agenda.wake(process, time);
    const freezes = [...underWay.freezes, { from: underWay.frozenSince, to: time }];
    this.#again(process, { ...underWay, freezes, frozenSince: -1 });
  }

  /** A stall waits for the next calls on `self`, also of a handler that is under way. */
  stalls(process: SimulatedProcess, stall: PendingStall): void {
    const underWay = this.#underWay[process.index];
    if (!underWay) {
      process.stalls.push(stall);
      return;
    }
    // The calls that the handler made at its very beginning are made.
    const from = Math.max(stall.from, underWay.start + 1);
    this.#struck(process, { ...underWay, stalls: [...underWay.stalls, { ...stall, from }] });
  }

  /** From when on, or up to when, what changes now counts for the calls of a process, and since when what was so counts. */
  reach({ index }: SimulatedProcess): Reach {
    const { time } = this.#stage;
    const underWay = this.#underWay[index];
    // Nothing is under way that has made its calls of this moment.
    return underWay ? { at: time, since: underWay.start } : { at: time - 1, since: time };
  }

  /** Something that handlers can read is another from now on. */
  readsAnew(process: SimulatedProcess): void {
    const underWay = this.#underWay[process.index];
    if (underWay) this.#struck(process, underWay);
  }

  #struck(process: SimulatedProcess, underWay: UnderWay): void {
    // A frozen process hears of it when it goes on.
    if (underWay.frozenSince >= 0) this.#underWay[process.index] = underWay;
    else this.#again(process, underWay);
  }

  #again(process: SimulatedProcess, underWay: UnderWay): void {
    const { agenda, choices } = this.#stage;
    agenda.takeEffects(process);
    this.#sites[process.index]!.forEach((site, index) => {
      if (choices.isUsed(site)) choices.stream(site).rewind(underWay.drawn[index]!);
    });
    process.operations = underWay.operations;
    process.stalls = underWay.stalls.map((stall) => ({ ...stall }));
    process.disk.rewind();
    const threw = this.#handlers.runAgain(process, underWay.call, underWay);
    this.#takesTime(process, underWay, threw);
  }

  save(): readonly (UnderWay | undefined)[] {
    return this.#underWay.slice();
  }

  load(underWay: readonly (UnderWay | undefined)[]): void {
    this.#underWay = underWay.slice();
  }
}

/** Why a process died whose handler threw, as the trace names it. */
const THREW = 'a handler threw';

import { hashPlain, hashText, RollingHash } from '../base/hash.ts';
import type { SimulatedProcess } from '../world/process.ts';
import { ITEM, type Item } from './item.ts';
import type { Stage } from './stage.ts';
import type { UnderWay } from './under-way.ts';

/**
 * One number over the world as it is: what its future depends on and what properties can see, and
 * nothing of the way that led to it, no step, no sequence, no count of lives. Two orders of
 * deliveries that have nothing to do with each other end in one fingerprint.
 */
export function fingerprintOf(stage: Stage, underWay: readonly (UnderWay | undefined)[], judges: unknown): string {
  const { processes, agenda, network, choices, history, time, stabilised } = stage;
  const hash = new RollingHash();
  hash.mixInteger(time);
  hash.mix(stabilised ? 1 : 0);
  processes.forEach((process, index) => hash.mix(processFingerprint(process, underWay[index])));
  mixPending(hash, processes, agenda.pending());
  const { active, links } = network.save();
  // A fault that was active is named; links that keep their messages in order remember the last one.
  for (const name of active.map(([fault]) => fault).sort(inOrder)) hash.mix(hashText(name));
  for (const [link, { sent, newest, lastArrival }] of links) {
    hash.mix(hashPlain([link, sent, newest, Math.max(0, lastArrival - time)]));
  }
  hash.mix(hashPlain(choices.save()));
  hash.mix(history.fingerprint());
  hash.mix(hashPlain(judges));
  return hash.digest();
}

function processFingerprint(process: SimulatedProcess, underWay: UnderWay | undefined): number {
  const { state, visible, up, starting, started, busyUntil, holds, stalled, timers, operations, stalls, clock, disk } = process;
  const { now, before } = disk.save();
  return hashPlain([
    state, visible, up, starting, started, busyUntil, [...holds.keys()].sort(inOrder), stalled,
    [...timers].sort(([a], [b]) => inOrder(a, b)).map(([name, { due }]) => [name, due]), operations, stalls, clock.save(), now.durable, now.cached, before && [before.durable, before.cached],
    underWay && [underWay.call.handler.name, underWay.call.payload, underWay.start, underWay.freezes, underWay.frozenSince, underWay.stalls],
  ]);
}

/** What is to happen counts for each node in its order; among nodes there is no order to know of. */
function mixPending(hash: RollingHash, processes: readonly SimulatedProcess[], pending: readonly Item[]): void {
  for (let node = -1; node < processes.length; node++) {
    for (const item of pending) if (item.node === node && stillCounts(item, processes[node])) hash.mix(item.fingerprint());
    hash.mix(node);
  }
}

/** Whether an item will do anything, or belongs to a life or a timer that is over. */
function stillCounts(item: Item, process: SimulatedProcess | undefined): boolean {
  if (!process) return true;
  if (item.what === ITEM.timer) return process.timers.get(item.name)?.generation === item.tag;
  if (item.isEffect || item.what === ITEM.wake) return item.incarnation === process.incarnation;
  return true;
}

function inOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

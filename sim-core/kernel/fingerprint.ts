import { hashPlain, RollingHash } from '../base/hash.ts';
import { hashShape } from '../base/shape-hash.ts';
import { endsOf } from '../faults/links.ts';
import { faultLine, type WrittenFault } from '../faults/planned-fault.ts';
import type { Link } from '../world/link.ts';
import type { SimulatedProcess } from '../world/process.ts';
import { ITEM, type Item } from './item.ts';
import { messagePlace } from './message-changes.ts';
import type { Stage } from './stage.ts';
import type { UnderWay } from './under-way.ts';

/**
 * One number over the world as it is: what its future depends on and what properties can see, and
 * nothing of the way that led to it, no step, no sequence, no name of a fault. How often a node was
 * started counts, because its handlers can read it. Two orders of deliveries that have nothing to do
 * with each other end in one fingerprint.
 *
 * Where different nodes have something to do at the same time, it does not say who is first.
 */
export function fingerprintOf(stage: Stage, underWay: readonly (UnderWay | undefined)[], judges: unknown): string {
  const { processes, history, time, stabilised } = stage;
  const hash = new RollingHash();
  hash.mixInteger(time);
  hash.mix(stabilised ? 1 : 0);
  processes.forEach((process, index) => hash.mix(processFingerprint(stage, process, underWay[index])));
  mixPending(hash, stage);
  mixNetwork(hash, stage);
  mixSwitches(hash, stage);
  mixFreedom(hash, stage);
  hash.mix(history.fingerprint());
  // What a property remembers may be what it saw or a copy of that: it can tell, but it is one thing to it.
  hash.mix(hashPlain(judges));
  return hash.digest();
}

function processFingerprint(stage: Stage, process: SimulatedProcess, underWay: UnderWay | undefined): number {
  const {
    state,
    visible,
    up,
    starting,
    started,
    busyUntil,
    holds,
    stalledBy,
    timers,
    operations,
    incarnation,
    stalls,
    clock,
    disk,
    slowness,
    version,
    draining,
    honestVersion = -1,
    altered,
    troubles,
    rot,
  } = process;
  const { now, before } = disk.save();
  const since = underWay?.start ?? stage.time;
  return hashPlain([
    // Each by itself, because whether they are one object is not the world's business.
    hashShape(state),
    hashShape(visible),
    [up, starting, started, busyUntil, stalledBy !== undefined, operations, incarnation, clock.fingerprint(stage.time, underWay?.start)],
    [...holds].map(([name, kind]) => `${kind} ${faultFingerprint(stage, name)}`).sort(),
    [...timers].sort(([a], [b]) => inOrder(a, b)).map(([name, { due }]) => [name, due]),
    stalls.map(({ calls, length }) => [calls, length]),
    [now, before].map((image) => image && [byKey(image.durable), ...[image.cached, image.givenUp].map((list) => list.map(hashShape))]),
    underWay && underWayFingerprint(underWay),
    slowness.fingerprint(since),
    troubles.fingerprint(since),
    rot.fingerprint(since, hashShape),
    ...(altered ? ['altered'] : []),
    ...(version === 0 && draining.size === 0 ? [] : [version, honestVersion, [...draining.values()].sort()]),
  ]);
}

/** A handler under way may be executed again: whatever it would read then counts. */
function underWayFingerprint({ call, start, drawn, operations, stalls, freezes, frozenSince, streams = [] }: UnderWay): unknown[] {
  return [
    call.handler.name,
    hashShape(call.payload),
    call.from,
    start,
    drawn,
    operations,
    freezes,
    frozenSince,
    streams,
    stalls.map(({ calls, length, from }) => [calls, length, from]),
  ];
}

/** Nobody sees in which order keys came to a disk. */
function byKey(contents: ReadonlyMap<string, unknown>): unknown[] {
  return [...contents].sort(([a], [b]) => inOrder(a, b)).map(([key, value]) => [key, hashShape(value)]);
}

/** A planned fault by what it does and how long it still does it; by its name, the hold of a handler that threw. */
function faultFingerprint({ plan }: Stage, name: string): number {
  const fault = plan.get(name);
  if (!fault) return hashPlain(name);
  const { for: _for, ...does }: WrittenFault = { ...fault.written, at: 0 };
  return hashPlain([fault.kind, faultLine(does), fault.isForEver ? 'ever' : fault.until]);
}

// What is to happen.

/** It counts for each node in its order; among nodes there is no order to know of. */
function mixPending(hash: RollingHash, stage: Stage): void {
  const { processes, agenda } = stage;
  const { queued, held, waiting } = agenda.pending();
  const places = placesOnLinks(stage, [...queued, ...held, ...waiting]);
  for (let node = -1; node < processes.length; node++) {
    const own = (items: readonly Item[]): readonly Item[] =>
      items.filter((item) => item.node === node && stillCounts(item, processes[node]));
    for (const item of own(queued)) hash.mix(hashPlain([item.time, itemFingerprint(stage, item, places)]));
    // When it came to where it is held or waits is over.
    for (const item of own(held)) hash.mix(hashPlain(['held', itemFingerprint(stage, item, places)]));
    for (const item of own(waiting)) hash.mix(hashPlain(['waits', itemFingerprint(stage, item, places)]));
    hash.mix(node);
  }
}

function itemFingerprint(stage: Stage, item: Item, places: ReadonlyMap<Item, number>): number {
  const { what, node, peer, name, payload, flags, tag } = item;
  if (what === ITEM.faultBegins || what === ITEM.faultEnds) return hashPlain([what, faultFingerprint(stage, name)]);
  if (what === ITEM.faultSteps) return hashPlain([what, faultFingerprint(stage, name), tag]);
  // A stall is named by the fault that it is.
  const label = what === ITEM.stall || what === ITEM.thaw ? '' : name;
  const isNumbered = what === ITEM.complete || what === ITEM.invoke || what === ITEM.setTimer;
  // The stack of what was thrown also tells who ran the handler.
  const content = what === ITEM.threw ? payload?.['message'] : payload;
  // A segment is known by its connection and number, an acknowledgement also by the room that it tells of.
  if (what === ITEM.segment || what === ITEM.acknowledge)
    return hashPlain([what, node, peer, name, hashShape(content), flags, tag, item.incarnation, payload === undefined ? item.cause : 0]);
  return hashPlain([what, node, peer, label, hashShape(content), flags, isNumbered ? tag : (places.get(item) ?? 0)]);
}

/** For each message under way how many of its link go before it, and whether a newer one was there already. */
function placesOnLinks({ network }: Stage, items: readonly Item[]): ReadonlyMap<Item, number> {
  const numbers = new Map<Link, number[]>();
  const messages = items
    .filter(({ what }) => what === ITEM.deliver || what === ITEM.reach)
    .map((item) => [item, network.link(item.peer, item.node)] as const);
  for (const [{ tag }, link] of messages) numbers.set(link, [...(numbers.get(link) ?? []), tag]);
  return new Map(
    messages.map(([item, link]) => [item, item.tag < link.newest ? -1 : new Set(numbers.get(link)!.filter((tag) => tag < item.tag)).size]),
  );
}

/** Whether an item will do anything, or belongs to a life or a timer that is over. */
function stillCounts(item: Item, process: SimulatedProcess | undefined): boolean {
  if (!process) return true;
  if (item.what === ITEM.timer) return process.timers.get(item.name)?.generation === item.tag;
  if (item.isEffect || item.what === ITEM.wake) return item.incarnation === process.incarnation;
  return true;
}

// What is drawn.

function mixNetwork(hash: RollingHash, stage: Stage): void {
  const { network, time, model, plan, run } = stage;
  const { active, links } = network.save();
  const does = active.map(([name, { links: struck }]) => {
    const fault = faultFingerprint(stage, name);
    // A fault in steps disturbs now these links and now those.
    return (plan.get(name)?.steps.length ?? 0) === 0 ? fault : hashPlain([fault, struck]);
  });
  for (const fault of does.sort((a, b) => a - b)) hash.mix(fault);
  // What strikes a message follows from its number, where anything can.
  const mayStrike =
    [...plan.values()].some(({ until }) => until > time) ||
    run.drops.length > 0 ||
    [run.choices, run.messages].some((own) => Object.keys(own).length > 0);
  for (const [link, { sent, lastArrival, bursts, unread = 0 }] of links) {
    const { reorder } = model.links[link]!;
    const { draws } = network.link(...endsOf(link, model.names.length));
    const counts = [draws || mayStrike ? sent : 0, reorder < 1 ? Math.max(0, lastArrival - time) : 0, unread];
    if (counts.some((count) => count > 0)) hash.mix(hashPlain([link, counts]));
    const { line } = network.link(...endsOf(link, model.names.length));
    if (line && model.links[link]!.capacity) hash.mix(hashPlain([link, line.fingerprint(time)]));
    // Which fault a burst is of shows by where it is.
    if (bursts) hash.mix(hashPlain([link, bursts.next, bursts.chains.map(([, first, isBad]) => [isBad === undefined ? first : 0, isBad])]));
  }
}

/** What waits at switches. */
function mixSwitches(hash: RollingHash, { network, time }: Stage): void {
  for (const port of network.ports) hash.mix(hashPlain(port.fingerprint(time)));
}

function mixFreedom(hash: RollingHash, stage: Stage): void {
  const { choices, run, log, network, model, time, liars } = stage;
  // How a disk survived a crash, and what of it rotted, was drawn for that moment alone.
  const isOver = (site: string): boolean => /^(survive|rot)\//.test(site) && !site.endsWith(`/${time}`);
  hash.mix(hashPlain(choices.save().filter(([site]) => !isOver(site))));
  const lies = run.lies.map(({ node, behaviour, after }) => [node, behaviour, Math.max(0, after + 1 - log.steps)]);
  const isAhead = (message: string): boolean => {
    const { from, to, number } = messagePlace(message, model.names);
    return number >= network.link(model.indexes.get(from)!, model.indexes.get(to)!).sent;
  };
  hash.mix(hashPlain([run.byzantine, lies, run.drops.filter(isAhead).sort()]));
  const messages = Object.entries(run.messages).filter(([message]) => isAhead(message));
  if (messages.length > 0) hash.mix(hashPlain(messages.sort(([one], [other]) => inOrder(one, other))));
  // Which of several lies is told depends on their order; a memory is what it holds.
  const { active, memories, everLied } = liars.save();
  const told = active.map(([node, faults]) => [node, faults.map(([name]) => faultFingerprint(stage, name))]);
  if (everLied.length > 0 || memories.length > 0) hash.mix(hashPlain([told, memories, everLied]));
}

function inOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

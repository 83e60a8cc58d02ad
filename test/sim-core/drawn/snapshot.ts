import type { Simulation } from '../../../sim-core/kernel/simulation.ts';
import type { Outcome } from '../../../sim-core/trace/outcome.ts';

/**
 * All that a simulation is at a moment as one text, so that two can be compared and the difference
 * read: the states with which of their places share one object, disks, timers, what is to come and
 * in which order, the history, the verdicts so far, and the fingerprint.
 *
 * Left out is what is not of the world: whether a state is kept apart in case a handler takes time,
 * and where a trace keeps a payload.
 */
export function snapshotOf(simulation: Simulation): string {
  const { stage } = simulation;
  const saved = simulation.save();
  const { agenda, processes, history: _history, judges: _judges, underWay, run: _run, plan: _plan, streams, ...rest } = saved;
  const inOrder = (a: { time: number; sequence: number }, b: { time: number; sequence: number }): number =>
    a.time - b.time || a.sequence - b.sequence;
  return textOf({
    fingerprint: simulation.fingerprint(),
    states: stage.processes.map(({ visible }) => visible),
    views: stage.processes.map((process) => process.view()),
    statuses: stage.processes.map((process) => process.status()),
    clocks: stage.processes.map(({ clock }) => [clock.timeOfDay(simulation.time), clock.monotonic(simulation.time)]),
    timers: stage.processes.map(({ visibleTimers }) => [...visibleTimers]),
    disks: stage.processes.map(({ visibleDisk }) => [[...visibleDisk.durable], visibleDisk.cached]),
    processes: processes.map(({ state, visible: _visible, apart: _apart, ...process }) => ({ ...process, state })),
    underWay: underWay.map(
      (one) => one && { ...one, call: { ...one.call, handler: one.call.handler.name }, tail: one.tail.map(withoutValue) },
    ),
    agenda: {
      ...agenda,
      queue: agenda.queue.slice().sort(inOrder).map(withoutValue),
      waiting: agenda.waiting.map((items) => items.map(withoutValue)),
      held: agenda.held.map(withoutValue),
    },
    history: stage.history.operations,
    outcome: comparable(simulation.outcome()),
    streams: streams.map(([link, { sender, queue, receiver, ...stream }]) => ({
      link,
      ...stream,
      queue: queue.map(ofMessage),
      sender: { ...sender, unacknowledged: sender.unacknowledged.map(ofMessage) },
      receiver: { ...receiver, early: receiver.early.map(ofMessage) },
    })),
    rest,
  });
}

function ofMessage<Segment extends { readonly message: object }>(segment: Segment): object {
  return { ...segment, message: withoutValue(segment.message) };
}

function withoutValue(item: object): object {
  return { ...item, value: 0 };
}

/** Where in the simulator a handler that throws was called from is no part of what happened. */
export function comparable(outcome: Outcome): Outcome {
  return {
    ...outcome,
    properties: outcome.properties.map(({ thrown, ...property }) =>
      thrown ? { ...property, thrown: { ...thrown, stack: '' } } : property,
    ),
  };
}

/** Plain data as text that tells apart what code can tell apart; a second place of one object refers to the first. */
export function textOf(value: unknown): string {
  const places = new Map<object, number>();
  const write = (item: unknown): string => {
    if (typeof item === 'bigint') return `${item}n`;
    if (typeof item === 'string') return JSON.stringify(item);
    if (typeof item === 'number') return Object.is(item, -0) ? '-0' : String(item);
    if (typeof item !== 'object' || item === null) return String(item);
    const known = places.get(item);
    if (known !== undefined) return `&${known}`;
    places.set(item, places.size);
    if (Array.isArray(item)) return `[${item.map(write).join(', ')}]`;
    if (item instanceof Map) return `Map(${Array.from(item, ([key, inner]) => `${write(key)} => ${write(inner)}`).join(', ')})`;
    if (item instanceof Set) return `Set(${Array.from(item, write).join(', ')})`;
    if (item instanceof Uint8Array) return `Bytes(${write(item.buffer)} ${item.byteOffset} ${[...item].join(' ')})`;
    if (item instanceof ArrayBuffer) return `Buffer(${[...new Uint8Array(item)].join(' ')})`;
    return `{${Object.entries(item)
      .map(([key, inner]) => `${key}: ${write(inner)}`)
      .join(', ')}}`;
  };
  // Each part has places of its own: what two parts of a world share is not the world's business.
  const parts = value as Readonly<Record<string, unknown>>;
  return Object.entries(parts)
    .map(([key, part]) => {
      places.clear();
      return `${key}: ${Array.isArray(part) ? part.map((one) => (places.clear(), write(one))).join('\n    ') : write(part)}`;
    })
    .join('\n');
}

/** @throws Error with the first line that differs, since two whole worlds would hide it. */
export function requireSameWorld(found: string, expected: string | undefined, what: string): void {
  if (found === expected) return;
  const lines = (expected ?? 'nothing').split('\n');
  const [at, line] = [...found.split('\n').entries()].find(([index, text]) => text !== lines[index]) ?? [
    found.split('\n').length,
    'nothing more',
  ];
  const other = lines[at] ?? 'nothing more';
  let same = 0;
  while (same < line.length && line[same] === other[same]) same += 1;
  const around = (text: string): string => text.slice(Math.max(0, same - 80), same + 160);
  throw new Error(`${what}, line ${at}, ${line.slice(0, 20)}…\n  found    …${around(line)}\n  expected …${around(other)}`);
}

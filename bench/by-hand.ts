import alea from 'seedrandom/lib/alea.js';

interface Entry {
  readonly time: number;
  readonly sequence: number;
  readonly run: () => void;
}

type CounterMessage =
  | { type: 'request'; id: number; amount: number }
  | { type: 'replicate'; index: number; amount: number; origin: string }
  | { type: 'ack'; id: number; value: number }
  | { type: 'heartbeat'; count: number };

interface Replica {
  value: number;
  applied: number;
  requests: number;
  acked: number;
  heartbeats: Record<string, number>;
}

const NAMES = ['n0', 'n1', 'n2', 'n3', 'n4'];

/** A heap by (time, sequence), as everybody writes it. */
class Schedule {
  readonly #heap: Entry[] = [];
  #sequence = 0;

  get next(): Entry | undefined {
    return this.#heap[0];
  }

  push(time: number, run: () => void): void {
    const heap = this.#heap;
    const entry = { time, sequence: this.#sequence++, run };
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const above = (index - 1) >> 1;
      if (!before(entry, heap[above]!)) break;
      heap[index] = heap[above]!;
      index = above;
    }
    heap[index] = entry;
  }

  pop(): Entry {
    const heap = this.#heap;
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let index = 0;
    for (;;) {
      let below = 2 * index + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && before(heap[below + 1]!, heap[below]!)) below += 1;
      if (!before(heap[below]!, last)) break;
      heap[index] = heap[below]!;
      index = below;
    }
    heap[index] = last;
    return first;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.time < b.time || (a.time === b.time && a.sequence < b.sequence);
}

/**
 * The replicated counter of `counter.ts` as one would write a simulation of it for oneself: nodes
 * by name, a schedule of closures, a seeded generator, a switch over the message. It isolates,
 * records and checks nothing; this is what the simulator's cost is measured against. Returns how
 * many events happened, counted as the simulator counts them: starts, timers, sends, deliveries.
 */
export function runByHand(seed: number, duration: number): number {
  const random = alea(`by hand/${seed}`, { state: true });
  const schedule = new Schedule();
  const replicas = new Map<string, Replica>();
  let events = 0;
  let now = 0;

  const send = (from: string, to: string, message: CounterMessage): void => {
    events += 1;
    schedule.push(now + 1_000 + Math.floor(random() * 4_001), () => receive(to, from, message));
  };
  const peersOf = (name: string): string[] => NAMES.filter((peer) => peer !== name);

  const receive = (name: string, from: string, message: CounterMessage): void => {
    events += 1;
    const replica = replicas.get(name)!;
    switch (message.type) {
      case 'request':
        replica.value += message.amount;
        replica.applied += 1;
        for (const peer of peersOf(name))
          send(name, peer, { type: 'replicate', index: replica.applied, amount: message.amount, origin: from });
        send(name, from, { type: 'ack', id: message.id, value: replica.value });
        break;
      case 'replicate':
        replica.value += message.amount;
        replica.applied = Math.max(replica.applied, message.index);
        break;
      case 'ack':
        replica.acked = Math.max(replica.acked, message.id);
        break;
      case 'heartbeat':
        replica.heartbeats[from] = message.count;
        break;
    }
  };
  const requestTimer = (name: string): void => {
    events += 1;
    const replica = replicas.get(name)!;
    replica.requests += 1;
    send(name, 'n0', { type: 'request', id: replica.requests, amount: 1 + Math.floor(random() * 5) });
    schedule.push(now + 10_000, () => requestTimer(name));
  };
  const heartbeatTimer = (name: string): void => {
    events += 1;
    const { requests } = replicas.get(name)!;
    for (const peer of peersOf(name)) send(name, peer, { type: 'heartbeat', count: requests });
    schedule.push(now + 5_000, () => heartbeatTimer(name));
  };

  for (const name of NAMES) {
    events += 1;
    replicas.set(name, { value: 0, applied: 0, requests: 0, acked: 0, heartbeats: {} });
    schedule.push(10_000 + Math.floor(random() * 11) * 1_000, () => requestTimer(name));
    schedule.push(5_000, () => heartbeatTimer(name));
  }
  while (schedule.next && schedule.next.time <= duration) {
    const entry = schedule.pop();
    now = entry.time;
    entry.run();
  }
  return events;
}

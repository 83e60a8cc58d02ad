import alea from 'seedrandom/lib/alea.js';

interface Entry {
  time: number;
  sequence: number;
  node: number;
  from: number;
  message: Message;
}

type Message =
  | { type: 'request'; id: number; amount: number }
  | { type: 'replicate'; index: number; amount: number; origin: number }
  | { type: 'ack'; id: number; value: number }
  | { type: 'heartbeat'; count: number }
  | { type: 'request timer' }
  | { type: 'heartbeat timer' };

interface Replica {
  value: number;
  applied: number;
  requests: number;
  acked: number;
  heartbeats: number[];
}

/**
 * The replicated counter as one would write it for itself: a heap, a seeded generator, a switch.
 * It isolates nothing, records nothing and checks nothing; this is what the simulator's cost is
 * measured against. Returns how many events happened, counted as the simulator counts them.
 */
export function runByHand(seed: number, duration: number): number {
  const random = alea(`by hand/${seed}`, { state: true });
  const heap: Entry[] = [];
  const replicas: Replica[] = [];
  let sequence = 0;
  let events = 0;
  let now = 0;

  const push = (time: number, node: number, from: number, message: Message): void => {
    const entry: Entry = { time, sequence: sequence++, node, from, message };
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above]!;
      if (parent.time < time || (parent.time === time && parent.sequence < entry.sequence)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = entry;
  };
  const pop = (): Entry => {
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let index = 0;
    for (;;) {
      let below = 2 * index + 1;
      if (below >= heap.length) break;
      const right = heap[below + 1];
      let child = heap[below]!;
      if (right !== undefined && (right.time < child.time || (right.time === child.time && right.sequence < child.sequence))) {
        child = right;
        below += 1;
      }
      if (last.time < child.time || (last.time === child.time && last.sequence < child.sequence)) break;
      heap[index] = child;
      index = below;
    }
    heap[index] = last;
    return first;
  };
  const send = (from: number, to: number, message: Message): void => {
    events += 1;
    push(now + 1_000 + Math.floor(random() * 4_001), to, from, message);
  };

  for (let node = 0; node < 5; node++) {
    replicas.push({ value: 0, applied: 0, requests: 0, acked: 0, heartbeats: [0, 0, 0, 0, 0] });
    events += 1;
    push(10_000 + Math.floor(random() * 11) * 1_000, node, node, { type: 'request timer' });
    push(5_000, node, node, { type: 'heartbeat timer' });
  }
  while (heap.length > 0 && heap[0]!.time <= duration) {
    const { time, node, from, message } = pop();
    now = time;
    events += 1;
    const replica = replicas[node]!;
    switch (message.type) {
      case 'request':
        replica.value += message.amount;
        replica.applied += 1;
        for (let peer = 0; peer < 5; peer++) {
          if (peer !== node) send(node, peer, { type: 'replicate', index: replica.applied, amount: message.amount, origin: from });
        }
        send(node, from, { type: 'ack', id: message.id, value: replica.value });
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
      case 'request timer':
        replica.requests += 1;
        send(node, 0, { type: 'request', id: replica.requests, amount: 1 + Math.floor(random() * 5) });
        push(now + 10_000, node, node, message);
        break;
      case 'heartbeat timer':
        for (let peer = 0; peer < 5; peer++) if (peer !== node) send(node, peer, { type: 'heartbeat', count: replica.requests });
        push(now + 5_000, node, node, message);
        break;
    }
  }
  return events;
}

import { node, safety, scenario, type World } from 'backstep';

/**
 * A run of a million events as users have them: clients whose operations overlap, replicas that write to disks and wait for
 * them, messages that are lost, a clock that is wrong. `bench/million.ts` measures what becomes of it.
 */
type ToReplica = { type: 'put'; key: string; value: number } | { type: 'ping'; count: number };
type ToClient = { type: 'stored'; key: string; value: number };

const CLIENTS = ['c1', 'c2', 'c3'] as const;
const REPLICAS = ['r1', 'r2'] as const;

const replica = node<ToReplica, ToClient | ToReplica>()({
  init(self) {
    self.setTimer('ping', 4);
    return { entries: {} as Record<string, number>, log: [] as { key: string; value: number }[], pings: 0 };
  },
  on: {
    put(state, { key, value }, self, from) {
      state.entries[key] = value;
      state.log.push({ key, value });
      if (state.log.length > 20) state.log.shift();
      self.disk.write(key, value);
      self.disk.sync();
      self.send(from, { type: 'stored', key, value });
    },
    ping(state, { count }) {
      state.pings = count;
    },
  },
  timers: {
    ping(state, self) {
      for (const peer of REPLICAS) if (peer !== self.id) self.send(peer, { type: 'ping', count: state.pings + 1 });
      self.setTimer('ping', 4);
    },
  },
});

const client = node<ToClient, ToReplica>()({
  init(self) {
    self.setTimer('put', 2);
    return { open: {} as Record<string, number>, done: 0, next: 0 };
  },
  on: {
    stored(state, { key, value }, self) {
      const operation = state.open[`${key}/${value}`];
      if (operation === undefined) return;
      delete state.open[`${key}/${value}`];
      self.complete(operation, value);
      state.done += 1;
    },
  },
  timers: {
    put(state, self) {
      const key = `user:${self.id}:${state.next % 50}`;
      const value = state.next++;
      state.open[`${key}/${value}`] = self.invoke('put', { key, value });
      for (const peer of REPLICAS) self.send(peer, { type: 'put', key, value });
      self.setTimer('put', 2);
    },
  },
});

const cluster = { c1: client, c2: client, c3: client, r1: replica, r2: replica };

export class StoreProperties {
  @safety static nothingIsCompletedTwice({ nodes }: World<typeof cluster>) {
    return CLIENTS.every((name) => nodes[name].done <= nodes[name].next);
  }
}

export default scenario({
  name: 'a million events',
  nodes: cluster,
  network: { latency: { min: 1, max: 9 } },
  disk: { syncLatency: '200us' },
  faults: [{ at: '20s', clock: 'c1', forward: '2s' }],
  duration: '37100ms',
  properties: [StoreProperties],
});

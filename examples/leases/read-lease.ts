import { linearizable, node, type Nemesis, type Self } from 'backstep';

/**
 * What the two examples of read leases share: a registry that holds a value and grants one replica at a time the lease
 * on it, the replicas, and what happens to clocks and machines. The replica that has the lease answers reads from its
 * own copy, without asking anybody, for as long as it believes that the lease lasts. The examples differ in how long
 * that is.
 */

/** How long the registry keeps a lease from others, by its own clock, in milliseconds. */
export const LEASE = 10_000;

type RegistryRequest = { type: 'lease' } | { type: 'write'; value: number; operation: number };
type RegistryReply =
  { type: 'granted'; value: number } | { type: 'taken'; left: number } | { type: 'written'; value: number; operation: number };

interface RegistryState {
  value: number;
  holder: string | null;
  /** By its monotonic clock. */
  until: number;
  /** How often the lease went from one replica to the other. */
  changes: number;
}

export const registry = node<RegistryRequest, RegistryReply>()({
  init: (): RegistryState => ({ value: 0, holder: null, until: 0, changes: 0 }),
  on: {
    lease(state, _request, self, from) {
      const now = self.monotonic();
      if (state.holder !== null && now < state.until) {
        if (state.holder !== from) self.send(from, { type: 'taken', left: state.until - now });
        return;
      }
      if (state.holder !== null && state.holder !== from) state.changes += 1;
      state.holder = from;
      state.until = now + LEASE;
      self.send(from, { type: 'granted', value: state.value });
    },
    write(state, { value, operation }, self, from) {
      if (state.holder !== from || self.monotonic() >= state.until) return;
      state.value = Math.max(state.value, value);
      self.send(from, { type: 'written', value, operation });
    },
  },
});

export interface ReplicaState {
  value: number;
  /** When it asked for the lease, and until when it believes in it, by its monotonic clock. */
  askedAt: number;
  until: number;
}

/** A replica that believes in its lease for `length` milliseconds, counted by its own clock from when it asked. */
export const replica = node<RegistryReply, RegistryRequest, { length: number }>()({
  init(self): ReplicaState {
    self.setTimer('ask', self.randomInteger(0, 20));
    return { value: 0, askedAt: 0, until: 0 };
  },
  on: {
    granted(state, { value }, self) {
      state.value = value;
      state.until = state.askedAt + self.settings.length;
      self.setTimer('work', '5ms');
    },
    taken(_state, { left }, self) {
      // It comes early and asks again and again, to be the next.
      self.setTimer('ask', Math.max(10, left - 60));
    },
    written(state, { value, operation }, self) {
      state.value = Math.max(state.value, value);
      self.complete(operation, value);
    },
  },
  timers: {
    ask(state, self) {
      state.askedAt = self.monotonic();
      self.send('registry', { type: 'lease' });
      self.setTimer('ask', '1s');
    },
    work(state, self) {
      if (self.monotonic() >= state.until) {
        self.setTimer('ask', '200ms');
        return;
      }
      self.setTimer('ask', '1s');
      serve(state, self);
      // Early in a lease and late in it there is most to see.
      const left = state.until - self.monotonic();
      self.setTimer('work', left > 200 && left < LEASE - 400 ? Math.min(1_000, left - 100) : 10);
    },
  },
});

function serve(state: ReplicaState, self: Self<RegistryRequest, 'ask' | 'work', { length: number }>): void {
  self.complete(self.invoke('read'), state.value);
  if (self.random() < 0.5) {
    const value = state.value + 1;
    self.send('registry', { type: 'write', value, operation: self.invoke('write', value) });
  }
}

export const network = { latency: { min: '1ms', max: '5ms' }, reorder: 0 } as const;

/** How far any clock may be from running right, in parts per million: much, as in a virtual machine. */
export const DRIFT = 5_000;

export const clocks = { offset: '1s', drift: DRIFT } as const;

/** A registry that crashed would forget whom it had granted a lease. */
export const nemesis = {
  clock: { every: '20s', by: ['1ms', '10s'] },
  drift: { every: '10s', for: ['1s', '20s'], ppm: DRIFT },
  crash: { every: '30s', for: ['100ms', '5s'], nodes: ['replica1', 'replica2'] },
  loss: { every: '20s', for: ['1s', '5s'], probability: 0.3 },
  delay: { every: '20s', for: ['1s', '5s'], by: ['1ms', '50ms'] },
} as const satisfies Nemesis<'registry' | 'replica1' | 'replica2'>;

/** A read that begins when a write has been acknowledged sees it, or a later one (Herlihy and Wing 1990). */
export const noReadIsStale = linearizable('register', { name: 'noReadIsStale', initial: 0 });

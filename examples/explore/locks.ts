import { liveness, node, sometimes, violation, type Self, type World } from 'backstep';

/** Two locks and clients that need both, for `polite-clients.ts` and `ordered-clients.ts`. */

export type ToLock = { readonly type: 'acquire' } | { readonly type: 'release' };
export type ToClient = { readonly type: 'granted' } | { readonly type: 'refused' };

/** Whoever comes first has it, and nobody waits for it in a queue. */
export const lock = node<ToLock, ToClient>()({
  init: (): { holder: string | null } => ({ holder: null }),
  on: {
    acquire(state, _message, self, from) {
      if (state.holder !== null) return self.send(from, { type: 'refused' });
      state.holder = from;
      self.send(from, { type: 'granted' });
    },
    release(state) {
      state.holder = null;
    },
  },
});

interface ClientState {
  /** The locks that it still needs, the next one first. */
  wanted: string[];
  held: string[];
  isDone: boolean;
}

/** Takes the locks in this order. One that is refused gives back what it holds, waits, and begins anew: it never blocks anybody. */
export const clientOf = (...order: readonly string[]) => {
  const asks = (state: ClientState, self: Self<ToLock>): void => self.send(state.wanted[0]!, { type: 'acquire' });
  const gives = (state: ClientState, self: Self<ToLock>): void => {
    for (const held of state.held) self.send(held, { type: 'release' });
    state.held = [];
  };
  return node<ToClient, ToLock>()({
    init(self): ClientState {
      self.setTimer('begin', '1ms');
      return { wanted: [...order], held: [], isDone: false };
    },
    on: {
      granted(state, _message, self) {
        state.held.push(state.wanted.shift()!);
        if (state.wanted.length > 0) return asks(state, self);
        state.isDone = true;
        gives(state, self);
      },
      refused(state, _message, self) {
        gives(state, self);
        state.wanted = [...order];
        self.setTimer('begin', '10ms');
      },
    },
    timers: {
      begin(state, self) {
        asks(state, self);
      },
    },
  });
};

export type Locks = { readonly client1: ReturnType<typeof clientOf>; readonly client2: ReturnType<typeof clientOf> };

export class LockProperties {
  @liveness({ within: '10s' }) static aClientHasBothLocks({ nodes }: World<Locks>) {
    return nodes.client1.isDone || nodes.client2.isDone ? true : violation('Neither client has ever had both locks');
  }

  @liveness({ within: '10s' }) static bothClientsHaveHadBothLocks({ nodes }: World<Locks>) {
    return nodes.client1.isDone && nodes.client2.isDone;
  }

  @sometimes static aClientIsRefused({ nodes }: World<Locks>) {
    return [nodes.client1, nodes.client2].some(({ held, isDone, wanted }) => !isDone && held.length === 1 && wanted.length === 1);
  }
}

/** What the scenarios have in common. */
export const common = {
  network: { reorder: 0, latency: { min: '1ms', max: '20ms' } },
  duration: '30s',
  properties: [LockProperties],
} as const;

import { node, safety, violation, type Nemesis, type NodeDefinition, type Self, type Signed, type World } from 'backstep';

/**
 * What the two token examples share: a lock service that signs its leases, two clients of which one lies, and the
 * property. The examples differ in what the storage looks at.
 */

/** What the lock service signs: who has the lease, and under which token. */
export type Lease = Signed<{ token: number; client: string }>;
type LockReply = { type: 'granted'; token: number; lease: Lease };
export type Write = { type: 'write'; text: string; token: number; lease: Lease };
export type WriteReply = { type: 'written' } | { type: 'refused' };

/** Grants a lease to whoever asks, each with a greater token than all before it. */
export const lock = node<{ type: 'acquire' }, LockReply>()({
  init: () => ({ token: 33 }),
  on: {
    acquire(state, _request, self, from) {
      state.token += 1;
      self.send(from, { type: 'granted', token: state.token, lease: self.sign({ token: state.token, client: from }) });
    },
  },
});

interface ClientState {
  lease: Lease | null;
  texts: number;
  /** The write that is under way, as an operation of the history. */
  writing: number | null;
}

/** Takes a lease, and writes under it after a while: maybe when somebody else has taken a newer one, and written. */
export const client = node<LockReply | WriteReply, { type: 'acquire' } | Write>()({
  init(self): ClientState {
    self.setTimer('acquire', self.randomInteger(0, 1_000));
    return { lease: null, texts: 0, writing: null };
  },
  on: {
    granted(state, { lease }, self) {
      state.lease = lease;
      self.setTimer('write', self.randomInteger(0, 3_000));
    },
    written: (state, _reply, self) => ends(state, self, true),
    refused: (state, _reply, self) => ends(state, self, false),
  },
  timers: {
    acquire(_state, self) {
      self.send('lock', { type: 'acquire' });
      self.setTimer('acquire', '10s');
    },
    write(state, self) {
      const { lease } = state;
      if (lease === null) return;
      state.texts += 1;
      const text = `${self.id}, text ${state.texts}`;
      state.writing = self.invoke('write', { text, token: lease.token });
      self.send('storage', { type: 'write', text, token: lease.token, lease });
    },
  },
});

function ends(state: ClientState, self: Self<{ type: 'acquire' } | Write, 'acquire' | 'write'>, isWritten: boolean): void {
  if (state.writing !== null && isWritten) self.complete(state.writing);
  else if (state.writing !== null) self.fail(state.writing, 'the token is too old, or not the one that was granted');
  state.writing = null;
  self.setTimer('acquire', self.randomInteger(0, 1_000));
}

export interface StorageState {
  fence: number;
  accepted: string[];
  refused: { text: string; token: number }[];
}

/** One client says of each of its writes that its token is greater than any. */
export const byzantine = { client1: { behaviour: 'forge', fields: { token: 999_999 } } } as const;

export const network = { latency: { min: '5ms', max: '50ms' }, reorder: 0 } as const;

export const nemesis = {
  pause: { every: '20s', for: ['10ms', '5s'] },
  delay: { every: '20s', for: ['1s', '5s'], by: ['10ms', '1s'] },
  loss: { every: '20s', for: ['1s', '5s'], probability: 0.3 },
} as const satisfies Nemesis<'lock' | 'storage' | 'client1' | 'client2'>;

export interface TokenCluster {
  readonly [node: string]: NodeDefinition;
  readonly storage: NodeDefinition<StorageState>;
}

export class TokenProperties {
  /** Judged by the lease under which a client made its text, which its own code tells the history, and not by what messages claim. */
  @safety({ memory: () => ({ judged: 0, newest: 0, text: '' }) })
  static noOlderLeaseOverwritesANewerOne(
    { nodes, history }: World<TokenCluster>,
    memory: { judged: number; newest: number; text: string },
  ) {
    const { accepted } = nodes.storage;
    while (memory.judged < accepted.length) {
      const text = accepted[memory.judged++]!;
      const made = history.map(({ input }) => input as { text: string; token: number }).find((write) => write.text === text);
      const token = made?.token ?? 0;
      if (token < memory.newest) {
        return violation(`'${text}' of lease ${token} overwrote '${memory.text}' of lease ${memory.newest}.`, { nodes: ['storage'] });
      }
      memory.newest = token;
      memory.text = text;
    }
    return true;
  }
}

import {
  liveness,
  node,
  safety,
  sometimes,
  violation,
  type Nemesis,
  type Network,
  type NodeDefinition,
  type Self,
  type World,
} from 'backstep';

/**
 * What the two lease examples share: a lock service, its clients, the weather that they live in,
 * and the properties that they are judged by. The examples differ in the storage node alone:
 * `zombie.ts` believes every client, `fenced.ts` checks the token that comes with a write.
 */

/** How long a lease lasts, in milliseconds. */
const LEASE = 10_000;

export type LockRequest = { type: 'acquire' } | { type: 'release'; token: number };
export type LockReply = { type: 'granted'; token: number; expiresAt: number };
export type WriteRequest = { type: 'write'; text: string; token: number };
export type WriteReply = { type: 'written' } | { type: 'refused' };

interface LockState {
  nextToken: number;
  /** The token of the lease that is out. */
  current: number | null;
  waiting: string[];
  /** Every lease that was ever granted. */
  book: { token: number; client: string; expiresAt: number }[];
}

/** Grants one lease at a time, in the order of asking, each with a greater token than all before it. */
export const lockService = node<LockRequest, LockReply>()({
  init: (): LockState => ({ nextToken: 33, current: null, waiting: [], book: [] }),
  on: {
    acquire(state, _request, self, from) {
      state.waiting.push(from);
      if (state.current === null) grantNext(state, self);
    },
    release(state, { token }, self) {
      // It may come so late that somebody else holds the lease by now.
      if (state.current === token) grantNext(state, self);
    },
  },
  timers: {
    expire(state, self) {
      grantNext(state, self);
    },
  },
});

function grantNext(state: LockState, self: Self<LockReply, 'expire'>): void {
  const client = state.waiting.shift();
  if (client === undefined) {
    state.current = null;
    self.cancelTimer('expire');
    return;
  }
  const token = state.nextToken++;
  // Rounded down, so that the client never believes in it longer than this service does.
  const expiresAt = Math.floor(self.now()) + LEASE;
  state.current = token;
  state.book.push({ token, client, expiresAt });
  self.setTimer('expire', LEASE);
  self.send(client, { type: 'granted', token, expiresAt });
}

interface ClientState {
  lease: { token: number; expiresAt: number } | null;
  /** How many texts it has written so far. */
  texts: number;
  /** The write that is under way, as an operation of the history. */
  writing: number | null;
}

/** Takes the lease, works on a new text for the file, writes it, gives the lease back, and so on. */
export const client = node<LockReply | WriteReply, LockRequest | WriteRequest>()({
  init(self): ClientState {
    self.setTimer('acquire', self.randomInteger(0, 3_000));
    return { lease: null, texts: 0, writing: null };
  },
  on: {
    granted(state, { token, expiresAt }, self) {
      state.lease = { token, expiresAt };
      self.setTimer('write', self.randomInteger(2_000, 7_000));
    },
    written(state, _reply, self) {
      if (state.writing !== null) self.complete(state.writing);
      giveBack(state, self);
    },
    refused(state, _reply, self) {
      if (state.writing !== null) self.fail(state.writing, 'the token is too old');
      giveBack(state, self);
    },
  },
  timers: {
    acquire(_state, self) {
      self.send('lock', { type: 'acquire' });
    },
    write(state, self) {
      const { lease } = state;
      if (lease === null) return;
      // The check that everyone writes. It is right, all clocks agree, and it does not help: the
      // process may stand still after it for longer than the lease lasts.
      if (self.now() < lease.expiresAt) {
        state.texts += 1;
        const text = `${self.id}, text ${state.texts}`;
        state.writing = self.invoke('write', { text, token: lease.token });
        self.send('storage', { type: 'write', text, token: lease.token });
      } else {
        giveBack(state, self);
      }
    },
  },
});

export function giveBack(state: Pick<ClientState, 'lease'> & { writing: unknown }, self: Self<LockRequest, 'acquire'>): void {
  if (state.lease !== null) self.send('lock', { type: 'release', token: state.lease.token });
  state.lease = null;
  state.writing = null;
  self.setTimer('acquire', self.randomInteger(500, 3_000));
}

/** What any storage node shows of itself: what it accepted, in order. */
export interface StorageState {
  accepted: { text: string; by: string }[];
}

export interface LeaseCluster {
  readonly [node: string]: NodeDefinition;
  readonly lock: typeof lockService;
  readonly storage: NodeDefinition<StorageState, WriteRequest, WriteReply>;
  readonly client1: typeof client;
  readonly client2: typeof client;
}

/** Links keep their messages in order, as TCP does. */
export const network = { latency: { min: '5ms', max: '50ms' }, reorder: 0 } as const satisfies Network<string>;

/**
 * Garbage collection stops a client, often in the middle of a handler, a virtual machine moves to
 * another host, a switch holds messages back: each may take longer than a lease.
 */
export const nemesis = {
  stall: { every: '2m', for: ['5s', '20s'], nodes: ['client1', 'client2'] },
  pause: { every: '2m', for: ['5s', '20s'] },
  delay: { every: '4m', for: ['1s', '3s'], by: ['5s', '15s'], nodes: ['client1', 'client2'] },
} as const satisfies Nemesis<'client1' | 'client2'>;

/** A write as its client made it, and the history knows it. */
interface Write {
  text: string;
  token: number;
}

interface Overwriting {
  /** How many of the accepted writes have been looked at. */
  judged: number;
  /** The accepted write whose lease is the newest. */
  newest: Write;
}

export class LeaseProperties {
  /**
   * Judged from what really happened and not from what messages claim, since a message may lie: the
   * history knows under which lease a client made its text, and the lock service's book knows when
   * that lease ended.
   */
  @safety({ memory: (): Overwriting => ({ judged: 0, newest: { text: '', token: 0 } }) })
  static noExpiredLeaseOverwritesANewerOne({ nodes, history, time }: World<LeaseCluster>, memory: Overwriting) {
    const { accepted } = nodes.storage;
    while (memory.judged < accepted.length) {
      const { text, by } = accepted[memory.judged++]!;
      const made = history.find(({ input }) => (input as Write).text === text)?.input as Write | undefined;
      const lease = nodes.lock.book.find(({ token, client }) => token === made?.token && client === by);
      if (!lease) return violation(`${by} wrote '${text}' without ever having held a lease for it.`, { nodes: [by, 'storage'] });
      const { newest } = memory;
      if (lease.token < newest.token) {
        const late = ((time - lease.expiresAt) / 1_000).toFixed(1);
        return violation(
          `${by} overwrote '${newest.text}' of lease ${newest.token} with '${text}', ${late} s after its own lease ${lease.token} had expired.`,
          { nodes: [by, 'storage'], lease, overwritten: newest },
        );
      }
      memory.newest = { text, token: lease.token };
    }
    return true;
  }

  @liveness({ within: '1s' })
  static everyWriteIsAnswered({ history }: World<LeaseCluster>) {
    return history.every(({ status }) => status !== 'pending');
  }

  @sometimes
  static bothClientsWrite({ nodes }: World<LeaseCluster>) {
    return nodes.client1.texts > 0 && nodes.client2.texts > 0;
  }
}

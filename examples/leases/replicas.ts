import {
  liveness,
  majority,
  node,
  nodesOf,
  safety,
  sometimes,
  violation,
  type NodeDefinition,
  type NumberedNames,
  type World,
} from 'backstep';
import { giveBack, lockService, type LockReply, type LockRequest } from './lease.ts';

/**
 * What the two leaderless examples share: replicas without a leader, the clients that write to all of them, and the
 * properties. They differ in how a client stamps what it writes.
 */

const REPLICAS = 3;
type Replica = NumberedNames<typeof REPLICAS, 'replica'>;
const replicas: readonly Replica[] = ['replica1', 'replica2', 'replica3'];

/** How new a value is: compared number by number. */
export type Stamp = readonly number[];

interface Value {
  text: string;
  token: number;
  stamp: Stamp;
}

type Write = { type: 'write'; number: number } & Value;
type Written = { type: 'written'; number: number; isNewest: boolean };

interface ReplicaState {
  value: Value;
  /** How many writes it has turned away because it had a newer one. */
  turnedAway: number;
}

/** Keeps the value with the greatest stamp that it has seen. */
const replica = node<Write, Written>()({
  init: (): ReplicaState => ({ value: { text: '', token: 0, stamp: [] }, turnedAway: 0 }),
  on: {
    write(state, { number, text, token, stamp }, self, from) {
      const isNewest = compare(stamp, state.value.stamp) > 0;
      if (isNewest) state.value = { text, token, stamp };
      else state.turnedAway += 1;
      self.send(from, { type: 'written', number, isNewest });
    },
  },
});

function compare(one: Stamp, other: Stamp): number {
  const place = one.findIndex((number, index) => number !== other[index]);
  return place < 0 ? 0 : one[place]! - (other[place] ?? -Infinity);
}

interface ClientState {
  lease: { token: number; expiresAt: number } | null;
  /** How many texts it has written so far. */
  texts: number;
  /** The operation of the write that is under way, and how many replicas have answered what. */
  writing: { operation: number; newest: number; older: number } | null;
}

/** Takes the lease, works on a new text, writes it to all replicas until a majority has it, gives the lease back, and so on. */
export function clientThat(stamps: (token: number, now: number) => Stamp) {
  return node<LockReply | Written, LockRequest | Write>()({
    init(self): ClientState {
      self.setTimer('acquire', self.randomInteger(0, 3_000));
      return { lease: null, texts: 0, writing: null };
    },
    on: {
      granted(state, { token, expiresAt }, self) {
        state.lease = { token, expiresAt };
        self.setTimer('write', self.randomInteger(2_000, 7_000));
      },
      written(state, { number, isNewest }, self) {
        const { writing } = state;
        if (writing === null || number !== state.texts) return;
        if (isNewest) writing.newest += 1;
        else writing.older += 1;
        const enough = majority(replicas);
        if (writing.newest < enough && writing.older < enough) return;
        if (writing.newest >= enough) self.complete(writing.operation);
        else self.fail(writing.operation, 'there is something newer');
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
        // As in `lease.ts`: the process may stand still after it.
        if (self.now() >= lease.expiresAt) return giveBack(state, self);
        state.texts += 1;
        const text = `${self.id}, text ${state.texts}`;
        const { token } = lease;
        state.writing = { operation: self.invoke('write', { text, token }), newest: 0, older: 0 };
        const write = { type: 'write', number: state.texts, text, token, stamp: stamps(token, self.now()) } as const;
        self.broadcast(write, replicas);
      },
    },
  });
}

export function clusterOf(client: ReturnType<typeof clientThat>) {
  return { lock: lockService, ...nodesOf(REPLICAS, 'replica', replica), client1: client, client2: client };
}

export interface LeaderlessCluster {
  readonly [node: string]: NodeDefinition;
  readonly replica1: typeof replica;
  readonly replica2: typeof replica;
  readonly replica3: typeof replica;
  readonly client1: NodeDefinition<ClientState>;
  readonly client2: NodeDefinition<ClientState>;
}

export class LeaderlessProperties {
  /** Whoever reads from any majority gets the newest value that it finds there. */
  @safety
  static noReadGoesBackBehindAWrite({ nodes, history }: World<LeaderlessCluster>) {
    const newest = history
      .filter(({ status }) => status === 'ok')
      .map(({ input }) => input as { text: string; token: number })
      .reduce((one, other) => (other.token > one.token ? other : one), { text: '', token: 0 });
    const values = replicas.map((name) => nodes[name].value);
    for (const left of values) {
      const read = values.filter((value) => value !== left).reduce((one, other) => (compare(other.stamp, one.stamp) > 0 ? other : one));
      if (read.token < newest.token) {
        return violation(
          `Two of the replicas answer a read with '${read.text}' of lease ${read.token}, though '${newest.text}' of lease ${newest.token} was written.`,
          { nodes: replicas },
        );
      }
    }
    return true;
  }

  @liveness({ within: '1s' })
  static everyWriteIsAnswered({ history }: World<LeaderlessCluster>) {
    return history.every(({ status }) => status !== 'pending');
  }

  @sometimes
  static bothClientsWrite({ nodes }: World<LeaderlessCluster>) {
    return nodes.client1.texts > 0 && nodes.client2.texts > 0;
  }
}

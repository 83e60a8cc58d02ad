import { node, scenario, sometimes, type World } from 'backstep';
import { client, LeaseProperties, lockService, nemesis, network, type StorageState, type WriteReply, type WriteRequest } from './lease.ts';

/**
 * The cure for the zombie of `zombie.ts`: fencing tokens.
 *
 * Each lease has a number, 33, 34 and so on, and each write carries the number of the lease that it
 * was made under. The storage remembers the greatest that it has seen and refuses anything less. The
 * clients are the same, their pauses are the same, and there are zombies as before: run the seed
 * that broke `zombie.ts`, and see its late write refused.
 *
 * The fence holds against clients that are slow, not against clients that lie. Switch a client to
 * Byzantine, forging `token: 999999`, and its late write goes through: the storage knows of a lease
 * only what the client says. And from then on it refuses everyone else.
 *
 * Kleppmann, Designing Data-Intensive Applications (2017), chapter 8, "Fencing tokens"; Chubby calls
 * them sequencers (Burrows, OSDI 2006).
 */

interface FencedState extends StorageState {
  /** The greatest token of any write so far. */
  fence: number;
  /** What it turned away. */
  refused: { text: string; by: string }[];
}

const storage = node<WriteRequest, WriteReply>()({
  init: (): FencedState => ({ accepted: [], fence: 0, refused: [] }),
  on: {
    write(state, { text, token }, self, from) {
      if (token < state.fence) {
        state.refused.push({ text, by: from });
        self.send(from, { type: 'refused' });
        return;
      }
      state.fence = token;
      state.accepted.push({ text, by: from });
      self.send(from, { type: 'written' });
    },
  },
});

const cluster = { lock: lockService, storage, client1: client, client2: client };

class FenceProperties {
  /** Without zombies, a fence proves nothing. */
  @sometimes
  static aZombieIsFenced({ nodes }: World<typeof cluster>) {
    return nodes.storage.refused.length > 0;
  }
}

export default scenario({
  name: 'fenced leaseholder',
  nodes: cluster,
  network,
  nemesis,
  duration: '35s',
  stabilisesAt: '25s',
  properties: [LeaseProperties, FenceProperties],
});

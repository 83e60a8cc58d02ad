import { node, scenario } from 'backstep';
import { byzantine, client, lock, nemesis, network, TokenProperties, type StorageState, type Write, type WriteReply } from './token.ts';

/**
 * A fence against slow clients does not hold against one that lies.
 *
 * The storage refuses a write whose token is less than the greatest that it has seen. It knows the token only from
 * the client. One that forges it, 999999 instead of 34, writes under a lease that is long over, and from then on the
 * storage refuses everybody else.
 *
 * `noOlderLeaseOverwritesANewerOne` catches it. Look at the write that is marked as altered, and at the lease that
 * travels in it, which the storage does not look at. `signed-token.ts` is the cure.
 *
 * Kleppmann, Designing Data-Intensive Applications (2017), chapter 8, "Byzantine Faults"; Lamport, Shostak and Pease,
 * "The Byzantine Generals Problem" (1982).
 */
const storage = node<Write, WriteReply>()({
  init: (): StorageState => ({ fence: 0, accepted: [], refused: [] }),
  on: {
    write(state, { text, token }, self, from) {
      if (token < state.fence) {
        state.refused.push({ text, token });
        self.send(from, { type: 'refused' });
        return;
      }
      state.fence = token;
      state.accepted.push(text);
      self.send(from, { type: 'written' });
    },
  },
});

export default scenario({
  name: 'forged token',
  nodes: { lock, storage, client1: client, client2: client },
  network,
  byzantine,
  nemesis,
  duration: '30s',
  stabilisesAt: '25s',
  properties: [TokenProperties],
});

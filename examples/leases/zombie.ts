import { node, scenario } from 'backstep';
import { client, LeaseProperties, lockService, nemesis, network, type StorageState, type WriteReply, type WriteRequest } from './lease.ts';

/**
 * A zombie: a client that goes on writing after its lease has expired.
 *
 * A lock service grants leases of ten seconds, so that only one client at a time writes to a file.
 * Before each write, a client checks that its lease is still valid. Between the check and the write
 * its process may stop for a garbage collection, and it does not notice: when it goes on, its lease
 * is long over, somebody else has written, and the zombie overwrites that. The same happens when
 * the write is merely slow on its way. HBase once had this bug.
 *
 * `noExpiredLeaseOverwritesANewerOne` catches it, in a few of a hundred seeds. When you step back
 * from the violation, look at the zombie's `pause` inside its handler `write`, and at what the lock
 * service does while it lasts. `fenced.ts` is the cure.
 *
 * Kleppmann, Designing Data-Intensive Applications (2017), chapter 8, "Process Pauses" and "The
 * leader and the lock"; Gray and Cheriton, "Leases" (SOSP 1989).
 */

/** Accepts whatever arrives, because whoever writes has checked its lease. */
const storage = node<WriteRequest, WriteReply>()({
  init: (): StorageState => ({ accepted: [] }),
  on: {
    write(state, { text }, self, from) {
      state.accepted.push({ text, by: from });
      self.send(from, { type: 'written' });
    },
  },
});

export default scenario({
  name: 'zombie leaseholder',
  nodes: { lock: lockService, storage, client1: client, client2: client },
  network,
  nemesis,
  duration: '35s',
  stabilisesAt: '25s',
  properties: [LeaseProperties],
});

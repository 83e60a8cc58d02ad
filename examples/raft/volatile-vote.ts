import { scenario } from 'backstep';
import { badDay, clusterOf } from './cluster.ts';
import { RaftProgress, RaftSafety } from './properties.ts';
import { figure2, raftServer } from './server.ts';

/**
 * Raft with one line missing: a server does not bring its vote to disk.
 *
 * It votes, crashes, comes back in the same term, has forgotten that it voted, and votes again, for
 * somebody else. Its one voice counts twice, and two candidates have a majority of one term.
 *
 * `aTermHasAtMostOneLeader` catches it, in one of a hundred seeds. When you step back from the
 * violation, look for the server that sends `vote` with `voteGranted: true` twice in that term, and
 * for its crash in between.
 *
 * Ongaro and Ousterhout (2014), figure 2, "Persistent state on all servers".
 */
const server = raftServer({
  ...figure2,
  save(state, self) {
    self.disk.write('currentTerm', state.currentTerm);
    self.disk.write('log', state.log);
    self.disk.sync();
  },
});

export default scenario({
  name: 'Raft with a volatile vote',
  nodes: clusterOf(server),
  ...badDay,
  properties: [RaftSafety, RaftProgress],
});

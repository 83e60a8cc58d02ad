import { scenario } from 'backstep';
import { badDay, clusterOf } from './cluster.ts';
import { RaftCoverage, RaftProgress, RaftSafety } from './properties.ts';
import { figure2, raftServer } from './server.ts';

/**
 * Raft, which holds: five servers keep one log among them, though messages are lost, repeated and
 * overtaken, and though servers crash in the middle of what they do.
 *
 * Read `server.ts` beside figure 2 of the paper, and `properties.ts` beside figure 3. To see how it
 * is done, record a seed and step back from the last commit of an entry to the crash of the leader
 * that it survived. The three other scenarios in this folder each change one thing, and show why it
 * is there.
 *
 * Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm" (USENIX ATC 2014).
 */
export default scenario({
  name: 'Raft',
  nodes: clusterOf(raftServer(figure2)),
  ...badDay,
  properties: [RaftSafety, RaftProgress, RaftCoverage],
});

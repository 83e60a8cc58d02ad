import { scenario } from 'backstep';
import { badDay, clusterOf } from './cluster.ts';
import { RaftProgress, RaftSafety } from './properties.ts';
import { figure2, raftServer } from './server.ts';

/**
 * Raft with two lines swapped: a follower first tells the leader that it has the entries, and then
 * brings them to disk. It is a few milliseconds faster.
 *
 * The leader counts the answer and commits. The follower crashes while its disk still works, and
 * comes back without the entries. Now those who have them may be a minority, the others elect one of
 * themselves, and what a client was told is done has never been.
 *
 * `aLeaderHasWhatWasCommittedInEarlierTerms` catches it, in one of a hundred seeds. When you step back
 * from the violation, look for the follower that sends `appended` for the lost entry, and for its
 * crash before the `sync`.
 *
 * Ongaro and Ousterhout (2014), figure 2: "Updated on stable storage before responding to RPCs".
 */
const server = raftServer({
  ...figure2,
  acknowledge(save, answer) {
    answer();
    save();
  },
});

export default scenario({
  name: 'Raft that answers before its disk does',
  nodes: clusterOf(server),
  ...badDay,
  properties: [RaftSafety, RaftProgress],
});

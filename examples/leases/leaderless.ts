import { scenario } from 'backstep';
import { nemesis, network } from './lease.ts';
import { clientThat, clusterOf, LeaderlessProperties } from './replicas.ts';

/**
 * The zombie of `zombie.ts` in a store without a leader: the last write wins, and the last is the zombie's.
 *
 * A client writes to all of three replicas, with the time as its stamp, and has written when two of them have answered.
 * A replica keeps the value with the greatest stamp, so that it does not matter in which order writes come, and that
 * somebody missed one. There is no one place through which all writes go, and where a fence could stand. A client that
 * is paused after it has checked its lease, and before it takes the time, writes with a stamp that nobody's is newer than.
 *
 * `noReadGoesBackBehindAWrite` catches it: what was written under a newer lease cannot be read any more. Look at the
 * zombie's `pause` inside its handler `write`, and at its `stamp`. `leaderless-fenced.ts` is the cure.
 *
 * Kleppmann and Riccomini, Designing Data-Intensive Applications (2nd edition, 2026), chapter 9, "Fencing with multiple
 * replicas".
 */
const cluster = clusterOf(clientThat((_token, now) => [now]));

export default scenario({
  name: 'leaderless zombie',
  nodes: cluster,
  network,
  nemesis,
  duration: '35s',
  stabilisesAt: '25s',
  properties: [LeaderlessProperties],
});

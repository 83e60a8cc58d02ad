import * as atMostOnce from '../examples/bugs/at-most-once.ts';
import * as bully from '../examples/bugs/bully.ts';
import * as counter from '../examples/bugs/counter.ts';
import * as epaxos from '../examples/bugs/epaxos.ts';
import * as kafka from '../examples/bugs/kafka.ts';
import * as membership from '../examples/bugs/membership.ts';
import * as paxos from '../examples/bugs/paxos.ts';
import * as redlock from '../examples/bugs/redlock.ts';
import * as sloppyQuorum from '../examples/bugs/sloppy-quorum.ts';
import * as smallRaft from '../examples/bugs/small-raft.ts';
import * as forgedToken from '../examples/byzantine/forged-token.ts';
import * as hashMajority from '../examples/byzantine/hash-majority.ts';
import * as pbftThree from '../examples/byzantine/pbft-three.ts';
import * as lastWriteWins from '../examples/clocks/last-write-wins.ts';
import * as leapSecond from '../examples/clocks/leap-second.ts';
import * as noCommitWait from '../examples/clocks/no-commit-wait.ts';
import * as coordinatorLost from '../examples/commit/coordinator-lost.ts';
import * as leaderless from '../examples/leases/leaderless.ts';
import * as staleReads from '../examples/leases/stale-reads.ts';
import * as zombie from '../examples/leases/zombie.ts';
import * as detectorOutside from '../examples/models/detector-outside.ts';
import * as slowDisk from '../examples/partial-failure/slow-disk.ts';
import * as newThenOld from '../examples/quorum/new-then-old.ts';
import * as ackBeforeSync from '../examples/raft/ack-before-sync.ts';
import * as volatileVote from '../examples/raft/volatile-vote.ts';
import * as chargedTwice from '../examples/silence/charged-twice.ts';
import * as versionMix from '../examples/upgrades/version-mix.ts';

/** A bug that was published, as a scenario. */
export interface Bug {
  readonly name: string;
  /** Where it was published. */
  readonly source: string;
  /** What its file exports, and which scenario of it has the bug. */
  readonly exports: object;
  readonly scenario: string;
  /** The scenario of the same file without the bug, where it has one. */
  readonly cured?: string;
}

const only = (exports: object): Pick<Bug, 'exports' | 'scenario'> => ({ exports, scenario: 'default' });

function without(
  exports: object,
  family: string,
  [parameter, broken, whole]: readonly [string, string, string],
): Omit<Bug, 'name' | 'source'> {
  return { exports, scenario: `${family}[${parameter}=${quoted(broken)}]`, cured: `${family}[${parameter}=${quoted(whole)}]` };
}

function quoted(text: string): string {
  return /^[\w-]+$/.test(text) ? text : JSON.stringify(text);
}

const raft = (rule: string): Omit<Bug, 'name' | 'source'> => without(smallRaft, 'smallRaft', ['without', rule, 'none']);
const paxosWithout = (rule: string): Omit<Bug, 'name' | 'source'> => without(paxos, 'paxos', ['without', rule, 'none']);

export const BUGS: readonly Bug[] = [
  { name: 'Raft: entry of an older term', source: 'Ongaro and Ousterhout 2014, figure 8', ...raft('older-term') },
  { name: 'Raft: late message truncates', source: 'Ongaro and Ousterhout 2014, section 5.3', ...raft('truncates') },
  { name: 'Raft: vote for any log', source: 'Ongaro and Ousterhout 2014, section 5.4.1', ...raft('any-log') },
  {
    name: 'Raft: two changes of servers',
    source: 'Ongaro 2015, raft-dev',
    ...without(membership, 'membership', ['changesAfter', 'configuration', 'own entry']),
  },
  { name: 'Raft: vote not on disk', source: 'Ongaro and Ousterhout 2014, figure 2', ...only(volatileVote) },
  { name: 'Raft: acknowledged before synced', source: 'Ongaro and Ousterhout 2014, figure 2', ...only(ackBeforeSync) },
  { name: 'Paxos: accepted not on disk', source: 'Lamport 2001, section 2.2', ...paxosWithout('persists-accepted') },
  { name: 'Paxos: accepts unasked', source: 'Lamport 2001, phase 2b', ...paxosWithout('checks-accept') },
  { name: 'Paxos: own value kept', source: 'Lamport 2001, P2c', ...paxosWithout('takes-highest') },
  {
    name: 'EPaxos: one ballot for two',
    source: 'Sutra 2019, arXiv 1906.10917',
    ...without(epaxos, 'epaxos', ['ballots', 'one', 'two']),
  },
  {
    name: 'Kafka: high watermark truncates',
    source: 'KIP-101, 2017',
    ...without(kafka, 'kafka', ['truncatesTo', 'high watermark', 'epoch']),
  },
  { name: 'Dynamo: sloppy quorum', source: 'DeCandia et al. 2007', ...without(sloppyQuorum, 'quorum', ['quorum', 'sloppy', 'strict']) },
  { name: 'Redlock: a clock jumps', source: 'Kleppmann 2016', ...without(redlock, 'redlock', ['counts', 'time of day', 'monotonic']) },
  { name: 'bully: two lead', source: 'Garcia-Molina 1982', ...without(bully, 'election', ['by', 'bully', 'majority']) },
  {
    name: 'RPC: table of calls lost',
    source: 'Birrell and Nelson 1984',
    ...without(atMostOnce, 'atMostOnce', ['keeps', 'memory', 'disk']),
  },
  {
    name: 'counter: increments repeated',
    source: 'Shapiro et al. 2011',
    ...without(counter, 'counter', ['sends', 'increments', 'counts']),
  },
  { name: 'lease: a zombie writes', source: 'Kleppmann 2016', ...only(zombie) },
  { name: 'lease: a slow clock', source: 'Gray and Cheriton 1989', ...only(staleReads) },
  { name: 'lease: last write wins', source: 'Kleppmann and Riccomini 2026', ...only(leaderless) },
  { name: 'register: new, then old', source: 'Attiya, Bar-Noy and Dolev 1995', ...only(newThenOld) },
  { name: 'last write wins: lost update', source: 'Kingsbury 2013', ...only(lastWriteWins) },
  { name: 'Spanner: no commit wait', source: 'Corbett et al. 2012', ...only(noCommitWait) },
  { name: 'resolver: leap second', source: 'Cloudflare 2017', ...only(leapSecond) },
  { name: 'two-phase commit blocks', source: 'Skeen 1981', ...only(coordinatorLost) },
  { name: 'detector: not perfect', source: 'Chandra and Toueg 1996', ...only(detectorOutside) },
  { name: 'fail-slow disk', source: 'Gunawi et al. 2018', ...only(slowDisk) },
  { name: 'card charged twice', source: 'Saltzer, Reed and Clark 1984', ...only(chargedTwice) },
  { name: 'PBFT: three replicas', source: 'Lamport, Shostak and Pease 1982', ...only(pbftThree) },
  { name: 'proof of work: a majority', source: 'Nakamoto 2008', ...only(hashMajority) },
  { name: 'a forged token', source: 'Lamport, Shostak and Pease 1982', ...only(forgedToken) },
  { name: 'upgrade: two versions', source: 'Zhang et al. 2021', ...only(versionMix) },
];

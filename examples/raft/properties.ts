import { liveness, safety, sometimes, violation, type World } from 'backstep';
import { servers } from './client.ts';
import type { RaftCluster } from './cluster.ts';
import { termAt, type Entry } from './server.ts';

/**
 * What Raft promises: the five safety properties of figure 3 of the paper, each as a sentence, and
 * that it makes progress. Each remembers what it has seen and looks only at what is new.
 */

type Raft = World<RaftCluster>;
type Server = (typeof servers)[number];
type ByServer<Value> = Partial<Record<Server, Value>>;

function describe({ term, request }: Entry): string {
  return `request ${request} from term ${term}`;
}

function isSame(a: Entry | undefined, b: Entry | undefined): boolean {
  return a === b || (a?.term === b?.term && a?.request === b?.request);
}

export class RaftSafety {
  /** Election Safety: "at most one leader can be elected in a given term". */
  @safety({ memory: (): Record<number, string> => ({}) })
  static aTermHasAtMostOneLeader({ nodes }: Raft, leaders: Record<number, string>) {
    for (const name of servers) {
      const { role, currentTerm } = nodes[name];
      if (role !== 'leader') continue;
      const known = (leaders[currentTerm] ??= name);
      if (known !== name) {
        return violation(`${known} and ${name} are both leaders of term ${currentTerm}.`, { nodes: [known, name], term: currentTerm });
      }
    }
    return true;
  }

  /** Leader Append-Only: "a leader never overwrites or deletes entries in its log; it only appends new entries". */
  @safety({ memory: (): ByServer<{ term: number; log: Entry[] }> => ({}) })
  static aLeaderOnlyAppendsToItsLog({ nodes }: Raft, leaders: ByServer<{ term: number; log: Entry[] }>) {
    for (const name of servers) {
      const { role, currentTerm, log } = nodes[name];
      if (role !== 'leader') continue;
      let leader = leaders[name];
      if (leader?.term !== currentTerm) leader = leaders[name] = { term: currentTerm, log: [] };
      const changed = leader.log.findIndex((entry, position) => !isSame(entry, log[position]));
      if (changed >= 0) {
        return violation(
          `${name}, the leader of term ${currentTerm}, has lost its entry ${changed + 1}, ${describe(leader.log[changed]!)}.`,
          {
            nodes: [name],
            index: changed + 1,
          },
        );
      }
      for (const entry of log.slice(leader.log.length)) leader.log.push(entry);
    }
    return true;
  }

  /**
   * Log Matching: "if two logs contain an entry with the same index and term, then the logs are
   * identical in all entries up through the given index". By induction that is: such entries hold
   * the same request, and the entries before them have the same term.
   */
  @safety({ memory: (): Matching => ({ known: [], looked: {} }) })
  static logsThatShareAnEntryAgreeOnAllBeforeIt({ nodes }: Raft, { known, looked }: Matching) {
    for (const name of servers) {
      const { log } = nodes[name];
      // As long as the property holds, a log whose last entry is where it was is the same log.
      const last = `${log.length}/${termAt(log, log.length)}`;
      if (looked[name] === last) continue;
      looked[name] = last;
      for (let index = 1; index <= log.length; index++) {
        const entry = log[index - 1]!;
        const previousTerm = termAt(log, index - 1);
        const first = ((known[index] ??= {})[entry.term] ??= { entry, previousTerm, name });
        if (!isSame(first.entry, entry) || first.previousTerm !== previousTerm) {
          return violation(
            `${first.name} and ${name} have an entry ${index} of term ${entry.term}, and differ in it or in what is before it.`,
            {
              nodes: [first.name, name],
              index,
            },
          );
        }
      }
    }
    return true;
  }

  /**
   * Leader Completeness: "if a log entry is committed in a given term, then that entry will be
   * present in the logs of the leaders for all higher-numbered terms".
   */
  @safety({ memory: (): { entry: Entry; inTerm: number }[] => [] })
  static aLeaderHasWhatWasCommittedInEarlierTerms({ nodes }: Raft, committed: { entry: Entry; inTerm: number }[]) {
    for (const name of servers) {
      const { commitIndex, currentTerm, log } = nodes[name];
      while (committed.length < commitIndex) committed.push({ entry: log[committed.length]!, inTerm: currentTerm });
    }
    for (const name of servers) {
      const { role, currentTerm, log } = nodes[name];
      if (role !== 'leader') continue;
      const lost = committed.findIndex(({ entry, inTerm }, position) => inTerm < currentTerm && !isSame(entry, log[position]));
      if (lost >= 0) {
        const { entry, inTerm } = committed[lost]!;
        return violation(
          `${name} leads term ${currentTerm} without entry ${lost + 1}, ${describe(entry)}, which was committed in term ${inTerm}.`,
          { nodes: [name], index: lost + 1 },
        );
      }
    }
    return true;
  }

  /**
   * State Machine Safety: "if a server has applied a log entry at a given index to its state
   * machine, no other server will ever apply a different log entry for the same index".
   */
  @safety({ memory: (): Applied => ({ entries: [], upTo: {} }) })
  static allServersApplyTheSameEntries({ nodes }: Raft, { entries, upTo }: Applied) {
    for (const name of servers) {
      const { lastApplied, log } = nodes[name];
      const looked = upTo[name] ?? 0;
      if (lastApplied === looked) continue;
      upTo[name] = lastApplied;
      // A server that has restarted applies everything again.
      for (let index = lastApplied < looked ? 1 : looked + 1; index <= lastApplied; index++) {
        const entry = log[index - 1]!;
        const first = (entries[index] ??= { entry, name });
        if (!isSame(first.entry, entry)) {
          return violation(`As entry ${index}, ${first.name} applied ${describe(first.entry)}, and ${name} ${describe(entry)}.`, {
            nodes: [first.name, name],
            index,
          });
        }
      }
    }
    return true;
  }

  /**
   * What clients see is one counter (Herlihy and Wing 1990): no two increments have the same answer,
   * one that began after another had ended has a greater one, and none counts more than were asked for.
   */
  @safety({ memory: (): Answers => ({ floors: [], given: {}, greatest: 0, settled: 0 }) })
  static clientsSeeOneCounter({ history }: Raft, memory: Answers) {
    const { floors, given } = memory;
    while (floors.length < history.length) floors.push(memory.greatest);
    for (let position = memory.settled; position < history.length; position++) {
      const { id, client, status, output } = history[position]!;
      if (status === 'pending') continue;
      if (position === memory.settled) memory.settled += 1;
      const count = output as number;
      const first = (given[count] ??= { id, client });
      if (first.id !== id) {
        return violation(`${first.client} and ${client} were both told that they made it ${count}.`, { nodes: [first.client, client] });
      }
      if (count <= floors[position]!) {
        return violation(`${client} was told that it made it ${count}, when it had been ${floors[position]} before.`, { nodes: [client] });
      }
      if (count > history.length) {
        return violation(`${client} was told that it made it ${count}, when only ${history.length} increments had been asked for.`, {
          nodes: [client],
        });
      }
      memory.greatest = Math.max(memory.greatest, count);
    }
    return true;
  }
}

interface Matching {
  /** By index and term, the entry, the term before it, and who was seen to have it first. */
  known: Record<number, { entry: Entry; previousTerm: number; name: string }>[];
  /** The last entry of each log when it was looked at. */
  looked: ByServer<string>;
}

interface Applied {
  /** By index, what was applied, and who was seen to be first. */
  entries: { entry: Entry; name: string }[];
  upTo: ByServer<number>;
}

interface Answers {
  /** For each operation, the greatest answer that had been given when it began. */
  floors: number[];
  given: Record<number, { id: number; client: string }>;
  greatest: number;
  /** All operations before this one have been answered and judged. */
  settled: number;
}

/** The furthest commit, and the leader that made it. */
interface Commit {
  leader: Server | null;
  term: number;
  index: number;
}

export class RaftProgress {
  @liveness({ within: '3s' })
  static aMajorityFollowsOneLeader({ nodes }: Raft) {
    return servers.some((name) => {
      const { role, currentTerm } = nodes[name];
      if (role !== 'leader') return false;
      const followers = servers.filter((other) => nodes[other].leader === name && nodes[other].currentTerm === currentTerm);
      return followers.length > servers.length / 2;
    });
  }

  /** Follows one request after the other, because there is hardly a moment without any. */
  @liveness({ within: '3s', memory: (): { followed: number } => ({ followed: 0 }) })
  static everyRequestIsAnswered({ history }: Raft, memory: { followed: number }) {
    const operation = history[memory.followed];
    if (operation?.status === 'pending') {
      return violation(`${operation.client} waits for an answer to its increment.`, { nodes: [operation.client] });
    }
    while (history[memory.followed] && history[memory.followed]!.status !== 'pending') memory.followed += 1;
    return true;
  }
}

/** What has to have happened at least once, or the properties above have not been put to the test. */
export class RaftCoverage {
  @sometimes({ memory: (): { first: string | null } => ({ first: null }) })
  static aLeaderIsReplaced({ nodes }: Raft, memory: { first: string | null }) {
    const leader = servers.find((name) => nodes[name].role === 'leader');
    if (leader !== undefined) memory.first ??= leader;
    return servers.some((name) => nodes[name].role === 'leader' && name !== memory.first);
  }

  @sometimes({ memory: (): ByServer<{ index: number; term: number }> => ({}) })
  static aConflictingEntryIsOverwritten({ nodes }: Raft, memory: ByServer<{ index: number; term: number }>) {
    return servers.some((name) => {
      const { log } = nodes[name];
      const last = memory[name];
      memory[name] = { index: log.length, term: termAt(log, log.length) };
      return last !== undefined && termAt(log, last.index) !== last.term;
    });
  }

  @sometimes({ memory: (): Commit => ({ leader: null, term: 0, index: 0 }) })
  static aCommittedEntrySurvivesTheCrashOfItsLeader({ nodes, isUp }: Raft, memory: Commit) {
    for (const name of servers) {
      const { role, currentTerm, commitIndex } = nodes[name];
      if (role !== 'leader') continue;
      if (commitIndex > memory.index) Object.assign(memory, { leader: name, term: currentTerm, index: commitIndex });
      if (memory.leader !== null && currentTerm > memory.term && !isUp(memory.leader)) return true;
    }
    return false;
  }

  @sometimes
  static aRetriedRequestIsExecutedOnlyOnce({ nodes }: Raft) {
    return servers.some((name) => nodes[name].lastApplied > nodes[name].counted.length);
  }
}

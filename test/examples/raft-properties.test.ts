import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Operation } from 'backstep';
import { servers } from '../../examples/raft/client.ts';
import { RaftSafety } from '../../examples/raft/properties.ts';
import type { Entry, RaftState } from '../../examples/raft/server.ts';

type Raft = Parameters<typeof RaftSafety.clientsSeeOneCounter>[0];

/** A world in which the named servers are as told, and the others have just started. */
function world(states: Readonly<Record<string, Partial<RaftState>>>, history: readonly Partial<Operation>[] = []): Raft {
  const idle: Partial<RaftState> = { role: 'follower', currentTerm: 0, log: [], commitIndex: 0, lastApplied: 0 };
  const nodes = Object.fromEntries(servers.map((name) => [name, { ...idle, ...states[name] }]));
  return { nodes, history } as unknown as Raft;
}

function entry(term: number, serial: number): Entry {
  return { term, request: `client1/0/${serial}` };
}

/** Asserts that a property accepts all worlds but the last, and says why it refuses that. */
function refuses<Memory>(
  property: (world: Raft, memory: Memory) => unknown,
  memory: Memory,
  worlds: readonly Raft[],
  because: RegExp,
): void {
  const judgements = worlds.map((each) => property(each, memory));
  const last = judgements.pop() as { because?: string };
  assert.deepEqual(
    judgements,
    judgements.map(() => true),
  );
  assert.match(last.because ?? 'It accepts it.', because);
}

describe('the safety properties of Raft refuse', () => {
  it('two leaders of one term, even one after the other', () => {
    const worlds = [world({ s1: { role: 'leader', currentTerm: 3 } }), world({ s2: { role: 'leader', currentTerm: 3 } })];
    refuses(RaftSafety.aTermHasAtMostOneLeader, {}, worlds, /s1 and s2 are both leaders of term 3/);
  });

  it('a leader that deletes an entry', () => {
    const worlds = [
      [entry(1, 1), entry(2, 2)],
      [entry(1, 1), entry(2, 2), entry(2, 3)],
      [entry(1, 1), entry(2, 2)],
    ];
    const leading = worlds.map((log) => world({ s4: { role: 'leader', currentTerm: 2, log } }));
    refuses(RaftSafety.aLeaderOnlyAppendsToItsLog, {}, leading, /s4, the leader of term 2, has lost its entry 3, request client1\/0\/3/);
  });

  it('a leader that overwrites an entry, but not one that did so before it was elected', () => {
    const log = [entry(1, 1)];
    const other = [entry(2, 9)];
    const worlds = [
      world({ s1: { role: 'leader', currentTerm: 1, log } }),
      world({ s1: { role: 'follower', currentTerm: 2, log: other } }),
      world({ s1: { role: 'leader', currentTerm: 3, log: other } }),
      world({ s1: { role: 'leader', currentTerm: 3, log } }),
    ];
    refuses(RaftSafety.aLeaderOnlyAppendsToItsLog, {}, worlds, /has lost its entry 1/);
  });

  it('logs that share an entry and differ in it', () => {
    const worlds = [world({ s1: { log: [entry(1, 1)] }, s2: { log: [entry(1, 2)] } })];
    refuses(RaftSafety.logsThatShareAnEntryAgreeOnAllBeforeIt, { known: [], looked: {} }, worlds, /s1 and s2 have an entry 1 of term 1/);
  });

  it('logs that share an entry and differ before it', () => {
    const worlds = [world({ s1: { log: [entry(1, 1), entry(3, 2)] }, s5: { log: [entry(2, 1), entry(3, 2)] } })];
    refuses(RaftSafety.logsThatShareAnEntryAgreeOnAllBeforeIt, { known: [], looked: {} }, worlds, /s1 and s5 have an entry 2 of term 3/);
  });

  it('a later leader without a committed entry, but not an earlier one', () => {
    const worlds = [
      world({ s1: { role: 'leader', currentTerm: 2, log: [entry(2, 1)], commitIndex: 1 }, s2: { role: 'leader', currentTerm: 1 } }),
      world({ s1: { log: [entry(2, 1)], commitIndex: 1 }, s2: { role: 'leader', currentTerm: 3 } }),
    ];
    refuses(
      RaftSafety.aLeaderHasWhatWasCommittedInEarlierTerms,
      [],
      worlds,
      /s2 leads term 3 without entry 1, request client1\/0\/1 from term 2, which was committed in term 2/,
    );
  });

  it('servers that apply different entries, even one after a restart', () => {
    const worlds = [
      world({ s1: { log: [entry(1, 1)], lastApplied: 1 }, s2: { log: [entry(1, 1)], lastApplied: 1 } }),
      world({ s1: { log: [entry(1, 1)], lastApplied: 1 } }),
      world({ s1: { log: [entry(1, 1)], lastApplied: 1 }, s2: { log: [entry(2, 2)], lastApplied: 1 } }),
    ];
    refuses(
      RaftSafety.allServersApplyTheSameEntries,
      { entries: [], upTo: {} },
      worlds,
      /As entry 1, s1 applied request client1\/0\/1 from term 1, and s2 request client1\/0\/2/,
    );
  });

  const answered = (id: number, output: number): Partial<Operation> => ({ id, client: `client${id + 1}`, status: 'ok', output });
  const pending = (id: number): Partial<Operation> => ({ id, client: `client${id + 1}`, status: 'pending' });
  const fresh = () => ({ floors: [], given: {}, greatest: 0, settled: 0 });

  it('two requests that were counted as one', () => {
    const histories = [
      [pending(0), pending(1)],
      [answered(0, 1), pending(1)],
      [answered(0, 1), answered(1, 1)],
    ];
    refuses(
      RaftSafety.clientsSeeOneCounter,
      fresh(),
      histories.map((history) => world({}, history)),
      /client1 and client2 were both told that they made it 1/,
    );
  });

  it('a request that was counted twice', () => {
    const histories = [
      [pending(0), pending(1)],
      [answered(0, 2), pending(1)],
      [answered(0, 2), answered(1, 3)],
    ];
    refuses(
      RaftSafety.clientsSeeOneCounter,
      fresh(),
      histories.map((history) => world({}, history)),
      /client2 was told that it made it 3, when only 2 increments had been asked for/,
    );
  });

  it('a counter that went back, but not two answers that overtook each other', () => {
    const overtaking = [
      [pending(0), pending(1)],
      [pending(0), answered(1, 2)],
      [answered(0, 1), answered(1, 2)],
    ];
    const histories = [...overtaking, [answered(0, 1), answered(1, 2), pending(2)], [answered(0, 1), answered(1, 2), answered(2, 0)]];
    refuses(
      RaftSafety.clientsSeeOneCounter,
      fresh(),
      histories.map((history) => world({}, history)),
      /client3 was told that it made it 0, when it had been 2 before/,
    );
  });
});

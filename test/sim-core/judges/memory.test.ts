import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, safety, violation, type Operation, type Scenario, type World } from 'backstep';
import type { PropertyOutcome } from '../../../sim-core/base/verdict.ts';
import { tell } from '../story.ts';

/** A log that grows each 10 ms and shrinks at 500 ms; each entry is an operation. */
const logger = node()({
  init(self) {
    self.setTimer('tick', 10);
    return { log: [] as { n: number }[], last: { n: 0 } };
  },
  on: {},
  timers: {
    tick(state, self) {
      if (self.monotonic() === 500) state.log.pop();
      else {
        state.last = { n: state.log.length };
        state.log.push(state.last);
        self.complete(self.invoke('append', state.last), [state.last.n]);
      }
      self.setTimer('tick', 10);
    },
  },
});

type Logger = { a: typeof logger };
type Seen = World<Logger>;

function judge(property: Scenario['properties'][number]): PropertyOutcome {
  return tell({ a: logger }, { properties: [property] }).outcome.properties[0]!;
}

describe('the memory of a property', () => {
  it('keeps what a fault overwrites as it was before', () => {
    class Remembers {
      @safety({ memory: () => ({ before: undefined as { n: number } | undefined }) })
      static theFirstEntryStays({ nodes }: Seen, memory: { before: { n: number } | undefined }) {
        const { before } = memory;
        const [first] = nodes.a.log;
        memory.before = first;
        return !before || before.n === first!.n || violation(`It was ${before.n} and is ${first!.n}.`);
      }
    }
    const faults = [{ at: '95ms', memory: 'a', set: { 'log.0.n': 7 } }] as const;
    const { outcome } = tell({ a: logger }, { properties: [Remembers], faults });
    assert.equal(outcome.properties[0]!.because, 'It was 0 and is 7.');
  });

  it('may keep a part of a state, which stays what it was', () => {
    class Remembers {
      @safety({ memory: () => ({ before: null as readonly unknown[] | null }) })
      static theLogNeverShrinks({ nodes }: Seen, memory: { before: readonly unknown[] | null }) {
        const holds = memory.before === null || nodes.a.log.length >= memory.before.length;
        memory.before = nodes.a.log;
        return holds;
      }
    }
    const { verdict, time } = judge(Remembers);
    assert.deepEqual({ verdict, time }, { verdict: 'violated', time: 500_000 });
  });

  it('may keep all states, which stay what they were', () => {
    class Remembers {
      @safety({ memory: () => ({ before: null as Seen['nodes'] | null }) })
      static theLogNeverShrinks({ nodes }: Seen, memory: { before: Seen['nodes'] | null }) {
        const holds = memory.before === null || nodes.a.log.length >= memory.before.a.log.length;
        memory.before = nodes;
        return holds;
      }
    }
    assert.equal(judge(Remembers).time, 500_000);
  });

  it('knows again what it has kept, however the run is executed', () => {
    class Counts {
      @safety({ memory: () => ({ log: null as unknown, nodes: null as unknown, again: 0, looks: 0 }) })
      static theLogIsTheSameHalfOfTheTime(
        { nodes }: World<Logger & { b: typeof logger }>,
        memory: { log: unknown; nodes: unknown; again: number; looks: number },
      ) {
        memory.looks += 1;
        if (memory.log === nodes.a.log) memory.again += 1;
        if (memory.nodes === nodes) memory.again += 1_000;
        memory.log = nodes.a.log;
        memory.nodes = nodes;
        return memory.looks < 150 || violation('enough', { again: memory.again });
      }
    }
    const { outcome, recording } = tell({ a: logger, b: logger }, { properties: [Counts] });
    const again = outcome.properties[0]!.evidence!['again'];
    assert.equal(again, 74);
    for (const step of [3, 40, 101]) {
      const resumed = recording.fork(step, {});
      resumed.run();
      assert.equal(resumed.outcome().properties[0]!.evidence!['again'], again, `resumed after step ${step}`);
    }
  });

  it('may keep the history, which stays what it was', () => {
    class Remembers {
      @safety({ memory: () => ({ before: [] as readonly Operation[], looks: 0 }) })
      static theHistoryStandsStill({ history }: Seen, memory: { before: readonly Operation[]; looks: number }) {
        if (memory.looks++ === 0) memory.before = history;
        return memory.before.length === history.length;
      }
    }
    assert.equal(judge(Remembers).time, 10_000);
  });

  it('goes on sharing what it shares', () => {
    class Remembers {
      @safety({
        memory: () => {
          const count = { n: 0 };
          return { one: count, other: count };
        },
      })
      static bothAreOne(_world: Seen, memory: { one: { n: number }; other: { n: number } }) {
        memory.one.n += 1;
        return memory.one.n === memory.other.n;
      }
    }
    assert.equal(judge(Remembers).verdict, 'held');
  });

  it('may hold Maps, Sets, bigints and bytes', () => {
    class Remembers {
      @safety({ memory: () => ({ seen: new Map<number, Set<bigint>>(), bytes: new Uint8Array(2) }) })
      static eachLengthIsSeenOnce({ nodes }: Seen, memory: { seen: Map<number, Set<bigint>>; bytes: Uint8Array }) {
        const { length } = nodes.a.log;
        const known = memory.seen.get(length) ?? new Set();
        known.add(BigInt(length));
        memory.seen.set(length, known);
        memory.bytes[0] = length;
        return memory.seen.size <= 100 && known.size === 1;
      }
    }
    assert.equal(judge(Remembers).verdict, 'held');
  });
});

describe('the evidence of a violation', () => {
  it('stays what it was when the property was violated', () => {
    class Shows {
      @safety static theLogIsShort({ nodes, history }: Seen) {
        return nodes.a.log.length < 3 || violation('It is long.', { log: nodes.a.log, history });
      }
    }
    const { evidence } = judge(Shows);
    assert.equal((evidence!.log as unknown[]).length, 3);
    assert.equal((evidence!.history as unknown[]).length, 3);
  });
});

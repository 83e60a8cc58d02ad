import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, safety, scenario, type ScenarioDefinition } from 'backstep';
import raft from '../../../examples/raft/raft.ts';
import { modelOf, recordSeed, runSeed, ScenarioError, type Recording } from '../../../sim-core/engine.ts';
import type { Band, BandWindow } from '../../../sim-core/trace/bands.ts';

/** Counts its ticks, one each 10 ms, and tells its phase by them. */
const ticker = node()({
  init(self) {
    self.setTimer('tick', '10ms');
    return { ticks: 0, seen: {} as Record<string, number> };
  },
  on: {},
  timers: {
    tick(state, self) {
      state.ticks += 1;
      self.setTimer('tick', '10ms');
    },
  },
});

class Properties {
  @safety static nothingIsClaimed(): boolean {
    return true;
  }
}

const base = { name: 'ticks', nodes: { a: ticker, b: ticker }, duration: '100ms', properties: [Properties] } as const;

/** All of its bands, gathered in portions of so many events. */
function bandsOf(recording: Recording, portion = 7): BandWindow {
  while (recording.bands.gather(portion));
  return recording.bands.within(0, recording.trace.columns.length);
}

function told({ bands }: BandWindow, nodes: readonly string[]): string[] {
  return bands.flatMap(({ kind, node: lane, name, pieces }: Band) =>
    pieces.map(({ from, to, value }) => `${nodes[lane]} ${kind} ${name} ${from}-${to} ${value}`),
  );
}

const toldOf = (definition: ScenarioDefinition, seed = 1): string[] => {
  const recording = recordSeed(modelOf(definition), seed);
  return told(bandsOf(recording), recording.trace.nodes);
};

function refusal(lanes: unknown): ScenarioError {
  try {
    const recording = recordSeed(modelOf(scenario({ ...base, lanes: lanes as never })), 1);
    bandsOf(recording, 1_000);
  } catch (error) {
    assert.ok(error instanceof ScenarioError, String(error));
    return error;
  }
  assert.fail('It was taken.');
}

describe('what functions of the state tell beside the lanes', () => {
  it('lasts from the step at which it becomes so to the one at which it becomes otherwise, for each node', () => {
    const phases = scenario({
      ...base,
      duration: '45ms',
      lanes: { phase: ({ ticks }, name) => (ticks < 2 ? undefined : `${name} ${ticks < 4 ? 'warm' : 'hot'}`) },
    });
    // Steps 0 and 1 are the starts; then a and b tick in turn.
    assert.deepEqual(toldOf(phases), [
      'a state phase 4-8 a warm',
      'a state phase 8-10 a hot',
      'b state phase 5-9 b warm',
      'b state phase 9-10 b hot',
    ]);
  });

  it('may be a number, or true for the name alone, and nothing for undefined, false and an empty text', () => {
    const answers = [undefined, false, '', 0, true];
    const lanes = { odd: ({ ticks }: { ticks: number }, name: string) => (name === 'a' ? answers[ticks] : undefined) };
    assert.deepEqual(toldOf(scenario({ ...base, duration: '55ms', lanes })), ['a state odd 6-8 0', 'a state odd 8-10 odd']);
  });

  it('is as of the last completed handler, and there is nothing to tell of a node that is down', () => {
    const lanes = { ticks: ({ ticks }: { ticks: number }) => ticks > 0 };
    const crash = scenario({ ...base, nodes: { a: ticker }, duration: '50ms', lanes, faults: [{ at: '25ms', crash: 'a', for: '10ms' }] });
    const recording = recordSeed(modelOf(crash), 1);
    const { bands } = bandsOf(recording);
    const down = recording.trace.columns.time.indexOf(25_000);
    assert.deepEqual(
      bands[0]!.pieces.map(({ to }) => to),
      [down, recording.trace.columns.length],
    );
  });

  it('changes neither the run nor what is found of it', () => {
    const lanes = { ticks: ({ ticks }: { ticks: number }) => ticks };
    const plain = runSeed(modelOf(scenario(base)), 3);
    const recording = recordSeed(modelOf(scenario({ ...base, lanes })), 3);
    bandsOf(recording);
    assert.deepEqual({ ...recording.trace.outcome }, plain);
    recording.seek(5);
  });

  it('agrees with the states that can be looked at, in every step of Raft', () => {
    const { scenario: written } = raft;
    const role = (state: object): string | undefined => ('role' in state ? String(state.role) : undefined);
    const recording = recordSeed(modelOf(scenario({ ...written, lanes: { role } })), 1);
    const { bands } = bandsOf(recording, 500);
    const of = new Map(bands.filter(({ kind }) => kind === 'state').map((band) => [band.node, band.pieces]));
    for (let step = 0; step < Math.min(400, recording.trace.columns.length); step++)
      for (const [lane, { state }] of recording.inspect(step).nodes.entries())
        assert.equal(
          of.get(lane)?.find(({ from, to }) => from <= step && step < to)?.value,
          state && role(state),
          `step ${step}, node ${lane}`,
        );
  });
});

describe('a function beside the lanes that goes wrong', () => {
  it('is refused when the scenario is loaded, if it is none', () => {
    const of = (lanes: unknown): string => {
      const { message, cure, subject } = refusal(lanes);
      return `${message} ${cure} ${subject.path?.join('.')}`;
    };
    assert.match(of({ role: 'leader' }), /^lanes\.role is 'leader', and no function\. Write a function .* lanes\.role$/);
    assert.match(of([]), /^`lanes` is a list\..* lanes$/);
    assert.match(of({ '': () => 'x' }), /^A name in `lanes` is empty\./);
    assert.match(of(Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`l${index}`, () => 'x']))), /has 9 functions\..*at most 8/);
  });

  it('tells of what it threw, with node, step and place, once, and all else goes on', () => {
    const lanes = {
      broken({ ticks }: { ticks: number }) {
        if (ticks === 2) throw new TypeError('no such tick');
        return 'fine';
      },
      phase: ({ ticks }: { ticks: number }) => ticks > 3,
    };
    const recording = recordSeed(modelOf(scenario({ ...base, nodes: { a: ticker }, lanes })), 1);
    assert.throws(
      () => bandsOf(recording, 1_000),
      (error: ScenarioError) => {
        assert.match(error.message, /^lanes\.broken threw TypeError: no such tick, asked about 'a' after step 2$/);
        assert.deepEqual(error.subject.path, ['lanes', 'broken']);
        return true;
      },
    );
    assert.deepEqual(told(bandsOf(recording), ['a']), ['a state broken 0-2 fine', 'a state phase 4-11 phase']);
  });

  it('is told when it returns what is no text, or a promise', () => {
    assert.match(refusal({ role: () => null }).message, /^lanes\.role returned null, asked about 'a' after step 0$/);
    assert.match(refusal({ role: () => ({}) }).message, /returned \{\}/);
    assert.match(refusal({ role: () => Promise.resolve('x') }).cure, /remove `async`/);
  });

  it('is told when it changes the state, which no run then sees', () => {
    const lanes = { ticks: (state: { ticks: number }) => String((state.ticks += 1)) };
    assert.match(refusal(lanes).message, /^lanes\.ticks changed the state of 'a' after step 0$/);
  });
});

describe('what waits in front of a line, beside the lanes', () => {
  it('is how much waits at each step, and its limit', () => {
    const sender = node<never, { type: 'count' }>()({
      init(self) {
        self.setTimer('send', '10ms');
        self.setTimer('later', '12ms');
        return {};
      },
      on: {},
      timers: {
        send(_state, self) {
          for (let left = 3; left > 0; left--) self.send('sink', { type: 'count' });
        },
        later() {},
      },
    });
    const sink = node<{ type: 'count' }>()({ init: () => ({}), on: { count() {} } });
    // A message of 1,000 bytes takes a millisecond.
    const network = { latency: '10ms', rate: '8Mbit/s', buffer: '4kB' } as const;
    const recording = recordSeed(modelOf(scenario({ ...base, nodes: { sender, sink }, network })), 1);
    const queue = bandsOf(recording).bands.find(({ kind }) => kind === 'queue')!;
    assert.deepEqual([queue.name, queue.node, queue.limit, queue.most], ['sender>sink', 0, 4_000, 3_000]);
    assert.deepEqual(
      queue.pieces.map(({ value }) => value),
      [3_000, 1_000],
    );
  });
});

describe('the error of a clock, beside the lanes', () => {
  it('lasts as long as the clock is off by a millisecond or more, with the greatest error', () => {
    const faults = [
      { at: '15ms', clock: 'a', backward: '30ms' },
      { at: '35ms', clock: 'a', forward: '29.5ms' },
      { at: '42ms', clock: 'b', forward: '0.9ms' },
    ] as const;
    const recording = recordSeed(modelOf(scenario({ ...base, duration: '60ms', faults, stabilisesAt: '50ms' })), 1);
    const { bands } = bandsOf(recording);
    const at = (time: number): number => recording.trace.columns.time.indexOf(time);
    assert.deepEqual(
      bands.map(({ kind, node: lane, pieces }) => ({ kind, lane, pieces })),
      [{ kind: 'clock', lane: 0, pieces: [{ from: at(15_000), to: at(35_000), value: -30_000 }] }],
    );
  });
});

describe('a window on what stands beside the lanes', () => {
  it('has the whole of what reaches into it, and of many changes as many pieces as are asked for', () => {
    const lanes = { ticks: ({ ticks }: { ticks: number }) => ticks };
    const recording = recordSeed(modelOf(scenario({ ...base, nodes: { a: ticker }, duration: '10s', lanes })), 1);
    bandsOf(recording, 10_000);
    assert.deepEqual(recording.bands.within(500, 502).bands[0]!.pieces, [
      { from: 500, to: 501, value: '500' },
      { from: 501, to: 502, value: '501' },
    ]);
    const all = recording.bands.within(0, 1_001, 100).bands[0]!.pieces;
    assert.ok(all.length >= 50 && all.length <= 101, String(all.length));
    assert.equal(all.at(-1)!.to, recording.trace.columns.length);
    assert.equal(
      all.reduce((sum, { changes = 1 }) => sum + changes, 0),
      1_001,
    );
  });
});

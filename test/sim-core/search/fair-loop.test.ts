import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fairLoop, type FairGraph, type FairStep, type Owed } from '../../../sim-core/search/fair-loop.ts';

const step = (to: number, takes: number, renews: readonly number[] = []): FairStep => ({ to, takes, renews });
const always = (): Owed => 'now';
const nowhere = (): number => 0;

/** How a way round looks to whoever goes it: where it comes by, and what it is unfair to. */
function walked(
  graph: FairGraph,
  head: number,
  steps: readonly FairStep[],
): { readonly states: readonly number[]; readonly starved: number } {
  const states = [head, ...steps.map(({ to }) => to)];
  const starving = new Set(graph[head]!.map(({ takes }) => takes));
  for (const state of states) {
    const enabled = new Set(graph[state]!.map(({ takes }) => takes));
    for (const action of starving) if (!enabled.has(action)) starving.delete(action);
  }
  for (const { takes, renews } of steps) for (const action of [takes, ...renews]) starving.delete(action);
  return { states, starved: starving.size };
}

/** The same question answered from each state by going on in all ways, with what has had its due so far: components have no part in it. */
function hasFairLoop(graph: FairGraph, owed: (state: number) => Owed): boolean {
  const isOwed = (state: number): boolean => graph[state] !== undefined && owed(state) !== 'nothing';
  const enabledAt = (state: number): number => graph[state]!.reduce((bits, { takes }) => bits | (1 << takes), 0);
  return graph.some((steps, head) => {
    if (steps === undefined || owed(head) !== 'now') return false;
    const all = enabledAt(head);
    if (all === 0) return true;
    // What still starves, beside the state: once nothing does, only the way back is missing.
    const known = new Set<string>();
    const toGo: (readonly [state: number, starving: number])[] = [[head, all]];
    for (const [state, starving] of toGo) {
      for (const { to, takes, renews } of graph[state]!) {
        if (to < 0 || !isOwed(to)) continue;
        const done = [takes, ...renews].reduce((bits, action) => bits | (1 << action), 0);
        const left = starving & ~done & enabledAt(to);
        if (to === head && left === 0) return true;
        if (known.has(`${to} ${left}`)) continue;
        known.add(`${to} ${left}`);
        toGo.push([to, left]);
      }
    }
    return false;
  });
}

const drawnGraph = fc.integer({ min: 1, max: 6 }).chain((size) => {
  const action = fc.integer({ min: 0, max: 3 });
  const drawnStep: fc.Arbitrary<FairStep> = fc.record({
    to: fc.integer({ min: -1, max: size - 1 }),
    takes: action,
    renews: fc.array(action, { maxLength: 2 }),
  });
  const steps = fc.option(fc.array(drawnStep, { maxLength: 3 }), { nil: undefined, freq: 8 });
  const owed = fc.constantFrom<Owed>('now', 'now', 'later', 'nothing');
  return fc.record({
    graph: fc.array(steps, { minLength: size, maxLength: size }),
    owed: fc.array(owed, { minLength: size, maxLength: size }),
  });
});

describe('a fair way round', () => {
  it('is a state in which nothing has to happen', () => {
    assert.deepEqual(fairLoop([[step(1, 0)], []], always, nowhere), { head: 1, steps: [] });
  });

  it('is none where something could always happen and never does', () => {
    // Round in two states, while one thing leads out of both to where the promise is kept.
    const out = step(2, 9);
    const graph = [[step(1, 0), out], [step(0, 1), out], []];
    const owed = (state: number): Owed => (state === 2 ? 'nothing' : 'now');
    assert.equal(fairLoop(graph, owed, nowhere), undefined);
    // Where it cannot happen in one of the two, it may never happen.
    assert.equal(fairLoop([graph[0], [step(0, 1)], []], owed, nowhere)!.steps.length, 2);
    // A timer that is always set anew need not fire either.
    assert.equal(fairLoop([[step(1, 0, [9]), out], [step(0, 1), out], []], owed, nowhere)!.steps.length, 2);
  });

  it('is none through a state of which nobody knows how it goes on', () => {
    assert.equal(fairLoop([[step(1, 0)], undefined], always, nowhere), undefined);
    assert.equal(fairLoop([[step(-1, 0)]], always, nowhere), undefined);
  });

  it('is none where nobody is demanded to keep the promise', () => {
    assert.equal(
      fairLoop([[step(0, 0)]], () => 'later', nowhere),
      undefined,
    );
  });

  it('takes the one that is reached and gone round soonest', () => {
    const graph = [[step(1, 0)], [step(2, 0)], [step(1, 0), step(2, 1)], [step(3, 0)]];
    const depths = [0, 1, 2, 7];
    // From 2 both things that can happen there have to, so that 1 is as good a beginning, and nearer.
    assert.deepEqual(fairLoop(graph, always, (state) => depths[state]!)!.head, 1);
  });

  it('is found where all ways tried one by one find one, and is one', () => {
    fc.assert(
      fc.property(drawnGraph, ({ graph, owed }) => {
        const owedAt = (state: number): Owed => owed[state]!;
        const loop = fairLoop(graph, owedAt, (state) => state);
        assert.equal(loop !== undefined, hasFairLoop(graph, owedAt));
        if (!loop) return;
        const { states, starved } = walked(graph, loop.head, loop.steps);
        assert.equal(states.at(-1), loop.head);
        assert.equal(owedAt(loop.head), 'now');
        assert.ok(states.every((state) => owedAt(state) !== 'nothing'));
        assert.equal(starved, 0);
        // Each step is one that its state has.
        loop.steps.forEach((taken, index) => assert.ok(graph[states[index]!]!.includes(taken)));
      }),
      { numRuns: 5_000, seed: 1 },
    );
  });
});

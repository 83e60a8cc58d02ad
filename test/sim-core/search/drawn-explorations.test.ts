import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { BreadthFirst, ExploredWorld, modelOf } from '../../../sim-core/engine.ts';
import { drawnExploration, explorationOf, type DrawnExploration } from '../drawn/explored.ts';
import type { Program } from '../drawn/program.ts';
import { SOAK, SOAK_SEED } from '../../support/soak.ts';

const RUNS = 20 * SOAK;
/** Enough for most of what there is to find in most, and for some to be cut off there. */
const STATES = 80;

/** Two alike clients, which keep the numbers of the operations that they invoke, and a node that they send to. */
const alikeClients: DrawnExploration = {
  programs: [
    { init: pulse(), m: [], r: [], t: pulse(), u: [] },
    { init: pulse(), m: [], r: [], t: [...pulse(), { do: 'invoke' }], u: [] },
    { init: [], m: [], r: [], t: [], u: [] },
  ],
  handlers: 2,
  network: { loss: 0, duplicate: 0, reorder: 1 },
  byzantine: [undefined, undefined, undefined],
  faults: [],
  properties: [],
  isAlike: true,
};

function pulse(): Program['t'] {
  return [
    { do: 'setTimer', name: 't', after: 1 },
    { do: 'send', to: 0, what: 'shared', type: 'm' },
  ];
}

interface Explored {
  /** All that is to be the same however many orders are gone through. */
  readonly found: unknown;
  readonly transitions: number;
  readonly leftOut: number;
}

function explored(drawn: DrawnExploration, everyOrder: boolean, most = STATES): Explored {
  const world = new ExploredWorld(modelOf(explorationOf(drawn)), 0);
  const search = new BreadthFirst(world, { depth: Infinity, states: most, everyOrder });
  while (search.goOn(STATES));
  const { states, diameter, ends, deadlocks, deadlock, counterexample, neverKept, isComplete, toDo, transitions, leftOut } = search;
  const [reached, draws, clockReaders] = [world.reached, world.draws, world.clockReaders].map((met) => [...met].sort());
  return {
    found: { states, diameter, ends, deadlocks, deadlock, counterexample, neverKept, isComplete, toDo, reached, draws, clockReaders },
    transitions,
    leftOut,
  };
}

describe('any scenario that is explored', () => {
  it('has the same states, depth, ends, verdicts and shortest counterexample where one order of transitions that commute is gone through', () => {
    let leftOut = 0;
    fc.assert(
      fc.property(drawnExploration, (drawn) => {
        const [whole, reduced] = [explored(drawn, true), explored(drawn, false)];
        assert.deepEqual(reduced.found, whole.found);
        assert.equal(reduced.transitions + reduced.leftOut, whole.transitions);
        leftOut += reduced.leftOut;
      }),
      { numRuns: RUNS, seed: SOAK_SEED, includeErrorInReport: true },
    );
    assert.ok(leftOut > 0);
  });

  it('has them too where the numbers of operations tell alike clients apart', () => {
    const [whole, reduced] = [explored(alikeClients, true, 200), explored(alikeClients, false, 200)];
    assert.deepEqual(reduced.found, whole.found);
    assert.ok(reduced.leftOut > 0);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import impatientManager from '../../examples/explore/impatient-manager.ts';
import orderedClients from '../../examples/explore/ordered-clients.ts';
import politeClients from '../../examples/explore/polite-clients.ts';
import twoPhaseCommit, { five, fiveAlike } from '../../examples/explore/two-phase-commit.ts';
import { BreadthFirst, ExploredWorld, modelOf, recordSeed, orderedModel } from '../../sim-core/engine.ts';
import { describePair } from '../support/pair.ts';
import { HELD_SEEDS } from '../support/soak.ts';
import { sweep } from '../support/sweep.ts';

describePair({
  broken: impatientManager,
  property: 'nobodyCommitsWhereAnotherAborts',
  because: /^One has committed and another has aborted$/,
  cured: twoPhaseCommit,
  sometimes: 'allAbort',
});

function explored(scenario: unknown, everyOrder = false) {
  const world = new ExploredWorld(modelOf(scenario), 0);
  const search = new BreadthFirst(world, { depth: Infinity, states: 100_000, everyOrder });
  while (search.goOn(1_000));
  return { search, world };
}

/** `TwoPhase` of Gray and Lamport, written down by hand: its states, each as a text, and how far the farthest is. */
function twoPhaseByHand(managers: number, canonical: (state: Specified) => Specified): { states: number; diameter: number } {
  const start: Specified = { phases: 'w'.repeat(managers), decision: '-', prepared: '-'.repeat(managers), sent: '-'.repeat(managers) };
  const known = new Set([JSON.stringify(start)]);
  let level: readonly Specified[] = [start];
  let diameter = -1;
  for (; level.length > 0; diameter++) {
    const next = level.flatMap((state) => successors(state).map(canonical));
    level = next.filter((state) => {
      const text = JSON.stringify(state);
      if (known.has(text)) return false;
      known.add(text);
      return true;
    });
  }
  return { states: known.size, diameter };
}

interface Specified {
  readonly phases: string;
  readonly decision: string;
  readonly prepared: string;
  readonly sent: string;
}

function successors(state: Specified): Specified[] {
  const { phases, decision, prepared, sent } = state;
  const put = (text: string, at: number, letter: string): string => text.slice(0, at) + letter + text.slice(at + 1);
  const ofTransactionManager: Specified[] =
    decision !== '-' ? [] : [{ ...state, decision: 'a' }, ...(prepared.includes('-') ? [] : [{ ...state, decision: 'c' }])];
  return [
    ...ofTransactionManager,
    ...phases.split('').flatMap((phase, at) => [
      ...(decision === '-' && sent[at] === 'p' ? [{ ...state, prepared: put(prepared, at, 'p') }] : []),
      ...(phase === 'w'
        ? [
            { ...state, phases: put(phases, at, 'p'), sent: put(sent, at, 'p') },
            { ...state, phases: put(phases, at, 'a') },
          ]
        : []),
      ...(decision === '-' ? [] : [{ ...state, phases: put(phases, at, decision) }]),
    ]),
  ];
}

/** The managers in order, whoever is who. */
function sorted(state: Specified): Specified {
  const managers = Array.from(state.phases, (phase, at) => `${phase}${state.prepared[at]}${state.sent[at]}`).sort();
  const column = (at: number): string => managers.map((manager) => manager[at]).join('');
  return { ...state, phases: column(0), prepared: column(1), sent: column(2) };
}

const same = (state: Specified): Specified => state;

describe('two-phase commit in every order', () => {
  it('has the 288 states of Gray and Lamport with three managers, and holds in all of them', () => {
    const { search, world } = explored(twoPhaseCommit);
    assert.equal(search.states, 288);
    assert.ok(search.isComplete);
    assert.equal(search.counterexample, undefined);
    assert.deepEqual([...world.reached].sort(), ['allAbort', 'allCommit']);
    assert.deepEqual({ states: search.states, diameter: search.diameter }, twoPhaseByHand(3, same));
  });

  it('has 8,832 with five, to each of which it comes by few of the ways there are', () => {
    const { search } = explored(five);
    assert.equal(search.states, 8_832);
    assert.ok(search.transitions < 3 * search.states && search.leftOut > 6 * search.states);
    assert.deepEqual({ states: search.states, diameter: search.diameter }, twoPhaseByHand(5, same));
  });

  it('has as many with five who are alike as there are ways in which the specification can stand, whoever is who', () => {
    const { search } = explored(fiveAlike);
    assert.deepEqual({ states: search.states, diameter: search.diameter }, twoPhaseByHand(5, sorted));
  });
});

describe('the scenarios that are explored', () => {
  it('have the same states, ends, verdicts and counterexamples where every order is gone through', () => {
    for (const one of [twoPhaseCommit, fiveAlike, impatientManager, politeClients, orderedClients]) {
      const [reduced, whole] = [explored(one), explored(one, true)];
      for (const kept of ['states', 'diameter', 'ends', 'deadlocks', 'deadlock', 'counterexample', 'neverKept', 'isComplete'] as const)
        assert.deepEqual(reduced.search[kept], whole.search[kept], kept);
      assert.deepEqual([...reduced.world.reached].sort(), [...whole.world.reached].sort());
      assert.equal(reduced.search.transitions + reduced.search.leftOut, whole.search.transitions);
    }
  });
});

describe('two-phase commit with managers that give up', () => {
  it('is violated by a shortest order, which is an ordinary run', () => {
    const { counterexample } = explored(impatientManager).search;
    const { property, way } = counterexample!;
    assert.equal(property.name, 'nobodyCommitsWhereAnotherAborts');
    // All prepare and are heard, one commits, and one that has heard nothing gives up.
    assert.equal(way.length, 9);
    assert.deepEqual(way.slice(-3), ['timer transactionManager/commit', 'transactionManager>manager1#0', 'timer manager2/giveUp']);
    const { trace } = recordSeed(orderedModel(modelOf(impatientManager)), 0, { order: way });
    assert.deepEqual(trace.order, way);
    assert.deepEqual(
      trace.outcome.properties.filter(({ verdict }) => verdict === 'violated').map(({ name }) => name),
      ['nobodyCommitsWhereAnotherAborts'],
    );
  });
});

describe('two clients that give way to each other', () => {
  it('hold with every seed, because some message is late some time', () => {
    assert.deepEqual(sweep(politeClients, 0, HELD_SEEDS).failures, []);
  });

  it('never get both locks in a loop, in which every message arrives and every timer fires', () => {
    const { search } = explored(politeClients);
    const { property, way, loop } = search.counterexample!;
    assert.equal(property.name, 'aClientHasBothLocks');
    assert.deepEqual([...search.neverKept].sort(), ['aClientHasBothLocks', 'bothClientsHaveHadBothLocks']);
    assert.ok(search.isComplete);
    const { prefix, moves } = loop!;
    assert.deepEqual(way, [...way.slice(0, prefix), 'loop begins', ...moves, 'loop closes']);
    assert.deepEqual(
      ['client1', 'client2'].map((client) => moves.filter((move) => move === `timer ${client}/begin`).length),
      [1, 1],
    );
    // It can be gone round again: the same moves follow, of later messages.
    const shape = (moved: readonly string[]): string[] => moved.map((move) => move.replace(/#\d+$/, ''));
    const again = shape(moves);
    const model = modelOf(politeClients);
    const world = new ExploredWorld(model, 0);
    for (const name of way.slice(0, prefix)) world.make(world.moves().find((move) => move.name === name)!);
    const head = world.fingerprint();
    for (let round = 0; round < 3; round++) {
      for (const name of again) world.make(world.moves().find((move) => shape([move.name])[0] === name)!);
      assert.equal(world.fingerprint(), head);
    }
  });

  it('each get both where they take them in one order: no loop is fair in which one does not', () => {
    const { search, world } = explored(orderedClients);
    assert.ok(search.isComplete);
    assert.equal(search.counterexample, undefined);
    assert.ok(world.reached.has('aClientIsRefused'));
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linearizable, scenario, type ModelClaimOptions, type SequentialModel } from 'backstep';
import { modelOf } from '../../../sim-core/engine.ts';
import type { PropertyOutcome } from '../../../sim-core/base/verdict.ts';
import { client, type Told } from '../told-client.ts';
import { tell, type Story } from '../story.ts';

const run = (
  clients: Record<string, ReturnType<typeof client>>,
  model: Parameters<typeof linearizable>[0] = 'register',
  options: ModelClaimOptions = {},
): Story => tell(clients, { properties: [linearizable(model, options)] });

const outcomeOf = ({ outcome }: Story): PropertyOutcome => outcome.properties[0]!;

const writer = client([10, 'write', 1], [20, 'ok', 'write']);

describe('a linearizable property', () => {
  it('holds where the operations can be ordered', () => {
    const outcome = outcomeOf(run({ writer, reader: client([15, 'read'], [30, 'ok', 'read', 1]) }));
    assert.equal(outcome.verdict, 'held');
    assert.equal(outcome.name, 'aLinearizableRegister');
  });

  it('is violated at the step of the completion that cannot be, with the operations that cannot be ordered', () => {
    const story = run({ writer, reader: client([25, 'read'], [30, 'ok', 'read', null]) });
    const { verdict, step, witness, evidence, because } = outcomeOf(story);
    assert.equal(verdict, 'violated');
    assert.equal(story.lines[step!], '30ms reader complete read ok null');
    assert.deepEqual(
      witness!.map(({ client: who, operation, invokedAt, endedAt }) => [who, operation, invokedAt, endedAt]),
      [
        ['writer', 'write', 10, 20],
        ['reader', 'read', 25, 30],
      ],
    );
    assert.deepEqual(evidence!.nodes, ['writer', 'reader']);
    assert.deepEqual(
      (evidence!['steps'] as number[]).map((each) => story.lines[each]),
      ['10ms writer invoke write 1', '20ms writer complete write ok', '25ms reader invoke read', '30ms reader complete read ok null'],
    );
    assert.match(because!, /No order of the operations explains what these 2 operations returned/);
  });

  it('lets happen or not what is pending, was given up, or lost its client', () => {
    for (const ends of [[], [[20, 'info', 'write']]] as Told[][]) {
      for (const seen of [1, null]) {
        const crashes = client([10, 'write', 1], ...ends);
        const story = tell(
          { crashes, reader: client([50, 'read'], [60, 'ok', 'read', seen]) },
          { properties: [linearizable('register')], faults: [{ at: 30, crash: 'crashes' }] },
        );
        assert.equal(outcomeOf(story).verdict, 'held', `${ends.length} ends, ${seen} seen`);
      }
    }
  });

  it('may order a write late that nobody knows of, but not take it back', () => {
    const lost = client([10, 'write', 1], [20, 'info', 'write']);
    const reader = client(
      [30, 'read'],
      [40, 'ok', 'read', null],
      [50, 'read'],
      [60, 'ok', 'read', 1],
      [70, 'read'],
      [80, 'ok', 'read', null],
    );
    const story = run({ lost, reader });
    assert.equal(story.lines[outcomeOf(story).step!], '80ms reader complete read ok null');
  });

  it('is violated where an operation fails whose effect has been seen', () => {
    const story = run({ fails: client([10, 'write', 1], [50, 'fail', 'write']), reader: client([20, 'read'], [30, 'ok', 'read', 1]) });
    const { step, because, witness } = outcomeOf(story);
    assert.equal(story.lines[step!], '50ms fails complete write failed');
    assert.match(because!, /Without the operation that failed/);
    assert.equal(witness!.length, 1);
  });

  it('is vacuous without a success, and unknown at its budget', () => {
    assert.equal(outcomeOf(run({ writer: client([10, 'write', 1]) })).verdict, 'vacuous');
    // Where a value is written twice, somebody has to search.
    const again = client([10, 'write', 1], [20, 'ok', 'write'], [21, 'write', 1], [22, 'ok', 'write']);
    const { verdict, because } = outcomeOf(run({ again }, 'register', { steps: 1 }));
    assert.equal(verdict, 'unknown');
    assert.match(because!, /within the budget of 1 steps/);
  });

  it('judges keys apart, and reads a value that stands alone in a message', () => {
    const x = client([10, 'write', { key: 'x', value: 1 }], [20, 'ok', 'write']);
    const y = client([30, 'read', { key: 'y' }], [40, 'ok', 'read', { value: null }]);
    assert.equal(outcomeOf(run({ x, y }, 'key-value')).verdict, 'held');
    const stale = client([30, 'read', { key: 'x' }], [40, 'ok', 'read', { value: null }]);
    assert.equal(outcomeOf(run({ x, stale }, 'key-value')).verdict, 'violated');
  });

  it('reads operations as it is told to, and leaves out what it is told to', () => {
    const options: ModelClaimOptions = {
      initial: 0,
      readAs: ({ operation, input }) => (operation === 'ping' ? undefined : { operation: operation === 'put' ? 'write' : 'read', input }),
    };
    const putter = client([10, 'put', 1], [20, 'ok', 'put']);
    const pings = client([30, 'ping'], [35, 'ok', 'ping', 7], [40, 'look'], [50, 'ok', 'look', 0]);
    const story = run({ putter, pings }, 'register', options);
    assert.equal(story.lines[outcomeOf(story).step!], '50ms pings complete look ok 0');
  });

  const stack: SequentialModel<readonly unknown[]> = {
    name: 'last in, first out',
    init: () => [],
    step(state, { operation, input }) {
      if (operation === 'push') return { state: [...state, input] };
      return { state: state.slice(0, -1), output: state.at(-1) ?? null };
    },
  };

  it('takes a model of the author', () => {
    const pushes = client([10, 'push', 1], [20, 'ok', 'push'], [30, 'push', 2], [40, 'ok', 'push']);
    const pops = (first: number) => client([50, 'pop'], [60, 'ok', 'pop', first]);
    const held = outcomeOf(run({ pushes, pops: pops(2) }, stack));
    assert.equal(held.verdict, 'held');
    assert.equal(held.name, 'aLinearizableLastInFirstOut');
    assert.equal(outcomeOf(run({ pushes, pops: pops(1) }, stack)).verdict, 'violated');
  });

  const refused = (make: () => unknown): string => {
    try {
      make();
    } catch (error) {
      const { message, cure } = error as { message: string; cure: string };
      return `${message} ${cure}`;
    }
    throw new Error('It was not refused.');
  };
  const declared = (...property: Parameters<typeof linearizable>) =>
    modelOf(scenario({ name: 'refused', nodes: { writer }, duration: '1s', properties: [linearizable(...property)] }));

  it('says what is wrong with it and what to do', () => {
    assert.match(
      refused(() => declared('regster' as never)),
      /There is no model 'regster'\. Did you mean `register`/,
    );
    assert.match(
      refused(() => declared('register', { step: 3 } as never)),
      /`step`, which it does not know\. Did you mean `steps`/,
    );
    assert.match(
      refused(() => declared('register', { steps: 0 })),
      /`steps` of linearizable\(…\) is 0/,
    );
    assert.match(
      refused(() => declared({ name: 'stack', init: () => 0 } as never)),
      /The model 'stack' has no `step`/,
    );
    assert.match(
      refused(() => declared(undefined as never)),
      /linearizable\(…\) has no model/,
    );
    assert.match(
      refused(() => run({ writer: client([10, 'wrte', 1]) })),
      /Of the operation 'wrte' of 'writer', the model register has no operation 'wrte'\. Did you mean `write`/,
    );
  });

  it('refuses a model that changes what it is given', () => {
    const spoils: SequentialModel<unknown[]> = {
      name: 'spoils',
      init: () => [],
      step(state, { input }) {
        state.push(input);
        return { state };
      },
    };
    assert.match(
      refused(() => run({ writer }, spoils)),
      /`step` of the model 'spoils' changed the state/,
    );
  });
});

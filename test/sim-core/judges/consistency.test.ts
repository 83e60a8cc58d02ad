import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { scenario, sequentiallyConsistent, serializable, sessionGuarantees } from 'backstep';
import { modelOf } from '../../../sim-core/engine.ts';
import type { PropertyOutcome } from '../../../sim-core/base/verdict.ts';
import { client } from '../told-client.ts';
import { tell } from '../story.ts';

type Property = ReturnType<typeof serializable>;

const judged = (property: Property, clients: Record<string, ReturnType<typeof client>>): PropertyOutcome & { readonly at: string } => {
  const { outcome, lines } = tell(clients, { properties: [property] });
  const [first] = outcome.properties;
  return { ...first!, at: lines[first!.step ?? -1] ?? '' };
};

const writes = client(
  [10, 'write', { key: 'x', value: 1 }],
  [20, 'ok', 'write'],
  [30, 'write', { key: 'x', value: 2 }],
  [40, 'ok', 'write'],
);
const reads = (...values: readonly (number | null)[]) =>
  client(
    ...values.flatMap((value, at) => [[50 + at * 20, 'read', { key: 'x' }] as const, [60 + at * 20, 'ok', 'read', { value }] as const]),
  );

describe('a sequentially consistent property', () => {
  it('lets a client see what is long overwritten, and never go back in time', () => {
    assert.equal(judged(sequentiallyConsistent('key-value'), { writes, reader: reads(1, 2) }).verdict, 'held');
    const { verdict, name, at, witness } = judged(sequentiallyConsistent('key-value'), { writes, reader: reads(2, 1) });
    assert.deepEqual([verdict, name], ['violated', 'aSequentiallyConsistentKeyValue']);
    assert.match(at, /^80ms reader complete read/);
    assert.equal(witness!.length, 4);
  });
});

describe('a property of sessions', () => {
  it('is kept where a client sees what others wrote late, and broken where it sees it no more', () => {
    const property = sessionGuarantees(['monotonic-reads']);
    assert.equal(property.name, 'sessionsKeepMonotonicReads');
    assert.equal(judged(property, { writes, reader: reads(null, 1, 1) }).verdict, 'held');
    const { verdict, at, witness, because } = judged(property, { writes, reader: reads(1, 2, 1) });
    assert.equal(verdict, 'violated');
    assert.match(at, /^100ms reader complete read/);
    assert.equal(witness!.length, 3);
    assert.match(because!, /monotonic-reads: these 3 operations contradict each other/);
  });
});

describe('a property of transactions', () => {
  const txn = (at: number, ...operations: readonly (readonly [unknown[], unknown[]])[]) =>
    client([at, 'txn', operations.map(([asked]) => asked)], [at + 20, 'ok', 'txn', operations.map(([, told]) => told)]);

  it('names the anomaly and the transactions of its cycle, at the step that closes it', () => {
    const skewed = {
      a: txn(
        10,
        [
          ['r', 'x', null],
          ['r', 'x', null],
        ],
        [
          ['w', 'y', 1],
          ['w', 'y', 1],
        ],
      ),
      b: txn(
        15,
        [
          ['r', 'y', null],
          ['r', 'y', null],
        ],
        [
          ['w', 'x', 2],
          ['w', 'x', 2],
        ],
      ),
    };
    const { verdict, because, at, witness, name } = judged(serializable('rw-register'), skewed);
    assert.deepEqual([verdict, name], ['violated', 'transactionsAreSerializable']);
    assert.match(because!, /^write-skew: /);
    assert.match(at, /^35ms b complete txn/);
    assert.deepEqual(
      witness!.map(({ client: who }) => who),
      ['a', 'b'],
    );
    const weaker = judged(serializable('rw-register', { consistency: 'read-committed' }), skewed);
    assert.deepEqual([weaker.verdict, weaker.name], ['held', 'transactionsAreReadCommitted']);
  });

  it('is violated by what one transaction has read of another that failed', () => {
    const { verdict, because, at } = judged(serializable('list-append'), {
      fails: client([10, 'txn', [['append', 'x', 1]]], [50, 'fail', 'txn']),
      reads: client([20, 'txn', [['r', 'x']]], [30, 'ok', 'txn', [['r', 'x', [1]]]]),
    });
    assert.equal(verdict, 'violated');
    assert.match(because!, /^G1a: /);
    assert.match(at, /^50ms fails/);
  });
});

describe('a claim that nobody can judge', () => {
  const refused = (property: Property): string => {
    try {
      modelOf(scenario({ name: 'refused', nodes: { writes }, duration: '1s', properties: [property] }));
    } catch (error) {
      const { message, cure } = error as { message: string; cure: string };
      return `${message} ${cure}`;
    }
    throw new Error('It was not refused.');
  };

  it('is refused with what to do', () => {
    assert.match(
      refused(serializable('list-apend' as never)),
      /There is no model 'list-apend' of transactions\. Did you mean `list-append`/,
    );
    assert.match(
      refused(serializable('list-append', { consistency: 'serialisable' as never })),
      /There is no consistency 'serialisable'\. Did you mean `serializable`/,
    );
    assert.match(refused(sessionGuarantees([])), /sessionGuarantees\(…\) names no guarantee/);
    assert.match(refused(sessionGuarantees(['monotonic-read' as never])), /There is no session guarantee .*Did you mean `monotonic-reads`/);
    assert.match(refused(sequentiallyConsistent('regster' as never)), /There is no model 'regster'/);
    assert.match(refused(serializable('list-append', { initial: 1 } as never)), /`initial`, which it does not know/);
  });
});

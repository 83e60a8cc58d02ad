import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkHistory } from 'backstep';

type Micro = readonly [string, unknown, unknown?];

/** Transactions that all overlap, each by a process of its own, unless they name a moment: `[from, to]`. */
function history(
  ...transactions: readonly { readonly value: readonly Micro[]; readonly type?: string; readonly at?: readonly [number, number] }[]
): string {
  const lines = transactions.flatMap(({ value, type = 'ok', at = [0, 100] }, process) => {
    const asked = value.map(([f, key, of]) => [f, key, f === 'r' ? null : of]);
    return [
      { at: at[0], line: { process, type: 'invoke', f: 'txn', value: asked } },
      { at: at[1], line: { process, type, f: 'txn', value: type === 'ok' ? value : asked } },
    ];
  });
  return lines
    .sort((a, b) => a.at - b.at)
    .map(({ line }) => JSON.stringify(line))
    .join('\n');
}

const ok = (...value: readonly Micro[]) => ({ value });

const LISTS = {
  G0: history(
    ok(['append', 'x', 1], ['append', 'y', 1]),
    ok(['append', 'x', 2], ['append', 'y', 2]),
    ok(['r', 'x', [1, 2]], ['r', 'y', [2, 1]]),
  ),
  G1a: history({ value: [['append', 'x', 1]], type: 'fail' }, ok(['r', 'x', [1]])),
  G1b: history(ok(['append', 'x', 1], ['append', 'x', 2]), ok(['r', 'x', [1]])),
  G1c: history(ok(['append', 'x', 1], ['r', 'y', [1]]), ok(['append', 'y', 1], ['r', 'x', [1]])),
  'G-single': history(ok(['append', 'x', 1], ['append', 'y', 1]), ok(['r', 'x', [1]], ['r', 'y', []]), ok(['r', 'y', [1]])),
  'lost-update': history(ok(['r', 'x', []], ['append', 'x', 1]), ok(['r', 'x', []], ['append', 'x', 2]), ok(['r', 'x', [1, 2]])),
  'write-skew': history(ok(['r', 'x', []], ['append', 'y', 1]), ok(['r', 'y', []], ['append', 'x', 1])),
  'incompatible-order': history(ok(['append', 'x', 1]), ok(['append', 'x', 2]), ok(['r', 'x', [1, 2]]), ok(['r', 'x', [2, 1]])),
  internal: history(ok(['append', 'x', 1], ['r', 'x', []])),
  'unrepeatable-read': history(ok(['append', 'x', 1]), ok(['r', 'x', []], ['r', 'x', [1]])),
  unwritten: history(ok(['r', 'x', [7]])),
} as const;

describe('a history of transactions', () => {
  for (const [name, text] of Object.entries(LISTS)) {
    it(`shows ${name} with the transactions that it is about`, () => {
      const { verdict, anomalies = [] } = checkHistory(text, { model: 'list-append', consistency: 'serializable' });
      assert.equal(verdict, 'violated');
      assert.equal(anomalies[0]!.name, name);
      assert.ok(anomalies[0]!.transactions.length > 0);
    });
  }

  it('shows a value that was appended to one that failed', () => {
    const text = history({ value: [['append', 'x', 1]], type: 'fail' }, ok(['append', 'x', 2]), ok(['r', 'x', [1, 2]]));
    const names = checkHistory(text, { model: 'list-append' }).anomalies!.map(({ name }) => name);
    assert.deepEqual(names, ['G1a', 'dirty-update']);
  });

  it('tells a cycle in words', () => {
    const { because, witness } = checkHistory(LISTS.G1c, { model: 'list-append' });
    assert.equal(
      because,
      `G1c: Each of these comes before the next, and the last before the first: process 1's transaction of line 4 read 1 of "x", which process 0's transaction of line 3 wrote; process 0's transaction of line 3 read 1 of "y", which process 1's transaction of line 4 wrote.`,
    );
    assert.deepEqual(
      witness!.map(({ process }) => process),
      [0, 1],
    );
  });

  it('keeps what is promised, and no more', () => {
    const verdict = (text: string, consistency: string): string => checkHistory(text, { model: 'list-append', consistency }).verdict;
    const skew = LISTS['write-skew'];
    assert.deepEqual(
      ['read-committed', 'snapshot-isolation', 'serializable'].map((each) => verdict(skew, each)),
      ['held', 'held', 'violated'],
    );
    const single = LISTS['G-single'];
    assert.deepEqual(
      ['read-committed', 'snapshot-isolation'].map((each) => verdict(single, each)),
      ['held', 'violated'],
    );
    assert.equal(verdict(LISTS['unrepeatable-read'], 'read-committed'), 'held');
    assert.equal(verdict(LISTS.G0, 'read-committed'), 'violated');
  });

  it('is strictly serializable, unless it is said otherwise: real time counts', () => {
    const late = { value: [['r', 'x', []]] as const, at: [50, 60] as const };
    const stale = history({ value: [['append', 'x', 1]], at: [0, 10] }, late);
    const { verdict, consistency, anomalies } = checkHistory(stale, { model: 'list-append' });
    assert.deepEqual([verdict, consistency, anomalies![0]!.name], ['violated', 'strict-serializable', 'G-single-realtime']);
    assert.equal(checkHistory(stale, { model: 'list-append', consistency: 'serializable' }).verdict, 'held');
  });

  it('may have committed what ended with info', () => {
    for (const seen of [[], [1]]) {
      const text = history({ value: [['append', 'x', 1]], type: 'info' }, ok(['r', 'x', seen]));
      assert.equal(checkHistory(text, { model: 'list-append' }).verdict, 'held');
    }
  });

  it('may be one of registers', () => {
    const verdict = (text: string): string => checkHistory(text, { model: 'rw-register', consistency: 'serializable' }).verdict;
    assert.equal(verdict(history(ok(['w', 'x', 1], ['r', 'y', null]), ok(['w', 'y', 1], ['r', 'x', 1]))), 'held');
    assert.equal(verdict(history(ok(['w', 'x', 1], ['r', 'y', null]), ok(['w', 'y', 1], ['r', 'x', null]))), 'violated');
    assert.equal(verdict(history(ok(['w', 'x', 1]), ok(['w', 'x', 2]), ok(['r', 'x', 1], ['r', 'x', 2]))), 'violated');
  });

  it('refuses what it cannot read, with the line and what to do', () => {
    const refusal = (text: string, options: Parameters<typeof checkHistory>[1]): string => {
      try {
        checkHistory(text, options);
      } catch (error) {
        const { message, cure } = error as { message: string; cure: string };
        return `${message} ${cure}`;
      }
      throw new Error('It was not refused.');
    };
    const lists = { model: 'list-append' };
    assert.match(
      refusal(history(ok(['append', 'x', 1]), ok(['append', 'x', 1])), lists),
      /^Process \d's transaction of line \d writes 1 to "x", as process \d's transaction of line \d does\. Write each value/,
    );
    assert.match(
      refusal(history(ok(['w', 'x', 1])), lists),
      /^Line 2 has \["?w"?, "?x"?, 1\] in its transaction\. The model list-append knows/,
    );
    assert.match(refusal('{"process":0,"type":"invoke","f":"txn","value":3}', lists), /^Line 1 has the value 3, which is no transaction/);
    assert.match(refusal('', { model: 'list-append', consistency: 'serialisable' }), /Did you mean `serializable`/);
    assert.match(
      refusal('', { model: 'register', consistency: 'serializable' }),
      /^The model register has no consistency 'serializable'\. That is promised by transactions/,
    );
    assert.match(refusal('', { model: 'list-apend' }), /Did you mean `list-append`/);
  });

  it('of 5,000 transactions on 50 keys is judged', () => {
    const lists = new Map<string, number[]>();
    const lines: string[] = [];
    for (let index = 0; index < 5_000; index++) {
      const [a, b] = [`k${index % 50}`, `k${(index * 7) % 50}`];
      const list = lists.get(a) ?? [];
      const value = [
        ['append', a, index],
        ['r', b, b === a ? [...list, index] : (lists.get(b) ?? [])],
      ];
      lists.set(a, [...list, index]);
      lines.push(
        JSON.stringify({ process: index % 10, type: 'invoke', f: 'txn', value }),
        JSON.stringify({ process: index % 10, type: 'ok', f: 'txn', value }),
      );
    }
    for (const consistency of ['serializable', 'strict-serializable', 'snapshot-isolation'])
      assert.equal(checkHistory(lines.join('\n'), { model: 'list-append', consistency }).verdict, 'held');
  });
});

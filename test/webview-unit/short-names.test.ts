import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inTwoLines, shortNames } from '../../webview/model/short-names.ts';

describe('short names', () => {
  it('leave short ones as they are', () => {
    assert.deepEqual(shortNames(['a', 'coordinator', '日本語ノード名'], 14), ['a', 'coordinator', '日本語ノード名']);
  });

  it('leave out the middle of long ones, which mostly begin alike', () => {
    assert.deepEqual(shortNames(['load-balancer-frontend-01', 'load-balancer-frontend-02', 'clientApplicationServerNumberOne'], 14), [
      'load-b…tend-01',
      'load-b…tend-02',
      'client…mberOne',
    ]);
  });

  it('begin with what tells them apart where that is in the middle', () => {
    const short = shortNames(['replica-eu-central-1a-primary', 'replica-us-central-1a-primary', 'replica-ap-central-1a-primary'], 14);
    assert.deepEqual(short, ['…a-eu-central…', '…a-us-central…', '…a-ap-central…']);
  });

  it('never are longer than asked for, nor cut a sign in two', () => {
    for (const name of shortNames(['👩‍🚀'.repeat(20), 'x'.repeat(50), `${'x'.repeat(49)}y`, `${'x'.repeat(20)}y${'x'.repeat(29)}`], 10))
      assert.ok(Array.from(name).length <= 10 && !/\p{Surrogate}/u.test(name), name);
  });
});

describe('a name in two lines', () => {
  it('ends its first line where a word ends, next to the middle', () => {
    for (const [name, lines] of [
      ['load-balancer', ['load-', 'balancer']],
      ['replicaEuWest', ['replica', 'EuWest']],
      ['coordinator12', ['coordinator', '12']],
      ['store_primary', ['store_', 'primary']],
      ['load-b…end-01', ['load-b…', 'end-01']],
    ] as const)
      assert.deepEqual(inTwoLines(name, 11), lines);
  });

  it('is whole where it fits into one, and where no word ends at a place that leaves both lines room', () => {
    for (const name of ['client-1', 'coordination', 'a-coordinationservice']) assert.deepEqual(inTwoLines(name, 11), [name]);
  });
});

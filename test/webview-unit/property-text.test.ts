import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answerOf, longAnswer, placesOf, reasonText, shortAnswer } from '../../webview/model/property-text.ts';

describe('the answer of one run', () => {
  it('to whether something is ever reached is no verdict', () => {
    assert.deepEqual((['held', 'vacuous', 'unknown'] as const).map((verdict) => answerOf({ kind: 'sometimes', verdict })), ['reached', 'not reached', 'not reached']);
    assert.match(longAnswer({ name: 'aLeaseExpires', kind: 'sometimes', verdict: 'held', step: 1_200, time: 5_000_000 }), /^sometimes: a lease expires\nreached first at step 1,200, 5\.000000 s\n.*does not change the verdict/);
  });

  it('to a liveness property counts what was kept and what is still open', () => {
    const held = { name: 'progress', kind: 'liveness', verdict: 'held', kept: 3, open: 1 } as const;
    assert.equal(shortAnswer(held), 'liveness, 3 kept, 1 still open');
    assert.equal(shortAnswer({ ...held, verdict: 'unknown', kept: 0, open: 0 }), 'liveness, unknown, 0 kept');
    assert.match(longAnswer(held), /obligations: 3 kept, 1 still open/);
  });

  it('to a safety property is its verdict', () => {
    assert.equal(shortAnswer({ name: 'oneWriter', kind: 'safety', verdict: 'violated', step: 3 }), 'safety, violated');
    assert.match(longAnswer({ name: 'oneWriter', kind: 'safety', verdict: 'violated', step: 3, because: 'two wrote' }), /violated at step 3\ntwo wrote/);
  });
});

describe('a handler that threw', () => {
  const stack = 'TypeError: x is not a function\nand a second line\n    at Object.write (/home/user/a.ts:3:7)\n    at run (/home/user/a.ts:9:1)\n    at c\n    at d\n    at e';
  const thrown = { node: 'storage', handler: 'on.write', stack };

  it('is named with what it threw and where', () => {
    const because = reasonText({ name: 'noHandlerThrows', kind: 'safety', verdict: 'violated', step: 4, because: "The handler on.write of 'storage' threw TypeError: x is not a function", thrown });
    assert.equal(because, "The handler on.write of 'storage' threw TypeError: x is not a function (at Object.write (/home/user/a.ts:3:7))");
  });

  it('has a stack only if an error was thrown', () => {
    assert.deepEqual(placesOf(stack, 2), ['at Object.write (/home/user/a.ts:3:7)', 'at run (/home/user/a.ts:9:1)']);
    assert.deepEqual(placesOf(undefined, 2), []);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answerOf, longAnswer, passedText, placeText, reasonText, shortAnswer } from '../../webview/model/property-text.ts';

describe('the answer of one run', () => {
  it('to whether something is ever reached is no verdict', () => {
    assert.deepEqual(
      (['held', 'vacuous', 'unknown'] as const).map((verdict) => answerOf({ kind: 'sometimes', verdict })),
      ['reached', 'not reached', 'not reached'],
    );
    assert.match(
      longAnswer({ name: 'aLeaseExpires', kind: 'sometimes', verdict: 'held', step: 1_200, time: 5_000_000 }),
      /^sometimes: a lease expires\nreached first at step 1,200, 5\.000000 s\n.*does not change the verdict/,
    );
  });

  it('to a liveness property counts what was kept and what is still open', () => {
    const held = { name: 'progress', kind: 'liveness', verdict: 'held', kept: 3, open: 1 } as const;
    assert.equal(shortAnswer(held), 'liveness, 3 kept, 1 still open');
    assert.equal(shortAnswer({ ...held, verdict: 'unknown', kept: 0, open: 0 }), 'liveness, unknown, 0 kept');
    assert.match(longAnswer(held), /obligations: 3 kept, 1 still open/);
  });

  it('to a safety property is its verdict', () => {
    assert.equal(shortAnswer({ name: 'oneWriter', kind: 'safety', verdict: 'violated', step: 3 }), 'safety, violated');
    assert.match(
      longAnswer({ name: 'oneWriter', kind: 'safety', verdict: 'violated', step: 3, because: 'two wrote' }),
      /violated at step 3\ntwo wrote/,
    );
  });
});

describe('a deadline that passed between two events', () => {
  const missed = { name: 'progress', kind: 'liveness', verdict: 'violated', step: 1_029, time: 3_000_000, eventTime: 90_000 } as const;

  it('is told with its time, and with the last event before it', () => {
    assert.equal(passedText(missed), 'at 3.000000 s, 2.91 s after step 1,029');
    assert.match(longAnswer(missed), /^violated at 3\.000000 s, after step 1,029$/m);
  });

  it('is told apart from what an event did', () => {
    const { eventTime: _, ...atTheEvent } = missed;
    assert.equal(passedText(atTheEvent), '');
    assert.match(longAnswer(atTheEvent), /^violated at step 1,029, 3\.000000 s$/m);
  });
});

describe('a handler that threw', () => {
  const because = "The handler on.write of 'storage' threw TypeError: x is not a function";
  const thrown = {
    name: 'noHandlerThrows',
    kind: 'safety',
    verdict: 'violated',
    step: 4,
    because,
    thrown: { node: 'storage', handler: 'on.write' },
  } as const;

  it('is named with what it threw and the innermost place', () => {
    const stack = [
      { file: '/home/user/a.ts', line: 3, column: 7 },
      { file: 'C:\\user\\b.ts', line: 9, column: 1 },
    ];
    assert.equal(reasonText({ ...thrown, stack }), `${because} (at a.ts:3:7)`);
    assert.equal(placeText(stack[1]!), 'at b.ts:9:1');
  });

  it('has no places where something else than an error was thrown', () => {
    assert.equal(reasonText(thrown), because);
  });
});

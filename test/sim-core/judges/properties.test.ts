import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { liveness, node, safety, sometimes, violation, type Scenario, type World } from 'backstep';
import type { PropertyOutcome } from '../../../sim-core/base/verdict.ts';
import { sentenceOf, worst } from '../../../sim-core/base/verdict.ts';
import { tell } from '../story.ts';

/** A light that is switched at given times, in milliseconds. */
const light = (...switches: number[]) =>
  node()({
    init(self) {
      if (switches[0] !== undefined) self.setTimer('switch', switches[0]);
      return { on: false, next: 0 };
    },
    on: {},
    timers: {
      switch(state, self) {
        state.on = !state.on;
        state.next += 1;
        const [last, next] = [switches[state.next - 1]!, switches[state.next]];
        if (next !== undefined) self.setTimer('switch', next - last);
      },
    },
  });

type Light = { light: ReturnType<typeof light> };

function judge(properties: Scenario['properties'], switches: number[], rest: Partial<Scenario> = {}): PropertyOutcome {
  return tell({ light: light(...switches) }, { properties, ...rest }).outcome.properties[0]!;
}

class IsDark {
  @safety static theLightIsOff({ nodes }: World<Light>) {
    return nodes.light.on ? violation('The light is on.', { nodes: ['light'] }) : true;
  }
}

class ComesOn {
  @liveness({ within: '100ms' }) static theLightComesOn({ nodes }: World<Light>) {
    return nodes.light.on;
  }
}

class Seen {
  @sometimes static theLightIsOn({ nodes }: World<Light>) {
    return nodes.light.on;
  }
}

describe('a safety property', () => {
  it('is violated at the first step at which it is false, in the words of its author', () => {
    assert.deepEqual(judge([IsDark], [50, 60, 70]), {
      name: 'theLightIsOff', kind: 'safety', verdict: 'violated', step: 1, time: 50_000, because: 'The light is on.', evidence: { nodes: ['light'] },
    });
  });

  it('holds when it was looked at and never false', () => {
    assert.equal(judge([IsDark], []).verdict, 'held');
  });

  it('remembers what it wants to of the run', () => {
    class Once {
      @safety({ memory: () => ({ switched: 0 }) }) static itSwitchesAtMostTwice({ nodes }: World<Light>, memory: { switched: number }) {
        memory.switched = Math.max(memory.switched, nodes.light.next);
        return memory.switched <= 2;
      }
    }
    assert.equal(judge([Once], [10, 20]).verdict, 'held');
    assert.deepEqual(judge([Once], [10, 20, 30]).because, 'The property returned false.');
  });
});

describe('a liveness property', () => {
  it('holds when it comes true in time each time', () => {
    assert.equal(judge([ComesOn], [50, 300, 399, 800, 850]).verdict, 'held');
  });

  it('is violated at its deadline, with the promise that was not kept', () => {
    const outcome = judge([ComesOn], [50, 300, 450]);
    assert.equal(outcome.verdict, 'violated');
    assert.equal(outcome.time, 400_000);
    assert.deepEqual(outcome.deadline, { promised: 300_000, due: 400_000, suspended: [] });
    assert.equal(outcome.step, 2);
  });

  it('is violated when its deadline falls on the end of the run', () => {
    assert.equal(judge([ComesOn], [50, 900]).verdict, 'violated');
  });

  it('is still in time at the deadline itself, and late a microsecond after it', () => {
    assert.equal(judge([ComesOn], [100]).verdict, 'held');
    assert.equal(judge([ComesOn], [100.001]).verdict, 'violated');
  });

  it('is not judged before stabilisation', () => {
    assert.equal(judge([ComesOn], [450], { stabilisesAt: '400ms' }).verdict, 'held');
    const late = judge([ComesOn], [550], { stabilisesAt: '400ms' });
    assert.equal(late.verdict, 'violated');
    assert.deepEqual(late.deadline, { promised: 400_000, due: 500_000, suspended: [] });
  });

  it('is unknown when faults never stop', () => {
    const [outcome] = tell({ light: light(), other: light() }, { properties: [ComesOn], network: { loss: 0.1 } }).outcome.properties;
    assert.ok(outcome);
    assert.equal(outcome.verdict, 'unknown');
    assert.match(outcome.because!, /no `stabilisesAt`/);
  });

  it('is unknown when the run ends before its deadline', () => {
    const outcome = judge([ComesOn], [], { stabilisesAt: '950ms' });
    assert.equal(outcome.verdict, 'unknown');
    assert.match(outcome.because!, /ends 50ms after stabilisation, before a deadline of 100ms could have been missed/);
  });

  it('waits while its condition does not hold, and shows when it did', () => {
    class WhileUp {
      @liveness({ within: '100ms', given: ({ isUp }: World<Light & { other: Light['light'] }>) => isUp('other') })
      static theLightComesOn({ nodes }: World<Light>) {
        return nodes.light.on;
      }
    }
    const { outcome } = tell(
      { light: light(320, 400), other: light() },
      { properties: [WhileUp], faults: [{ at: '50ms', crash: 'other', for: '200ms' }], stabilisesAt: '0ms' },
    );
    const { verdict, deadline } = outcome.properties[0]!;
    assert.equal(verdict, 'violated');
    assert.deepEqual(deadline, { promised: 0, due: 300_000, suspended: [[50_000, 250_000]] });
  });

  it('is vacuous when its condition never held', () => {
    class Never {
      @liveness({ within: '100ms', given: () => false }) static theLightComesOn({ nodes }: World<Light>) {
        return nodes.light.on;
      }
    }
    assert.equal(judge([Never], []).verdict, 'vacuous');
  });
});

describe('a sometimes property', () => {
  it('names the step that reached it', () => {
    const { verdict, step } = judge([Seen], [50]);
    assert.deepEqual({ verdict, step }, { verdict: 'held', step: 1 });
  });

  it('is vacuous when nothing reached it', () => {
    assert.equal(judge([Seen], []).verdict, 'vacuous');
  });
});

describe('verdicts', () => {
  it('of a whole are as bad as the worst part, and vacuous without any', () => {
    assert.equal(worst(['held', 'violated', 'unknown']), 'violated');
    assert.equal(worst(['held', 'vacuous', 'unknown']), 'unknown');
    assert.equal(worst(['held', 'vacuous']), 'vacuous');
    assert.equal(worst([]), 'vacuous');
    assert.equal(worst(['held']), 'held');
  });

  it('read a property as a sentence', () => {
    assert.equal(sentenceOf('atMostOneWriterHoldsTheLease'), 'at most one writer holds the lease');
    assert.equal(sentenceOf('noGCPauseBreaksIt'), 'no gc pause breaks it');
  });
});

describe('properties', () => {
  it('can be given as a plain call of the decorator', () => {
    const property = safety(function theLightIsOff({ nodes }: World<Light>) {
      return !nodes.light.on;
    });
    assert.equal(judge([property], [50]).name, 'theLightIsOff');
  });
});

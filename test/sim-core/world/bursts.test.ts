import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { burstModel, type Bursts } from '../../../sim-core/base/bursts.ts';
import { RandomStream } from '../../../sim-core/base/random.ts';
import { modelOf, runSeed, ScenarioError } from '../../../sim-core/engine.ts';
import { LinkBursts } from '../../../sim-core/world/link-bursts.ts';
import { node, type Message } from 'backstep';

const MESSAGES = 400_000;

/** Whether a link loses a message that has one burst from a message on, in a run of this seed. */
function lossOf(bursts: Bursts, seed: number, first = 0): (message: number) => boolean {
  const stream = new RandomStream(seed, 'burst/a>b');
  const link = new LinkBursts(() => stream);
  link.begin('', burstModel(bursts, 'bursts'), first);
  return (message) => link.losing(message).length > 0;
}

/** Which of many messages are lost. */
function losses(bursts: Bursts, seed = 1): boolean[] {
  const loses = lossOf(bursts, seed);
  return Array.from({ length: MESSAGES }, (_, message) => loses(message));
}

const rateOf = (lost: readonly boolean[]): number => lost.filter(Boolean).length / lost.length;

function runs(lost: readonly boolean[]): number[] {
  const lengths: number[] = [];
  lost.forEach((isLost, at) => {
    if (isLost && lost[at - 1]) lengths[lengths.length - 1]! += 1;
    else if (isLost) lengths.push(1);
  });
  return lengths;
}

const near = (is: number, should: number, by: number): void =>
  assert.ok(Math.abs(is - should) <= by * should, `${is} is not within ${by * 100}% of ${should}`);

describe('loss in bursts (Gilbert 1960, Elliott 1963)', () => {
  for (const bursts of [
    { mean: 0.01, length: 5 },
    { mean: 0.2, length: 10 },
    { mean: 0.5, length: 1 },
    { mean: 0.1, length: 20, good: 0.02, bad: 0.7 },
  ]) {
    it(`loses ${bursts.mean} in the long run, as stated, in bursts of ${bursts.length}`, () =>
      near(rateOf(losses(bursts)), bursts.mean, 0.06));
  }

  it('loses so many in a row on average, and as often so many as a geometric distribution says', () => {
    const lengths = runs(losses({ mean: 0.2, length: 4 }));
    near(lengths.reduce((sum, length) => sum + length, 0) / lengths.length, 4, 0.03);
    // Of all bursts (1 - 1/4) ** (k - 1) are at least k long.
    for (const least of [2, 4, 8]) near(lengths.filter((length) => length >= least).length / lengths.length, 0.75 ** (least - 1), 0.06);
  });

  it('lies apart as far as the good state lasts on average', () => {
    const lost = losses({ mean: 0.2, length: 4 });
    const gaps = runs(lost.map((isLost) => !isLost));
    // The link is bad a fifth of the time, so that it is good four times as long.
    near(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length, 16, 0.05);
  });

  it('is correlated between messages so far apart as the second eigenvalue of the chain says', () => {
    const lost = losses({ mean: 0.2, length: 4 }).map(Number);
    const [mean, enters, leaves] = [0.2, 0.25 * 0.25, 0.25];
    for (const lag of [1, 3]) {
      let sum = 0;
      for (let at = 0; at + lag < lost.length; at++) sum += (lost[at]! - mean) * (lost[at + lag]! - mean);
      near(sum / (lost.length - lag) / (mean * (1 - mean)), (1 - enters - leaves) ** lag, 0.05);
    }
  });

  it('of the same message is the same, whether others asked or never did', () => {
    const loses = lossOf({ mean: 0.3, length: 3, bad: 0.9 }, 7);
    const all = losses({ mean: 0.3, length: 3, bad: 0.9 }, 7);
    for (let message = 0; message < 3_000; message += 1 + (message % 7)) assert.equal(loses(message), all[message]);
  });

  it('begins as it is in the long run, so that a short fault loses what was stated as well', () => {
    const first = Array.from({ length: 20_000 }, (_, seed) => lossOf({ mean: 0.2, length: 10 }, seed, 40)(40));
    near(rateOf(first), 0.2, 0.05);
  });

  it('that no chain could have is refused, with the path', () => {
    const refused = (bursts: unknown, message: RegExp): void =>
      assert.throws(
        () =>
          modelOf({
            kind: 'backstep.scenario',
            scenario: { name: 'x', nodes: { a: idle }, duration: 1, properties: [], network: { loss: bursts } },
          }),
        (error) => error instanceof ScenarioError && message.test(`${error.message} ${error.cure}`),
      );
    const idle = node()({ init: () => ({}), on: {} });
    refused({ mean: 0.9, length: 2 }, /network\.loss loses 0\.9 on average in bursts of 2, between which .* raise `length` to 9/);
    refused({ mean: 0.1, length: 0.5 }, /network\.loss\.length is 0\.5/);
    refused({ mean: 1.5, length: 2 }, /network\.loss\.mean is 1\.5/);
    refused({ mean: 0.1, length: 2, good: 0.2 }, /network\.loss has a mean loss of 0\.1, which does not lie between/);
    refused({ mean: 0.1, lenght: 2 }, /network\.loss has `lenght`.*length/);
  });
});

describe('a link that loses in bursts', () => {
  const sender = node<never, Message>()({
    init(self) {
      self.setTimer('send', '1ms');
      return {};
    },
    on: {},
    timers: {
      send(_state, self) {
        self.send('b', { type: 'ping' });
        self.setTimer('send', '1ms');
      },
    },
  });
  const receiver = node<{ type: 'ping' }>()({ init: () => ({ got: 0 }), on: { ping: (state) => void (state.got += 1) } });
  const faultsOf = (rest: object): ReturnType<typeof runSeed>['faults'] =>
    runSeed(
      modelOf({
        kind: 'backstep.scenario',
        scenario: { name: 'bursts', nodes: { a: sender, b: receiver }, duration: '20s', properties: [], ...rest },
      }),
      1,
    ).faults;

  it('is counted by its own name, and loses its part', () => {
    const { burstLoss } = faultsOf({ network: { loss: { mean: 0.1, length: 5 } } });
    assert.deepEqual([burstLoss!.requested, burstLoss!.struck], [1, 1]);
    near(burstLoss!.observed, 2_000, 0.15);
  });

  it('by its nature loses nothing more once the system has stabilised', () => {
    const { burstLoss } = faultsOf({ network: { loss: { mean: 0.1, length: 5 } }, stabilisesAt: '10s' });
    near(burstLoss!.observed, 1_000, 0.2);
  });

  it('by a fault does so as long as that lasts, and as a nemesis draws it', () => {
    near(faultsOf({ faults: [{ at: '1s', burstLoss: { mean: 0.4, length: 5 }, for: '10s' }] })['burstLoss']!.observed, 4_000, 0.1);
    const drawn = faultsOf({ nemesis: { burstLoss: { every: '2s', for: '500ms', mean: 0.4, length: 5 } } })['burstLoss']!;
    assert.ok(drawn.requested > 3 && drawn.struck > 3 && drawn.observed > 300);
  });
});

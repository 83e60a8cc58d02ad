import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { adjustClock, disciplinedClock, node, ntpSample, ntpServer, readDisciplined, type NtpReply, type NtpRequest } from 'backstep';
import { tell } from '../story.ts';

describe('an exchange with a time server', () => {
  it('gives the offset of the example in the documentation', () => {
    assert.deepEqual(ntpSample({ asked: 0, received: 105, answered: 105, arrived: 10 }), { offset: 100, delay: 10 });
  });

  /** Asks once, over links that take so long each way. */
  function exchange(up: number, down: number): { offset: number; delay: number } {
    const client = node<NtpReply, NtpRequest>()({
      init(self) {
        self.send('server', { type: 'ntpRequest', asked: self.now() });
        return { offset: 0, delay: 0 };
      },
      on: {
        ntpReply(state, { asked, received, answered }, self) {
          Object.assign(state, ntpSample({ asked, received, answered, arrived: self.now() }));
        },
      },
    });
    const links = { 'client>server': { latency: up }, 'server>client': { latency: down } };
    return tell({ client, server: ntpServer }, { network: { links } }).state('client');
  }

  // All clocks agree here, so that any offset is an error. Mills et al., RFC 5905, section 8.
  for (const [up, down] of [
    [10, 10],
    [5, 45],
    [45, 5],
    [1, 100],
  ] as const) {
    it(`is wrong by half the asymmetry: ${up} ms there and ${down} ms back`, () => {
      assert.deepEqual(exchange(up, down), { offset: (up - down) / 2, delay: up + down });
    });
  }
});

describe('a disciplined clock', () => {
  it('steps where it is more than 128 ms off', () => {
    const clock = disciplinedClock();
    assert.equal(adjustClock(clock, 200, 1_000), 'stepped');
    assert.equal(readDisciplined(clock, 1_000), 1_200);
  });

  it('slews otherwise, half a millisecond each second, and never goes back', () => {
    const clock = disciplinedClock();
    assert.equal(adjustClock(clock, -10, 1_000), 'slewed');
    assert.deepEqual(
      [1_000, 2_000, 11_000, 21_000, 30_000].map((raw) => readDisciplined(clock, raw) - raw),
      [0, -0.5, -5, -10, -10],
    );
  });

  it('keeps of an earlier slew what has gone in', () => {
    const clock = disciplinedClock();
    adjustClock(clock, 10, 0);
    adjustClock(clock, 1, 4_000);
    assert.equal(readDisciplined(clock, 4_000), 4_002);
    assert.equal(readDisciplined(clock, 100_000), 100_003);
  });
});

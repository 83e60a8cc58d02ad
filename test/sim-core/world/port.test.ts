import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Port } from '../../../sim-core/world/port.ts';

const TEN_GIGABITS = 10_000_000_000;

describe('a port', () => {
  it('sends one message after the other, exactly, and tells departures rounded up', () => {
    const port = new Port({ rate: TEN_GIGABITS, buffer: Infinity });
    // 1,500 bytes take 1.2 µs: the fifth has left after 6 µs, with no rounding of those before it.
    assert.deepEqual(
      [1, 2, 3, 4, 5].map(() => port.admit(0, 1_500)),
      [2, 3, 4, 5, 6],
    );
  });

  it('is exact over a million messages, also at a rate that divides nothing', () => {
    const port = new Port({ rate: 7, buffer: Infinity });
    let last = 0;
    for (let count = 0; count < 1_000_000; count++) last = port.admit(0, 1);
    assert.equal(last, Math.ceil((1_000_000 * 8_000_000) / 7));
  });

  it('drops what does not fit, with what is still to be sent of the message under way', () => {
    // A byte takes a microsecond.
    const port = new Port({ rate: 8_000_000, buffer: 2_500 });
    assert.deepEqual([port.admit(0, 1_000), port.admit(0, 1_000), port.admit(0, 1_000)], [1_000, 2_000, -1]);
    assert.deepEqual([port.depth(0), port.depth(400), port.dropped], [2_000, 1_600, 1]);
    assert.equal(port.admit(499, 1_000), -1);
    assert.equal(port.admit(500, 1_000), 3_000);
  });

  it('knows for how much of the time it was sending', () => {
    const port = new Port({ rate: 8_000_000, buffer: Infinity });
    port.admit(0, 1_000);
    assert.deepEqual([port.utilisation(500), port.utilisation(1_000), port.utilisation(2_000)], [1, 1, 0.5]);
    port.admit(3_000, 1_000);
    assert.deepEqual([port.utilisation(3_500), port.utilisation(8_000)], [1_500 / 3_500, 0.25]);
  });

  it('goes on as it was after it was saved', () => {
    const port = new Port({ rate: TEN_GIGABITS, buffer: 5_000 });
    for (let count = 0; count < 4; count++) port.admit(3, 1_500);
    const again = new Port(port.model);
    again.load(port.save());
    assert.deepEqual(again.fingerprint(4), port.fingerprint(4));
    assert.equal(again.admit(4, 1_500), port.admit(4, 1_500));
  });
});

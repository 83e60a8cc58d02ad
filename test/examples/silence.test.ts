import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drive } from 'backstep';
import chargedTwice from '../../examples/silence/charged-twice.ts';
import idempotent from '../../examples/silence/idempotent.ts';
import { describePair } from '../support/pair.ts';

describePair({
  broken: chargedTwice,
  property: 'noOrderIsChargedTwice',
  because: /^The order shop\.\d+\.\d+ was charged 2 times, \d+ each\.$/,
  cured: idempotent,
  sometimes: 'anAttemptIsRecognised',
});

describe('the bank with an idempotency key', () => {
  it('knows an attempt again after a crash, and answers it', () => {
    const bank = drive(idempotent.scenario.nodes.bank, { nodes: ['shop'] });
    const charge = { type: 'charge', order: 'a book', amount: 30, request: 'shop/0/1' } as const;
    bank.deliver('shop', charge);
    bank.crash();
    bank.restart();
    const [answer] = bank.deliver('shop', charge);
    assert.equal(answer?.message.type, 'charged');
    assert.deepEqual(bank.state.bookings, [{ order: 'a book', amount: 30 }]);
    assert.equal(bank.state.recognised, 1);
  });
});

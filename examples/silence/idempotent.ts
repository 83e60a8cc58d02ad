import { node, scenario, sometimes, type NoMessage, type World } from 'backstep';
import { disk, nemesis, network, shop, ShopProperties, type Booking, type Charge } from './shop.ts';

/**
 * The cure for `charged-twice.ts`: an idempotency key.
 *
 * The shop asks as before, again and again, and each attempt carries the same name, `request`. The bank writes that name
 * down with the booking, in one write, and answers an attempt that it has already booked without booking it again. So
 * the shop needs not know which of the three silences it hears: asking again does no harm in any of them.
 *
 * The key must last as long as the booking does. Kept in memory alone, it is gone after a crash of the bank, while the
 * shop still asks. Written before the booking or after it, a crash in between makes a card that is never charged, or
 * one that is charged twice. Run the seed that broke `charged-twice.ts`, and see `recognised` go up.
 *
 * Kleppmann and Riccomini, Designing Data-Intensive Applications (2nd edition, 2026), chapter 9; Helland, "Idempotence
 * is not a medical condition" (2012).
 */

interface BankState {
  bookings: Booking[];
  /** How many attempts it has had already booked, in this life. */
  recognised: number;
}

const bank = node<Charge, NoMessage>()({
  init: (self): BankState => ({ bookings: self.disk.keys().map((key) => self.disk.read<Booking>(key)!), recognised: 0 }),
  on: {
    charge(state, { order, amount, request }, self) {
      if (self.disk.read(request) === undefined) {
        const booking = { order, amount };
        state.bookings.push(booking);
        self.disk.write(request, booking);
        self.disk.sync();
      } else {
        state.recognised += 1;
      }
      self.reply(request, { type: 'charged' });
    },
  },
});

const cluster = { bank, shop };

class KeyProperties {
  /** Where nothing is ever asked again, a key proves nothing. */
  @sometimes
  static anAttemptIsRecognised({ nodes }: World<typeof cluster>) {
    return nodes.bank.recognised > 0;
  }
}

export default scenario({
  name: 'idempotent charge',
  nodes: cluster,
  network,
  disk,
  nemesis,
  duration: '30s',
  stabilisesAt: '20s',
  properties: [ShopProperties, KeyProperties],
});

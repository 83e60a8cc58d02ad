import { node, scenario, sometimes, type NoMessage, type World } from 'backstep';
import { disk, nemesis, network, shop, ShopProperties, type Booking, type Charge } from './shop.ts';

/**
 * Three silences that look the same: a card is charged twice.
 *
 * A shop asks a bank to charge a card, and hears nothing for a second. Maybe the request was lost; maybe the bank is
 * down; maybe the bank has charged the card, and its answer was lost, or is late. In the first two cases nobody gets
 * paid unless the shop asks again, and in the third the customer pays twice if it does. Nothing that the shop
 * can see tells the three apart, and no timeout that it could choose would.
 *
 * `noOrderIsChargedTwice` catches it. Step back from the second `charge` at the bank to the first one with the same
 * order, and look at what became of the answer to that. `idempotent.ts` is the cure.
 *
 * Kleppmann and Riccomini, Designing Data-Intensive Applications (2nd edition, 2026), chapter 9, "Unreliable Networks";
 * Saltzer, Reed and Clark, "End-to-end arguments in system design" (1984).
 */

/** Charges whenever it is asked, and answers when the booking cannot be lost any more. */
const bank = node<Charge, NoMessage>()({
  init: (self): { bookings: Booking[] } => ({ bookings: self.disk.keys().map((key) => self.disk.read<Booking>(key)!) }),
  on: {
    charge(state, { order, amount, request }, self) {
      const booking = { order, amount };
      state.bookings.push(booking);
      self.disk.write(numberOf(state.bookings), booking);
      self.disk.sync();
      self.reply(request, { type: 'charged' });
    },
  },
});

/** So that the disk lists them in order. */
function numberOf(bookings: readonly Booking[]): string {
  return String(bookings.length).padStart(6, '0');
}

const cluster = { bank, shop };

class SilenceProperties {
  /** The third of the silences. */
  @sometimes
  static aCardIsChargedAndTheShopDoesNotKnow({ nodes, history }: World<typeof cluster>) {
    const last = history.at(-1);
    return last?.status === 'pending' && nodes.bank.bookings.at(-1)?.order === (last.input as Booking).order;
  }
}

export default scenario({
  name: 'card charged twice',
  nodes: cluster,
  network,
  disk,
  nemesis,
  duration: '30s',
  stabilisesAt: '20s',
  properties: [ShopProperties, SilenceProperties],
});

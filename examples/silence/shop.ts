import { liveness, safety, violation, workload, type Nemesis, type NodeDefinition, type Request, type World } from 'backstep';

/**
 * What the two examples of a card that is charged share: a shop, what happens to it and to the bank, and the
 * properties. They differ in what the bank does with a request that it has seen before.
 */

/** Every attempt of it carries the same `request`, which is what makes an idempotency key. */
export type Charge = Request<{ type: 'charge'; order: string; amount: number }, { type: 'charged' }>;

/** What was taken from the card, and for what. */
export interface Booking {
  order: string;
  amount: number;
}

/** Charges a card for one order after the other, and asks again when it has heard nothing for a second. */
export const shop = workload<Charge>()({
  to: 'bank',
  think: { min: '100ms', max: '1s' },
  timeout: '1s',
  operations: { charge: { message: (self, unique) => ({ order: unique, amount: self.randomInteger(1, 100) }) } },
});

export const network = { latency: { min: '5ms', max: '50ms' } } as const;

export const disk = { syncLatency: { min: '1ms', max: '10ms' } } as const;

export const nemesis = {
  crash: { every: '20s', for: ['100ms', '3s'] },
  pause: { every: '20s', for: ['100ms', '3s'] },
  partition: { every: '20s', for: ['100ms', '3s'] },
  loss: { every: '20s', for: ['1s', '5s'], probability: 0.3 },
  delay: { every: '20s', for: ['1s', '5s'], by: ['100ms', '2s'] },
} as const satisfies Nemesis<'bank' | 'shop'>;

export interface ShopCluster {
  readonly [node: string]: NodeDefinition;
  readonly bank: NodeDefinition<{ bookings: readonly Booking[] }>;
}

export class ShopProperties {
  @safety
  static noOrderIsChargedTwice({ nodes }: World<ShopCluster>) {
    const { bookings } = nodes.bank;
    // Looked at after every booking, and so at each of them when it was the last one.
    const last = bookings.at(-1);
    const times = last ? bookings.filter(({ order }) => order === last.order).length : 0;
    return (
      times < 2 || violation(`The order ${last?.order} was charged ${times} times, ${last?.amount} each.`, { nodes: ['bank', 'shop'] })
    );
  }

  /** The last one, because an order of a shop that has crashed since waits for ever: nobody asks any more. */
  @liveness({ within: '5s' })
  static theLastOrderIsAnswered({ history }: World<ShopCluster>) {
    return history.at(-1)?.status !== 'pending';
  }
}

import { node, safety, violation, type Nemesis, type NodeDefinition, type World } from 'backstep';

/** What the two leap second examples share: a name server to ask, what happens to the machines, and the property. */

export type Query = { type: 'query'; number: number };
export type Answer = { type: 'answer'; number: number };

/** Answers whatever it is asked. */
export const upstream = node<Query, Answer>()({
  init: () => ({}),
  on: {
    query(_state, { number }, self, from) {
      self.send(from, { type: 'answer', number });
    },
  },
});

/** A resolver counts its queries, and knows of the last how long it took. */
export interface ResolverState {
  number: number;
  /** When the last query was sent, by the clock that it is measured with. */
  sentAt: number;
  /** The same by the time of day. */
  sentOn: number;
  roundTrip: number;
  /** The time of day went back during a query. */
  wentBack: boolean;
}

export const nemesis = {
  leapSecond: { every: '1m' },
  drift: { every: '20s', for: ['1s', '10s'], ppm: 200 },
  pause: { every: '20s', for: ['10ms', '2s'] },
  delay: { every: '20s', for: ['1s', '5s'], by: ['1ms', '500ms'] },
  loss: { every: '20s', for: ['1s', '5s'], probability: 0.3 },
} as const satisfies Nemesis<'resolver' | 'upstream'>;

export const network = { latency: { min: '5ms', max: '50ms' } } as const;

export interface ResolverCluster {
  readonly [node: string]: NodeDefinition;
  readonly resolver: NodeDefinition<ResolverState>;
}

export class ResolverProperties {
  @safety
  static noRoundTripIsNegative({ nodes }: World<ResolverCluster>) {
    const { roundTrip, number } = nodes.resolver;
    return roundTrip >= 0 || violation(`Query ${number} took ${roundTrip.toFixed(1)} ms.`, { nodes: ['resolver'] });
  }
}

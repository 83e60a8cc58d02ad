import { safety, violation, type Nemesis, type NodeDefinition, type World } from 'backstep';

/**
 * What the two examples of a register share: who asks for what, what happens to clocks and machines, and the
 * property. They differ in how the store tells which of two values is the newer one.
 */

export type Read = { type: 'read' };

/** What a write says of itself, besides how new it is: its text, and the texts that its client had seen. */
export interface Text {
  text: string;
  seen: readonly string[];
}

export interface ReaderState {
  texts: number;
  /** The write that is under way, as an operation of the history. */
  writing: number | null;
}

export const network = { latency: { min: '1ms', max: '20ms' }, reorder: 0 } as const;

/** Set by somebody, and then left to themselves. */
export const clocks = { offset: '50ms', drift: 200 } as const;

export const nemesis = {
  clock: { every: '20s', by: ['10ms', '1s'] },
  drift: { every: '20s', for: ['1s', '10s'], ppm: 500 },
  pause: { every: '20s', for: ['10ms', '2s'] },
  delay: { every: '20s', for: ['1s', '5s'], by: ['1ms', '500ms'] },
} as const satisfies Nemesis<'store' | 'client1' | 'client2'>;

export interface RegisterCluster {
  readonly [node: string]: NodeDefinition;
  readonly store: NodeDefinition<{ values: readonly Text[] }>;
}

export class RegisterProperties {
  /** Of two writes that know nothing of each other either may win. One that had seen the other is the newer one. */
  @safety
  static noWriteIsLostToOneThatItHadSeen({ nodes, history }: World<RegisterCluster>) {
    for (const { client, input, status } of history.slice(-4)) {
      if (status !== 'ok') continue;
      const { text, seen } = input as Text;
      const left = nodes.store.values.find((value) => seen.includes(value.text));
      if (left) {
        return violation(
          `${client} had read '${left.text}' and overwrote it with '${text}', which was acknowledged; '${left.text}' is still there.`,
          {
            nodes: [client, 'store'],
          },
        );
      }
    }
    return true;
  }
}

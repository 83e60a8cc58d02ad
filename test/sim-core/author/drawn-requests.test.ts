import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { node, type NoMessage, type Request } from 'backstep';
import { tell } from '../story.ts';
import { SOAK, SOAK_SEED } from '../../support/soak.ts';

type Ask = Request<{ type: 'ask'; secret: number }, { type: 'told'; secret: number } | { type: 'wait' }>;

interface Drawn {
  readonly seed: number;
  readonly network: { readonly latency: { readonly min: number; readonly max: number }; readonly loss: number; readonly duplicate: number };
  readonly rules: { readonly timeout: number; readonly attempts: number; readonly backoff: number };
  readonly outstanding: number;
  readonly works: number;
  readonly waits: boolean;
  readonly retries: boolean;
  readonly crashes: readonly { readonly at: number; readonly crash: 'client' | 'server'; readonly for: number }[];
  readonly stalls: readonly { readonly at: number; readonly stall: 'client'; readonly for: number }[];
}

/** On so coarse a grid that a timeout, an answer and a crash fall on one moment. */
const grid = (most: number): fc.Arbitrary<number> => fc.integer({ min: 1, max: most }).map((steps) => 5 * steps);

const drawn: fc.Arbitrary<Drawn> = fc.record({
  seed: fc.nat(1_000),
  network: fc.record({
    latency: fc.record({ min: fc.constantFrom(0, 5, 10), max: fc.constantFrom(10, 20, 40) }),
    loss: fc.constantFrom(0, 0.2, 0.5),
    duplicate: fc.constantFrom(0, 0.3, 0.8),
  }),
  rules: fc.record({ timeout: grid(8), attempts: fc.integer({ min: 1, max: 4 }), backoff: fc.constantFrom(1, 1.5, 2) }),
  outstanding: fc.integer({ min: 1, max: 3 }),
  works: fc.constantFrom(0, 0, 5, 20),
  waits: fc.boolean(),
  retries: fc.boolean(),
  crashes: fc.array(fc.record({ at: grid(60), crash: fc.constantFrom('client' as const, 'server' as const), for: grid(6) }), {
    maxLength: 4,
  }),
  stalls: fc.array(fc.record({ at: grid(60), stall: fc.constant('client' as const), for: grid(10) }), { maxLength: 2 }),
});

/** Runs a client that throws when it sees an answer that it must not see, and says what its run came to. */
function played({ seed, network, rules, outstanding, works, waits, retries, crashes, stalls }: Drawn) {
  const server = node<Ask, NoMessage>()({
    init: () => ({ turn: 0 }),
    on: {
      ask(state, { secret, request }, self) {
        state.turn += 1;
        self.reply(request, waits && state.turn % 3 === 0 ? { type: 'wait' } : { type: 'told', secret });
      },
    },
  });
  const client = node<NoMessage, Ask>()({
    init(self) {
      const secrets: Record<string, number> = {};
      for (let count = 0; count < outstanding; count++) {
        const secret = self.randomInteger(0, 1e9);
        secrets[self.request('server', { type: 'ask', secret })] = secret;
      }
      return { secrets, over: 0 };
    },
    on: {},
    requests: {
      ask: {
        ...rules,
        answered(state, reply, self, { id, attempts, message }) {
          const secret = state.secrets[id];
          if (secret === undefined) throw new Error(`${id} is over, or of another life`);
          if (!id.startsWith(`client/${self.boots}/`)) throw new Error(`${id} is of another life than ${self.boots}`);
          if (message.secret !== secret) throw new Error(`${id} was asked otherwise`);
          if (works > 0) self.busy(works);
          if (reply.type === 'wait') {
            if (!retries || attempts > 5) return false;
            return self.retry({ id, attempts, message, to: 'server', timer: '' });
          }
          if (reply.secret !== secret) throw new Error(`${id} got the answer to another`);
          delete state.secrets[id];
          state.over += 1;
          const next = self.randomInteger(0, 1e9);
          state.secrets[self.request('server', { type: 'ask', secret: next })] = next;
        },
        gaveUp(state, self, { id }) {
          if (state.secrets[id] === undefined) throw new Error(`${id} is over, and was given up`);
          delete state.secrets[id];
          const next = self.randomInteger(0, 1e9);
          state.secrets[self.request('server', { type: 'ask', secret: next })] = next;
        },
      },
    },
  });
  return tell({ server, client }, { network, duration: '300ms', stabilisesAt: '300ms', faults: [...crashes, ...stalls] as never }, seed);
}

const RUNS = 60 * SOAK;

describe('requests under loss, duplication, crashes and stalls', () => {
  it('are each answered at most once, in the life that made them, and never with the answer to another', () => {
    let answers = 0;
    let stale = 0;
    fc.assert(
      fc.property(drawn, (given) => {
        const { outcome, of, state } = played(given);
        const violated = outcome.properties.filter(({ verdict }) => verdict === 'violated');
        assert.deepEqual(
          violated.map(({ because }) => because),
          [],
        );
        answers += of('deliver').filter((line) => line.includes('told')).length;
        stale += of('drop').filter((line) => line.includes('no longer awaited')).length;
        // Nothing is forgotten: what the client waits for is what is open.
        const client = state<{ secrets: object; requests: { open: { id: string }[] } } | undefined>('client');
        if (client) assert.deepEqual(client.requests.open.map(({ id }) => id).sort(), Object.keys(client.secrets).sort());
      }),
      { numRuns: RUNS, seed: 6 + SOAK_SEED },
    );
    assert.ok(answers > RUNS && stale > RUNS, `${answers} answers, ${stale} stale ones`);
  });
});

import {
  everything,
  liveness,
  node,
  safety,
  sometimes,
  violation,
  type Nemesis,
  type NodeDefinition,
  type Request,
  type World,
} from 'backstep';

/**
 * What the two examples of a rolling upgrade share: three servers of a shop in two versions, a shopper, the upgrade and the weather,
 * and the properties. Requests go through a load balancer, answers straight back. The examples differ in the balancer, and in what
 * a server does with a cart of the other version.
 */

/** A server's note to itself, which the shopper carries from the one request to the other and does not read. */
interface Cart {
  /** In cents in the first version, and in euros in the second. */
  amount: number;
  /** Which version has written it. */
  version: number;
}

type Quote = Request<{ type: 'quote'; order: number }, { type: 'quoted'; cents: number; cart: Cart }>;
type Pay = Request<{ type: 'pay'; order: number; cart: Cart }, { type: 'paid'; cents: number } | { type: 'outdated' }>;
type Purchase = Quote | Pay;
/** A server tells the balancer whether to give it work, and in which of its lives it does. */
type Duty = Request<{ type: 'duty'; boots: number; ready: boolean }, { type: 'noted' }>;

export const servers = ['server1', 'server2', 'server3'] as const;
type ServerName = (typeof servers)[number];

interface ServerState {
  version: number;
}

/** Keeps nothing between two requests, so that any server can go on where another began. */
export function serverOf(version: 1 | 2, readsForeignCarts: boolean) {
  // What an amount of 1 is in a cart of this version, in cents.
  const unit = version === 1 ? 1 : 100;
  return node<Purchase, Duty>()({
    init(self): ServerState {
      self.request('balancer', { type: 'duty', boots: self.boots, ready: true });
      return { version };
    },
    on: {
      quote(_state, { request, order }, self) {
        const cents = 1_000 + (order % 7) * 50;
        self.reply(request, { type: 'quoted', cents, cart: { amount: cents / unit, version } });
      },
      pay(_state, { request, cart }, self) {
        if (cart.version !== version && !readsForeignCarts) self.reply(request, { type: 'outdated' });
        else self.reply(request, { type: 'paid', cents: cart.amount * unit });
      },
    },
    timers: {
      /** It will be upgraded soon. */
      leave: (_state, self) => void self.request('balancer', { type: 'duty', boots: self.boots, ready: false }),
    },
    requests: { duty: { timeout: '200ms', answered: () => undefined } },
  });
}

interface BalancerState {
  turn: number;
  /** What is known of the servers, by name. */
  duties: Record<string, { boots: number; ready: boolean }>;
  /** The order of the shopper, who has it, and its last request. */
  session: { order: number; server: ServerName; request: string } | undefined;
}

/** The server for a request: `next` gives the one whose turn it is. */
type Choose = (state: BalancerState, purchase: { order: number; request: string }, next: () => ServerName) => ServerName;

export function balancerThat(choose: Choose) {
  return node<Purchase | Duty, Purchase>()({
    init: (): BalancerState => ({ turn: 0, duties: {}, session: undefined }),
    on: {
      quote: (state, message, self) =>
        self.send(
          choose(state, message, () => nextOf(state)),
          message,
        ),
      pay: (state, message, self) =>
        self.send(
          choose(state, message, () => nextOf(state)),
          message,
        ),
      duty(state, { request, boots, ready }, self, from) {
        const known = state.duties[from];
        // What was said before counts no more, however late it comes.
        if (known === undefined || boots > known.boots || (boots === known.boots && !ready)) state.duties[from] = { boots, ready };
        self.reply(request, { type: 'noted' });
      },
    },
    requests: {
      quote: { timeout: '1s', answered: () => undefined },
      pay: { timeout: '1s', answered: () => undefined },
    },
  });
}

function nextOf(state: BalancerState): ServerName {
  state.turn += 1;
  return servers[state.turn % servers.length]!;
}

interface ShopperState {
  order: number;
  ordering: boolean;
  /** What it was shown, and what was taken from its card, in cents, for the last order. */
  shown: number;
  taken: number | undefined;
  /** How often a cart was outdated, so that it had to begin anew. */
  anew: number;
}

/** Asks for a price, thinks about it, and pays. */
const shopper = node<never, Purchase>()({
  init(self): ShopperState {
    self.setTimer('order', '500ms');
    return { order: 0, ordering: false, shown: 0, taken: undefined, anew: 0 };
  },
  on: {},
  timers: {
    order(state, self) {
      state.order += 1;
      state.ordering = true;
      self.request('balancer', { type: 'quote', order: state.order });
    },
  },
  requests: {
    quote: {
      timeout: '500ms',
      answered(state, { cents, cart }, self) {
        state.shown = cents;
        state.taken = undefined;
        self.request('balancer', { type: 'pay', order: state.order, cart });
      },
    },
    pay: {
      timeout: '500ms',
      answered(state, reply, self) {
        if (reply.type === 'outdated') {
          state.anew += 1;
          self.request('balancer', { type: 'quote', order: state.order });
          return;
        }
        state.ordering = false;
        state.taken = reply.cents;
        self.setTimer('order', self.randomInteger(100, 500));
      },
    },
  },
});

/** The shop, which is upgraded to a second version of its servers. */
export function shopWith<Balancer extends ReturnType<typeof balancerThat>>(balancer: Balancer, readsForeignCarts: boolean) {
  const [first, second] = [serverOf(1, readsForeignCarts), serverOf(2, readsForeignCarts)];
  return {
    nodes: { balancer, server1: first, server2: first, server3: first, shopper },
    versions: { v2: { server1: second, server2: second, server3: second } },
  };
}

/** One server after the other is upgraded, with a warning, in any weather. */
export const weather = {
  network: { latency: { min: '5ms', max: '50ms' } },
  nemesis: {
    ...everything({ intensity: 0.5, nodes: servers }),
    upgrade: { every: '5s', for: ['500ms', '2s'], to: 'v2', drain: { timer: 'leave', for: '3s' }, nodes: servers },
  } satisfies Nemesis<'balancer' | 'shopper' | ServerName>,
  duration: '60s',
  stabilisesAt: '45s',
} as const;

export interface ShopCluster {
  readonly [node: string]: NodeDefinition;
  readonly balancer: NodeDefinition<BalancerState>;
  readonly shopper: NodeDefinition<ShopperState>;
  readonly server1: NodeDefinition<ServerState>;
  readonly server2: NodeDefinition<ServerState>;
  readonly server3: NodeDefinition<ServerState>;
}

export class ShopProperties {
  @safety
  static anOrderCostsWhatWasShown({ nodes }: World<ShopCluster>) {
    const { shown, taken, order } = nodes.shopper;
    return (
      taken === undefined ||
      taken === shown ||
      violation(`Of order ${order}, ${shown} cents were shown, and ${taken} were taken.`, { nodes: ['shopper'] })
    );
  }

  @liveness({ within: '10s' })
  static everyOrderIsPaid({ nodes }: World<ShopCluster>) {
    return !nodes.shopper.ordering;
  }

  @sometimes
  static bothVersionsServe({ nodes, status }: World<ShopCluster>) {
    const up = servers.filter((name) => status(name) === 'up').map((name) => nodes[name].version);
    return up.includes(1) && up.includes(2);
  }
}

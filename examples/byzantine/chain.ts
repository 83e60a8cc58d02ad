import { node, safety, sometimes, violation, type NodeDefinition, type Nemesis, type World } from 'backstep';

/**
 * What the two examples of proof of work share: miners, an attacker, a merchant and the property. They differ in how
 * much of the power to compute hashes the attacker has.
 *
 * Whoever computes hashes finds a block now and then, by luck alone: in every tick with a probability that is its share of the
 * power. All build on the longest chain that they know. The merchant hands over the goods when the payment lies
 * in a block that has so many blocks on top of it, itself counted, in the longest chain.
 *
 * The attacker computes in secret. When it is one block ahead it pays, and everybody else puts the payment into the next
 * block; it goes on with a chain in which there is no payment, and shows that when the merchant has been convinced, and
 * its own is longer. Then everybody builds on that one, and the payment never was.
 *
 * Nakamoto, "Bitcoin: A Peer-to-Peer Electronic Cash System" (2008), section 11; Rosenfeld, "Analysis of Hashrate-Based
 * Double Spending" (2014).
 */
export interface Block {
  id: string;
  parent: string;
  height: number;
  pays: boolean;
}

type Message = { type: 'block'; block: Block } | { type: 'pay' };

/** All miners together find a block a second. */
const TICK = 100;
const BLOCKS_PER_TICK = 0.1;
const GENESIS: Block = { id: 'genesis', parent: '', height: 0, pays: false };

interface Power {
  /** The share of all power to compute hashes. */
  power: number;
}

interface ChainState {
  blocks: Record<string, Block>;
  /** Blocks that came before their parents, by the id of the parent. */
  orphans: Record<string, Block[]>;
  tip: Block;
}

const emptyChain = (): ChainState => ({ blocks: { genesis: GENESIS }, orphans: {}, tip: GENESIS });

/** The longest chain counts, and of equals the one that was there first. */
function learn(chain: ChainState, block: Block): void {
  if (!chain.blocks[block.parent]) {
    (chain.orphans[block.parent] ??= []).push(block);
    return;
  }
  chain.blocks[block.id] = block;
  if (block.height > chain.tip.height) chain.tip = block;
  const children = chain.orphans[block.id] ?? [];
  delete chain.orphans[block.id];
  for (const child of children) learn(chain, child);
}

const isFound = (random: number, power: number): boolean => random < power * BLOCKS_PER_TICK;

export const miner = node<Message, Message, Power>()({
  init(self) {
    self.setTimer('compute', self.randomInteger(1, TICK));
    return { ...emptyChain(), found: 0, mustPay: false };
  },
  on: {
    block: (state, { block }) => learn(state, block),
    pay: (state) => void (state.mustPay = true),
  },
  timers: {
    compute(state, self) {
      self.setTimer('compute', TICK);
      if (!isFound(self.random(), self.settings.power)) return;
      const { tip } = state;
      const pays = state.mustPay && !holdsPayment(state, tip);
      const block: Block = { id: `${self.id}/${++state.found}`, parent: tip.id, height: tip.height + 1, pays };
      learn(state, block);
      for (const other of self.nodes) if (other !== self.id) self.send(other, { type: 'block', block });
    },
  },
});

export interface AttackerState extends ChainState {
  /** The secret chain, first block first; the block on which it begins stands before it. */
  secret: Block[];
  found: number;
  hasPaid: boolean;
  isShown: boolean;
}

export const attacker = node<Message, Message, Power & { confirmations: number }>()({
  init(self): AttackerState {
    self.setTimer('compute', self.randomInteger(1, TICK));
    return { ...emptyChain(), secret: [], found: 0, hasPaid: false, isShown: false };
  },
  on: {
    block(state, { block }, self) {
      learn(state, block);
      // A secret that is not longer than what all know is worth nothing yet.
      if (!state.hasPaid && state.secret.length > 0 && block.height >= state.secret.at(-1)!.height) state.secret = [];
      show(state, self);
    },
    pay() {},
  },
  timers: {
    compute(state, self) {
      self.setTimer('compute', TICK);
      if (state.isShown || !isFound(self.random(), self.settings.power)) return;
      const last = state.secret.at(-1) ?? state.tip;
      state.secret.push({ id: `${self.id}/${++state.found}`, parent: last.id, height: last.height + 1, pays: false });
      if (!state.hasPaid) {
        state.hasPaid = true;
        for (const other of self.nodes) if (other !== self.id) self.send(other, { type: 'pay' });
      }
      show(state, self);
    },
  },
});

interface Showing {
  readonly id: string;
  readonly nodes: readonly string[];
  readonly settings: { readonly confirmations: number };
  send(to: string, message: Message): void;
}

/** Shows the secret chain once the merchant is convinced of the other, and it is longer. */
function show(state: AttackerState, self: Showing): void {
  const { tip, secret } = state;
  if (state.isShown || !state.hasPaid || secret.at(-1)!.height <= tip.height) return;
  if (confirmationsOf(state) < self.settings.confirmations) return;
  state.isShown = true;
  for (const block of secret) for (const other of self.nodes) if (other !== self.id) self.send(other, { type: 'block', block });
}

export interface MerchantState extends ChainState {
  /** In which block the payment was when the goods went out. */
  paidIn: string | null;
}

export const merchant = node<Message, never, { confirmations: number }>()({
  init: (): MerchantState => ({ ...emptyChain(), paidIn: null }),
  on: {
    block(state, { block }, self) {
      learn(state, block);
      if (state.paidIn === null && confirmationsOf(state) >= self.settings.confirmations) state.paidIn = paymentIn(state)!.id;
    },
    pay() {},
  },
});

/** The blocks of the longest chain, the newest first. */
function* chainOf({ blocks, tip }: ChainState, from: Block = tip): Iterable<Block> {
  for (let block: Block | undefined = from; block; block = blocks[block.parent]) yield block;
}

function holdsPayment(chain: ChainState, from: Block): boolean {
  for (const { pays } of chainOf(chain, from)) if (pays) return true;
  return false;
}

function paymentIn(chain: ChainState): Block | undefined {
  for (const block of chainOf(chain)) if (block.pays) return block;
  return undefined;
}

function confirmationsOf(chain: ChainState): number {
  const payment = paymentIn(chain);
  return payment ? chain.tip.height - payment.height + 1 : 0;
}

/** Three miners, a merchant and an attacker with a share of the power. */
export function clusterWith({ share, confirmations }: { share: number; confirmations: number }) {
  const honest = miner.with({ power: (1 - share) / 3 });
  return {
    miner1: honest,
    miner2: honest,
    miner3: honest,
    merchant: merchant.with({ confirmations }),
    attacker: attacker.with({ power: share, confirmations }),
  };
}

export const weather = {
  network: { latency: { min: '1ms', max: '20ms' }, reorder: 0 },
  nemesis: {
    delay: { every: '10s', for: ['100ms', '1s'], by: ['10ms', '200ms'] },
    duplicate: { every: '10s', for: ['100ms', '1s'], probability: 0.3 },
    pause: { every: '10s', for: ['10ms', '500ms'] },
  } satisfies Nemesis,
  duration: '60s',
  stabilisesAt: '60s',
} as const;

interface Cluster {
  readonly [name: string]: NodeDefinition;
  readonly merchant: NodeDefinition<MerchantState>;
  readonly attacker: NodeDefinition<AttackerState>;
}

export class ChainProperties {
  /** What convinced the merchant is still in the longest chain that it knows. */
  @safety
  static noAcceptedPaymentIsUndone({ nodes }: World<Cluster>) {
    const { merchant: chain } = nodes;
    if (chain.paidIn === null) return true;
    for (const { id } of chainOf(chain)) if (id === chain.paidIn) return true;
    return violation(`The merchant was paid in the block ${chain.paidIn}, which is no longer in the longest chain.`, {
      nodes: ['merchant'],
    });
  }

  @sometimes
  static theMerchantIsPaid({ nodes }: World<Cluster>) {
    return nodes.merchant.paidIn !== null;
  }

  @sometimes
  static theAttackerIsAhead({ nodes: { attacker: secret } }: World<Cluster>) {
    return secret.hasPaid && secret.secret.at(-1)!.height > secret.tip.height;
  }
}

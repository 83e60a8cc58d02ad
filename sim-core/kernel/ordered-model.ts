import { ScenarioError } from '../base/scenario-error.ts';
import type { LatencyModel } from '../world/latency.ts';
import type { LinkModel } from '../world/link.ts';
import type { Model } from './model.ts';

/** What may happen to the messages of a link where time is only order. */
export interface OrderedLink {
  /** Each may be lost. */
  readonly loses: boolean;
  /** Each may arrive any number of times: what was once sent is there for ever, as in the `msgs` of a TLA+ specification. */
  readonly repeats: boolean;
  /** They arrive in the order in which they were sent. */
  readonly keepsOrder: boolean;
  /**
   * Of those that arrive any number of times, whether it counts that one has: where something is to come about some time, each
   * that is not lost has to arrive once.
   */
  readonly owes: boolean;
}

/** Faults whose beginning and end can stand anywhere in an order, and that draw nothing. */
const EXPLORED: readonly string[] = ['crash', 'restart', 'pause', 'partition', 'heal', 'clog'];

/** Of these, those that mend: they must happen some time, and the others need not. */
export const MENDING: readonly string[] = ['restart', 'heal'];

/**
 * The model in which time is only order: messages arrive, timers fire and faults strike in any order, links have no latency
 * of their own, handlers take no time, and clocks stand still. What of the scenario are probabilities becomes what may happen.
 * @throws ScenarioError for what can only be drawn.
 */
export function orderedModel(model: Model): Model {
  const { name, nemesis, faults, links, ports, properties } = model;
  if (nemesis.length > 0) {
    throw new ScenarioError(
      `The scenario '${name}' has a nemesis, which draws its faults, and exploring draws nothing.`,
      "List in `faults` what may go wrong, as in `faults: [{ at: '1s', crash: 'a', for: '1s' }]`: each may then happen at any moment, in the order of their times.",
    );
  }
  const unexplored = faults.find(({ kind, steps }) => !EXPLORED.includes(kind) || steps.length > 0);
  if (unexplored) {
    throw new ScenarioError(
      `\`${unexplored.name}\` is a ${unexplored.kind}, which is a matter of time or chance, and in exploring time is only order.`,
      `Explore without it. The faults that can be explored are ${EXPLORED.join(', ')}; messages are lost or repeated where the network says \`loss\` or \`duplicate\`.`,
    );
  }
  if (links.some(({ corrupt, checksum }) => corrupt > 0 && !checksum)) {
    throw new ScenarioError(
      `The network of '${name}' damages messages, which is a matter of chance.`,
      'Explore without `corrupt`, or with a `checksum`, which makes it a loss.',
    );
  }
  const promises = properties.filter(({ kind }) => kind === 'liveness');
  return {
    ...model,
    // Who takes whose place would be a part of what is fair.
    ...(promises.length > 0 ? { alike: [] } : {}),
    links: links.map(withoutTime),
    ports: [],
    order: links.map((link) => freedomOf(link, ports, promises.length > 0)),
    hasStreams: false,
    hasReceiveBuffers: false,
    syncLatency: AT_ONCE,
    readLatency: AT_ONCE,
    clocksDiffer: false,
    stabilisesAt: 0,
    // Where nothing more happens, each promise has the time that it asks for.
    duration: Math.max(model.duration, ...promises.map((promise) => ('within' in promise ? promise.within : 0))),
  };
}

const AT_ONCE: LatencyModel = { min: 0, max: 0, mean: undefined };

function withoutTime(link: LinkModel): LinkModel {
  const calm = { loss: 0, bursts: undefined, corrupt: 0, duplicate: 0, reorder: 1 };
  const unbounded = { capacity: undefined, line: undefined, port: undefined, stream: undefined, receiveBuffer: undefined };
  return { ...link, ...calm, ...unbounded, latency: AT_ONCE };
}

/** A queue that may be full is one that may lose, and a stream neither loses, repeats nor overtakes. */
function freedomOf(link: LinkModel, ports: Model['ports'], isPromised: boolean): OrderedLink {
  const { loss, bursts, corrupt, duplicate, reorder, stream } = link;
  if (stream !== undefined) return { loses: false, repeats: false, keepsOrder: true, owes: false };
  return {
    loses: loss > 0 || bursts !== undefined || corrupt > 0 || overflows(link, ports),
    repeats: duplicate > 0,
    keepsOrder: reorder === 0,
    owes: isPromised && duplicate > 0,
  };
}

/** Whether a message may find no place in a queue on its way. */
function overflows({ capacity, line, port, receiveBuffer }: LinkModel, ports: Model['ports']): boolean {
  const queues = [capacity, ...[line, port].map((place) => (place === undefined ? undefined : ports[place]))];
  return receiveBuffer !== undefined || queues.some((queue) => queue !== undefined && queue.buffer < Infinity);
}

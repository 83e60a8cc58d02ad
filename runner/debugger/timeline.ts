import { neighbourOfNode } from '../../sim-core/trace/columns.ts';
import { EVENT_FACTS, handlerAt } from '../../sim-core/trace/event-kinds.ts';
import { NONE, NO_NODE } from '../../sim-core/trace/event.ts';
import { eventAt, type Trace } from '../../sim-core/trace/trace.ts';

/** The ways through a run: along time, along a node, along a message, and back along causes. */
export class Timeline {
  readonly trace: Trace;
  readonly length: number;
  /** Where the message of a send first arrives or is lost; made when first asked for. */
  #arrivals: ReadonlyMap<number, readonly number[]> | undefined;

  constructor(trace: Trace) {
    this.trace = trace;
    this.length = trace.columns.length;
  }

  /** The node of a step, or the number of nodes for an event of the world. */
  laneOf(step: number): number {
    const node = this.trace.columns.node[step] ?? NO_NODE;
    return node === NO_NODE ? this.trace.nodes.length : node;
  }

  /** Whether something happens at no node, such as a partition. */
  get hasWorld(): boolean {
    return this.trace.columns.node.subarray(0, this.length).includes(NO_NODE);
  }

  /** The last step of a lane at or before a step; undefined when there is none. */
  lastOf(lane: number, step: number): number | undefined {
    return this.laneOf(step) === lane ? step : this.#neighbour(lane, step, -1);
  }

  /** The next step of a lane; undefined when there is none. */
  nextOf(lane: number, step: number): number | undefined {
    return this.#neighbour(lane, step, 1);
  }

  causeOf(step: number): number | undefined {
    const cause = this.trace.columns.cause[step]!;
    return cause === NONE ? undefined : cause;
  }

  /** The sends that a step brought about, or the step itself if it is one. */
  sendsOf(step: number): readonly number[] {
    if (this.#fact(step)?.message === 'leaves') return [step];
    const sends: number[] = [];
    const lane = this.laneOf(step);
    for (let at: number | undefined = this.nextOf(lane, step); at !== undefined; at = this.nextOf(lane, at)) {
      if (this.causeOf(at) === step && this.#fact(at)?.message === 'leaves') sends.push(at);
      // A handler is over when the next one begins.
      else if (this.#fact(at)?.handler !== undefined) break;
    }
    return sends;
  }

  /** The last step before the next handler of the node of a step begins: what its handler brings about, it has by then. */
  endOf(step: number): number {
    const lane = this.laneOf(step);
    let next = this.nextOf(lane, step);
    while (next !== undefined && this.#fact(next)?.handler === undefined) next = this.nextOf(lane, next);
    return (next ?? this.length) - 1;
  }

  /** The steps at which the message of a send arrives or is lost, in order. */
  arrivalsOf(send: number): readonly number[] {
    return (this.#arrivals ??= this.#findArrivals()).get(send) ?? [];
  }

  /** The sends whose messages are on their way after a step. */
  inFlight(step: number): readonly number[] {
    const flying: number[] = [];
    for (let at = 0; at <= step; at++)
      if (this.#fact(at)?.message === 'leaves' && !this.arrivalsOf(at).some((arrival) => arrival <= step)) flying.push(at);
    return flying;
  }

  /**
   * The causes of a step, itself first, back to the first: what a handler brought about stands for the
   * handler too, so that each step of the way is a frame.
   */
  chainOf(step: number): readonly number[] {
    const chain = [step];
    for (let at = this.#beforeHandler(step); at !== undefined; at = this.#beforeHandler(at)) chain.push(at);
    return chain;
  }

  /** The handler that runs at a step, or whose doing it is: its name and step. */
  handlerOf(step: number): { readonly step: number; readonly name: string } | undefined {
    for (let at: number | undefined = step; at !== undefined; at = this.causeOf(at)) {
      if (this.laneOf(at) !== this.laneOf(step)) return undefined;
      const { kind, name } = eventAt(this.trace, at);
      const handler = handlerAt(kind, name);
      if (handler !== undefined) return { step: at, name: handler };
    }
    return undefined;
  }

  #beforeHandler(step: number): number | undefined {
    const cause = this.causeOf(step);
    const handler = this.handlerOf(step);
    return handler && handler.step !== step ? this.causeOf(handler.step) : cause;
  }

  #fact(step: number): (typeof EVENT_FACTS)[number] | undefined {
    return EVENT_FACTS[this.trace.columns.kind[step]!];
  }

  #neighbour(lane: number, step: number, direction: 1 | -1): number | undefined {
    const node = lane === this.trace.nodes.length ? NO_NODE : lane;
    const found = neighbourOfNode(this.trace.columns, step, node, direction);
    return found === NONE ? undefined : found;
  }

  #findArrivals(): ReadonlyMap<number, readonly number[]> {
    const arrivals = new Map<number, number[]>();
    for (let step = 0; step < this.length; step++) {
      const about = this.#fact(step)?.message;
      const send = this.causeOf(step);
      if (send === undefined || (about !== 'arrives' && about !== 'lost')) continue;
      const known = arrivals.get(send);
      if (known) known.push(step);
      else arrivals.set(send, [step]);
    }
    return arrivals;
  }
}

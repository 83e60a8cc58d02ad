import type { QueueView } from '../author/world.ts';
import { freezeMethods } from '../base/freeze-methods.ts';
import { didYouMean } from '../base/nearest.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';
import { writtenText } from '../base/written-text.ts';
import { endsOf } from '../faults/links.ts';
import type { Port } from '../world/port.ts';
import type { Stage } from './stage.ts';

/** The queues of a run as properties see them, each made when it is first asked for. */
export class QueueViews {
  readonly #stage: Stage;
  /** Asked where what is seen depends on the time. */
  readonly #now: () => Microseconds;
  readonly #views = new Map<string, QueueView>();

  constructor(stage: Stage, now: () => Microseconds) {
    this.#stage = stage;
    this.#now = now;
  }

  /** @throws ScenarioError when there is no queue in front of such a line. */
  of(line: string): QueueView {
    let view = this.#views.get(line);
    if (!view) {
      view = Object.freeze(new SeenQueue(this.#port(line), this.#now));
      this.#views.set(line, view);
    }
    return view;
  }

  /** Where to find it: a world that is loaded has other links. */
  #port(line: string): () => Port {
    const { model, network } = this.#stage;
    const place = model.ports.findIndex(({ name }) => name === line);
    if (place >= 0) return () => network.ports[place]!;
    const [from, to] = String(line)
      .split('>')
      .map((end) => model.indexes.get(end));
    const isLink = from !== undefined && to !== undefined;
    if (isLink && this.#hasOwn(from * model.names.length + to)) return () => network.link(from, to).line!;
    throw new ScenarioError(`A property asks for the queue ${writtenText(line)}, which does not exist.`, this.#known(String(line)));
  }

  #hasOwn(link: number): boolean {
    return this.#stage.model.links[link]!.capacity !== undefined;
  }

  #known(line: string): string {
    const { ports, links, names } = this.#stage.model;
    const own = links.flatMap((_, link) =>
      this.#hasOwn(link)
        ? [
            endsOf(link, names.length)
              .map((end) => names[end]!)
              .join('>'),
          ]
        : [],
    );
    const known = [...ports.map(({ name }) => name), ...own];
    return known.length > 0 ? didYouMean(line, known) : 'Give `network`, or one of its links, a `rate`, or add `switches`.';
  }
}

class SeenQueue implements QueueView {
  readonly #port: () => Port;
  readonly #now: () => Microseconds;

  constructor(port: () => Port, now: () => Microseconds) {
    this.#port = port;
    this.#now = now;
  }

  get depth(): number {
    return this.#port().depth(this.#now());
  }

  get dropped(): number {
    return this.#port().dropped;
  }

  get utilisation(): number {
    return this.#port().utilisation(this.#now());
  }
}

freezeMethods(SeenQueue.prototype);

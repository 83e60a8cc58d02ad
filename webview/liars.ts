import type { Inspection } from '../runner/protocol.ts';
import { plainToJson } from '../sim-core/base/plain-json.ts';
import type { ByzantineBehaviour } from '../sim-core/trace/trace.ts';
import type { Host } from './host.ts';
import type { RunModel } from './model/run-model.ts';
import { ByzantineMenu } from './view/byzantine-menu.ts';
import type { LaneHeaders } from './view/lane-headers.ts';

/** Which nodes are Byzantine at the cursor, and the menu that makes a node so. */
export class Liars {
  readonly #host: Host;
  readonly #headers: LaneHeaders;
  readonly #menu = new ByzantineMenu();
  #run: RunModel | undefined;
  #behaviours: ReadonlyMap<string, ByzantineBehaviour> = new Map();

  constructor(host: Host, headers: LaneHeaders) {
    this.#host = host;
    this.#headers = headers;
  }

  get element(): HTMLElement {
    return this.#menu.element;
  }

  begin(run: RunModel): void {
    this.#run = run;
    this.#show(new Map(Object.entries(run.content.run.byzantine)));
  }

  /** The scenario itself may make a node Byzantine, which only the world at a step tells. */
  inspected({ nodes }: Inspection): void {
    const behaviours = new Map(nodes.flatMap(({ name, byzantine }) => (byzantine ? [[name, byzantine] as const] : [])));
    for (const [name, behaviour] of Object.entries(this.#run?.content.run.byzantine ?? {})) behaviours.set(name, behaviour);
    const told = (of: ReadonlyMap<string, ByzantineBehaviour>): string => JSON.stringify(plainToJson([...of]));
    if (told(behaviours) !== told(this.#behaviours)) this.#show(behaviours);
  }

  /** Asks what a node should be, beside its switch or where there is room. */
  ask(node: string, anchor: HTMLElement): void {
    if (!this.#run) return;
    const { forgeable } = this.#run.content.run;
    this.#menu.open({
      node,
      anchor,
      present: this.#behaviours.get(node),
      // A node may have any name, also one that every object inherits.
      fields: Object.hasOwn(forgeable, node) ? forgeable[node]! : [],
      apply: (behaviour, fromStart) =>
        this.#host.postMessage({ type: 'switchByzantine', node, behaviour, ...(fromStart ? { fromStart } : {}) }),
    });
  }

  #show(behaviours: ReadonlyMap<string, ByzantineBehaviour>): void {
    this.#behaviours = behaviours;
    if (this.#run) this.#headers.show(this.#run, behaviours);
  }
}

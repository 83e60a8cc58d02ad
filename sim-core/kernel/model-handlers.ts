import type { HandlerTable } from './handler-table.ts';
import type { Model } from './model.ts';

/** A handler, and the nodes that run it because they were listed with the same definition. */
export interface ModelHandler {
  /** `init`, `on.TYPE`, `timers.NAME`, or `requests.TYPE` and what of it; before it the version, where it is another than the first. */
  readonly handler: string;
  /** In the order of the scenario. */
  readonly nodes: readonly string[];
}

/** Every handler of every definition, version by version, which is the order in which a run counts them. */
export function modelHandlers({ names, tables, versions }: Model): readonly ModelHandler[] {
  return [tables, ...versions.map((version) => version.tables)].flatMap((all) => {
    const nodes = new Map<HandlerTable, string[]>();
    all.forEach((table, index) => nodes.set(table, [...(nodes.get(table) ?? []), names[index]!]));
    return [...nodes].flatMap(([table, own]) => table.names.map((handler) => ({ handler, nodes: own })));
  });
}

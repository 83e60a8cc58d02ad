import type { ErasedHandlers } from '../author/node.ts';
import { requestRules, type RequestRules } from './request-rules.ts';

export type Handler = (first: unknown, second?: unknown, third?: unknown, fourth?: string) => unknown;

export interface NamedHandler {
  /** `init`, `on.TYPE`, `timers.NAME`, or `requests.TYPE` and what of it. */
  readonly name: string;
  readonly run: Handler;
  /** Its place in `names` of its table; behind all of them for what has no function of the author's. */
  readonly number: number;
  /**
   * Whether it was seen to take simulated time or to throw, so that from the next time on what others
   * see is kept from its start. It saves work and changes no run.
   */
  isSlow: boolean;
}

/** A node's handlers, found by the name of the message or timer alone. */
export interface HandlerTable {
  /** What the names of its handlers begin with: the version, where it is another one than the first. */
  readonly prefix: string;
  /** Of every function of the author's what it is called, in order. */
  readonly names: readonly string[];
  readonly init: NamedHandler;
  readonly on: ReadonlyMap<string, NamedHandler>;
  readonly timers: ReadonlyMap<string, NamedHandler>;
  /** What to do about its requests, by their type; undefined for a node that makes none. */
  readonly requests: ReadonlyMap<string, RequestRules> | undefined;
}

/** One for each node, whose handlers are named with a prefix where they are of another version; those that run the same handlers share it, and with it what is learned of them. */
export function handlerTables(
  definitions: readonly { readonly handlers: ErasedHandlers }[],
  names: readonly string[],
  prefix = '',
): HandlerTable[] {
  const tables = new Map<ErasedHandlers, HandlerTable>();
  return definitions.map(({ handlers }, index) => {
    const table = tables.get(handlers) ?? handlerTable(handlers, names[index]!, prefix);
    tables.set(handlers, table);
    return table;
  });
}

/** @throws ScenarioError when what is said of requests is wrong. */
function handlerTable({ init, on, timers, requests }: ErasedHandlers, node: string, prefix: string): HandlerTable {
  const names: string[] = [];
  const named = (name: string, run: Handler, isSlow: boolean): NamedHandler => {
    const number = names.push(`${prefix}${name}`) - 1;
    return { name: names[number]!, run, number, isSlow };
  };
  const group = (of: string, handlers: object | undefined): ReadonlyMap<string, NamedHandler> =>
    new Map(Object.entries(handlers ?? {}).map(([key, run]) => [key, named(`${of}.${key}`, run as Handler, false)]));
  const table = {
    prefix,
    names,
    init: named('init', init as unknown as Handler, true),
    on: group('on', on),
    timers: group('timers', timers),
    requests: requests && requestRules(requests, node),
  };
  for (const [type, { answered, target, gaveUp }] of table.requests ?? [])
    for (const [part, run] of Object.entries({ answered, target, gaveUp })) if (run) names.push(`${prefix}requests.${type}.${part}`);
  return table;
}

import { didYouMean } from '../../sim-core/base/nearest.ts';
import { EVENT_KINDS } from '../../sim-core/trace/event-kinds.ts';
import { eventAt, type Trace } from '../../sim-core/trace/trace.ts';
import { UsageError } from '../seeds.ts';

/**
 * Which steps a text means: `write`, `deliver:write@storage`, `crash`, `timer@client1`.
 * @throws UsageError where nothing of the run is so called.
 */
export function eventsNamed(text: string, trace: Trace): (step: number) => boolean {
  const parsed = /^(?:(?<kind>[^:@]+):)?(?<name>[^@]*)(?:@(?<node>.+))?$/.exec(text.trim());
  const { kind, name = '', node } = parsed?.groups ?? {};
  if (kind !== undefined && !EVENT_KINDS.some((known) => known === kind))
    throw new UsageError(`There is no kind of event '${kind}'. ${didYouMean(kind, EVENT_KINDS)}`);
  if (node !== undefined && !trace.nodes.includes(node))
    throw new UsageError(`There is no node '${node}'. ${didYouMean(node, trace.nodes)}`);
  const alone = kind === undefined && EVENT_KINDS.some((known) => known === name);
  const matches = (step: number): boolean => {
    const event = eventAt(trace, step);
    if (node !== undefined && event.node !== node) return false;
    if (alone) return event.kind === name;
    return (kind === undefined || event.kind === kind) && (name === '' || event.name === name);
  };
  for (let step = 0; step < trace.columns.length; step++) if (matches(step)) return matches;
  const names = [...new Set([...trace.strings.filter((known) => known !== ''), ...EVENT_KINDS])];
  throw new UsageError(
    `Nothing of this run is '${text}': write a message or timer, 'crash', or 'deliver:write@storage'. ${alone ? '' : didYouMean(name, names)}`.trim(),
  );
}

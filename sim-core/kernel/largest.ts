import { heaviestPath, roughSize } from '../base/rough-size.ts';
import { ITEM, type Item } from './item.ts';
import type { Stage } from './stage.ts';

/** What is told at most of what takes memory. */
const MOST_TOLD = 3;
/** What takes less of the whole is no reason. */
const LEAST_SHARE = 0.1;
/** An item of the agenda without what it carries, and an event of the trace, in bytes. */
const ITEM_BYTES = 150;
const EVENT_BYTES = 30;

interface Holding {
  readonly what: string;
  readonly bytes: number;
}

/**
 * What of a run takes most memory, the largest first, as a part of a sentence: states, disks, messages under way, what waits
 * for a node, timers, the history of clients, the trace. Sizes are rough, and telling them takes a time that does not grow
 * with the states. Nothing is changed, and nothing of the user's code is called.
 */
export function largestOf(stage: Stage): string {
  const all = holdingsOf(stage).sort((a, b) => b.bytes - a.bytes);
  const sum = all.reduce((total, { bytes }) => total + bytes, 0);
  const told = all.filter(({ bytes }, index) => index < MOST_TOLD && bytes >= LEAST_SHARE * sum);
  return told.map(({ what, bytes }) => `${what} (about ${megabytes(bytes)})`).join(', ');
}

function megabytes(bytes: number): string {
  return bytes < 1e6 ? 'less than 1 MB' : `${Math.round(bytes / 1e6)} MB`;
}

function holdingsOf({ processes, agenda, history, log, model: { names } }: Stage): Holding[] {
  const holdings: Holding[] = [];
  for (const { name, state, disk } of processes) {
    const { path, bytes } = heaviestPath(state, 'state');
    holdings.push({ what: path === 'state' ? `the state of '${name}'` : `${path} of '${name}'`, bytes });
    const { durable, cached } = disk.save().now;
    holdings.push({ what: `the disk of '${name}'`, bytes: roughSize(durable) + roughSize(cached) });
  }
  const { queue, held, waiting } = agenda.save();
  const timers = queue.filter(({ what }) => what === ITEM.timer);
  const effects = queue.filter(({ isEffect }) => isEffect);
  const messages = [...queue.filter((item) => item.peer >= 0 && !item.isEffect), ...held];
  holdings.push({ what: `${countText(messages)} under way${mostOf(messages, names)}`, bytes: itemBytes(messages) });
  holdings.push({ what: `${timers.length} timers that are set`, bytes: itemBytes(timers) });
  holdings.push({ what: `${effects.length} effects of handlers that take time`, bytes: itemBytes(effects) });
  waiting.forEach((items, node) =>
    holdings.push({ what: `${countText(items)} that wait for '${names[node]!}'${mostOf(items, names)}`, bytes: itemBytes(items) }),
  );
  const { operations } = history;
  holdings.push({ what: `the history of ${operations.length} operations`, bytes: roughSize(operations) });
  const values = log.recorder?.values;
  if (values) holdings.push({ what: `the trace of ${log.steps} events`, bytes: EVENT_BYTES * log.steps + roughSize(values) });
  return holdings;
}

function countText(items: readonly Item[]): string {
  return `${items.length} messages`;
}

function itemBytes(items: readonly Item[]): number {
  return ITEM_BYTES * items.length + roughSize(items.map(({ payload }) => payload));
}

/** Which messages most of them are, where one kind is more than half. */
export function mostOf(items: readonly Item[], names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const { what, peer, node, name } of items) {
    if (what !== ITEM.deliver && what !== ITEM.reach && what !== ITEM.segment) continue;
    const key = `'${name}' from '${names[peer]!}' to '${names[node]!}'`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most && most[1] > items.length / 2 ? `, most of them ${most[0]}` : '';
}

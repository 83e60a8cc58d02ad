import { RandomStream, Seed } from '../base/random.ts';
import type { Bend, Bending } from './bent.ts';
import { manyOf } from './many.ts';

/** So much of the range of its latency a link keeps to. */
const WINDOW = 0.2;
/** What has the lowest priority takes nearly as long as anything may. */
const LAST = 0.999;
/** A change comes at one of so many first messages of a link, a tenfold later one a tenth as likely. */
const LATEST_CHANGE = 1_000;
/** A change holds for one message up to so many. */
const LONGEST_CHANGE = 64;

/** From one message of a link on, so many of them come last. */
interface Change {
  readonly from: number;
  readonly to: number;
}

/**
 * Probabilistic concurrency testing (Burckhardt et al., "A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs",
 * 2010), where what is scheduled takes time: a priority is which part of its latency's range a link keeps to, and how fast its
 * nodes' clocks, and so their timers, run. Priorities are by link, by sender or by receiver, as the seed says; `depth - 1` times a
 * link has the lowest one for some messages. Where a link takes always as long, there is nothing to schedule.
 */
export function prioritised(seed: number, depth: number, names: readonly string[]): Bending {
  const root = new Seed(seed);
  const plan = new RandomStream(root, 'strategy/pct');
  const by = (['link', 'from', 'to'] as const)[plan.below(3)]!;
  const changes = new Map<string, Change[]>();
  for (let count = 1; count < depth; count++) {
    const [from, to] = [names[plan.below(names.length)]!, names[plan.below(names.length)]!];
    const first = manyOf(plan, LATEST_CHANGE) - 1;
    const change = { from: first, to: first + manyOf(plan, LONGEST_CHANGE) };
    changes.set(`${from}>${to}`, [...(changes.get(`${from}>${to}`) ?? []), change]);
  }
  const priorityOf = (who: string): number => new RandomStream(root, `strategy/pct/${who}`).next();
  return (site) => {
    const slash = site.indexOf('/');
    const [concern, entity] = [site.slice(0, slash), site.slice(slash + 1)];
    if (concern === 'clock') return towardsEnd(priorityOf(entity));
    if (concern !== 'latency') return undefined;
    const [from = '', to = ''] = entity.split('>');
    const priority = priorityOf({ link: entity, from, to }[by]);
    return within(priority, changes.get(entity) ?? []);
  };
}

function within(priority: number, changes: readonly Change[]): Bend {
  return (drawn, message) =>
    changes.some(({ from, to }) => message >= from && message < to) ? LAST + drawn * (1 - LAST) : priority * (1 - WINDOW) + drawn * WINDOW;
}

/** A clock that is ahead or behind as far as it may be, or nothing special. */
function towardsEnd(priority: number): Bend | undefined {
  if (priority < 1 / 3) return (drawn) => drawn * 0.1;
  return priority < 2 / 3 ? undefined : (drawn) => 1 - (1 - drawn) * 0.1;
}

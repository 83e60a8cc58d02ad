import { changedPaths, valueAt } from '../base/changed-paths.ts';
import { copyPlain } from '../base/plain.ts';
import type { LastChange } from '../trace/inspection.ts';
import type { Recording } from './recording.ts';

/** So many events are looked at in one go, so that whoever asks can change his mind. */
const MOST_EVENTS = 20_000;

export interface ValueOfNode {
  readonly step: number;
  readonly node: string;
  /** The names under which it stands in the state, one in the other. */
  readonly path: readonly string[];
}

interface Found {
  readonly step: number;
  readonly before: ReturnType<typeof valueAt>;
}

/**
 * The step, up to and with this one, at which a value of a node's state last became another than it was: who wrote it last, but for
 * those who wrote what was there already. It goes back from checkpoint to checkpoint and through each stretch forward; when it has
 * not found it, whoever asks goes on from where it says.
 * @throws RangeError when there is no such step or node.
 */
export function lastChange(recording: Recording, { step, node, path }: ValueOfNode): LastChange {
  const { columns, nodes } = recording.trace;
  const lane = nodes.indexOf(node);
  if (lane < 0) throw new RangeError(`There is no node '${node}': the run has ${nodes.join(', ')}.`);
  const valueAfter = (at: number): ReturnType<typeof valueAt> => {
    const process = recording.seek(at).processes[lane]!;
    return valueAt(process.up && !process.starting ? process.visible : undefined, path);
  };
  let end = step;
  let looked = 0;
  do {
    const start = recording.stretchBefore(end);
    let found: Found | undefined;
    let before = start === 0 ? { found: false } : copied(valueAfter(start - 1));
    for (let at = start; at <= end; at++) {
      looked += 1;
      if (columns.node[at] !== lane) continue;
      const now = valueAfter(at);
      if (!differ(before, now)) continue;
      found = { step: recording.turnOf(at), before };
      before = copied(now);
    }
    if (found) return { step: found.step, ...(found.before.found ? { was: found.before.value } : {}) };
    end = start - 1;
  } while (end >= 0 && looked < MOST_EVENTS);
  return { searchedTo: end + 1 };
}

function differ(one: ReturnType<typeof valueAt>, other: ReturnType<typeof valueAt>): boolean {
  return one.found !== other.found || changedPaths(one.value, other.value).length > 0;
}

/** What is kept while the simulation goes on and may change it. */
function copied({ found, value }: ReturnType<typeof valueAt>): ReturnType<typeof valueAt> {
  return found ? { found, value: copyPlain(value) } : { found };
}

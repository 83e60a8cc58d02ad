import { DiskError } from '../author/disk-error.ts';
import type { DiskTrouble } from '../base/disk-trouble.ts';
import { hashPlain } from '../base/hash.ts';
import type { Microseconds } from '../base/units.ts';
import type { SimulatedProcess } from '../world/process.ts';
import type { Effects } from './effects.ts';
import { ITEM } from './item.ts';
import type { Timeline } from './timeline.ts';

/** What a disk can fail to do, and say so. */
interface Failure {
  /** The trouble that it is of; undefined for damage that a checksum tells of. */
  readonly trouble: DiskTrouble | undefined;
  readonly operation: DiskError['operation'];
  readonly code: DiskError['code'];
  readonly text: (key: string) => string;
}

const FAILURES = {
  sync: { trouble: 'failedSync', operation: 'sync', code: 'EIO', text: () => 'the sync failed' },
  full: { trouble: 'diskFull', operation: 'write', code: 'ENOSPC', text: (key) => `no space is left for '${key}'` },
  read: { trouble: 'readErrors', operation: 'read', code: 'EIO', text: (key) => `'${key}' cannot be read` },
  checksum: { trouble: undefined, operation: 'read', code: 'EIO', text: (key) => `'${key}' does not match its checksum` },
} as const satisfies Readonly<Record<string, Failure>>;

export type FailureName = keyof typeof FAILURES;

/** What the event of a failure carries. */
export interface DiskFailed {
  readonly failure: FailureName;
  readonly key: string;
}

/** The running handler has asked for something that its disk does not do. @throws DiskError always */
export function failDisk(
  name: FailureName,
  key: string,
  { effects, process, timeline }: { effects: Effects; process: SimulatedProcess; timeline: Timeline },
): never {
  const { operation, code, text }: Failure = FAILURES[name];
  const payload = { failure: name, key } satisfies DiskFailed;
  const what = `${text(key)} (${code})`;
  effects.call(ITEM.diskFails, process, timeline, what, payload, hashPlain(payload), 0);
  throw new DiskError(`The disk of '${process.name}': ${what}.`, { code, operation, key: operation === 'sync' ? undefined : key });
}

/** The fault that made a disk fail so at a time. */
export function failureCause({ failure, key }: DiskFailed, process: SimulatedProcess, at: Microseconds): string | undefined {
  const { trouble }: Failure = FAILURES[failure];
  return trouble === undefined ? process.rot.at(at, key)?.name : process.troubles.at(at, trouble);
}

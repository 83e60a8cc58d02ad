import type { HistoryMark } from '../judges/history.ts';
import type { JudgesState } from '../judges/judges.ts';
import type { AccountState } from '../world/accounting.ts';
import type { NetworkState } from '../world/network.ts';
import type { ProcessState } from '../world/process.ts';
import type { AgendaState } from './agenda.ts';
import type { EventLogState } from './event-log.ts';
import { hashPlain, hashText, RollingHash } from '../base/hash.ts';
import type { StreamState } from '../base/random.ts';

/** The whole world at a step: what a simulation needs to go on exactly as the original run did. */
export interface Checkpoint {
  readonly time: number;
  readonly stabilised: boolean;
  readonly operations: number;
  readonly log: EventLogState;
  readonly agenda: AgendaState;
  readonly processes: readonly ProcessState[];
  readonly network: NetworkState;
  readonly streams: readonly (readonly [string, StreamState])[];
  readonly history: HistoryMark;
  readonly judges: JudgesState;
  readonly account: AccountState;
}

/** One number over the whole world: equal worlds have equal hashes. */
export function hashWorld({ agenda, processes, ...rest }: Checkpoint): string {
  const { queue, effects, sequence } = agenda;
  const hash = new RollingHash();
  // The heap's layout depends on how it was filled, so its items count in the order of the queue.
  for (const item of [...queue].sort((a, b) => a.time - b.time || a.sequence - b.sequence)) hash.mix(item.hash());
  for (const item of effects) hash.mix(item.hash());
  for (const { backlog, ...process } of processes) {
    for (const item of backlog) hash.mix(item.hash());
    mixKeyed(hash, process);
  }
  mixKeyed(hash, { ...rest, sequence });
  return hash.digest();
}

/** The hash of plain data leaves keys out, which is right for messages and not enough for a whole world. */
function mixKeyed(hash: RollingHash, value: unknown): void {
  hash.mix(hashPlain(value));
  hash.mix(hashText(JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? String(item) : item))));
}

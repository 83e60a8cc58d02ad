import { plainToJson } from '../sim-core/base/plain-json.ts';
import type { Recording } from '../sim-core/engine.ts';
import type { RunChanges } from '../sim-core/trace/run-changes.ts';

/** So many events are kept in all: of runs of a million, the original and one fork of it. */
const MOST_EVENTS = 2_200_000;

const { stringify } = JSON;

/** Recordings to which somebody may go back, as from a fork to what it parts from; the one that nobody has asked for the longest goes first. */
export class KeptRecordings {
  readonly #kept = new Map<string, Recording>();

  of(seed: number, changes: RunChanges): Recording | undefined {
    const key = keyOf(seed, changes);
    const recording = this.#kept.get(key);
    if (!recording) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, recording);
    return recording;
  }

  keep(seed: number, changes: RunChanges, recording: Recording): void {
    const key = keyOf(seed, changes);
    this.#kept.delete(key);
    this.#kept.set(key, recording);
    let events = 0;
    for (const { trace } of this.#kept.values()) events += trace.columns.length;
    for (const [other, { trace }] of this.#kept) {
      if (events <= MOST_EVENTS || other === key) return;
      this.#kept.delete(other);
      events -= trace.columns.length;
    }
  }

  forget(): void {
    this.#kept.clear();
  }
}

function keyOf(seed: number, changes: RunChanges): string {
  return stringify(plainToJson([seed, changes]));
}

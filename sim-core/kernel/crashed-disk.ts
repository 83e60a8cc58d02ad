import { hashPlain } from '../base/hash.ts';
import type { Stream } from '../choices/choices.ts';
import { KIND } from '../trace/event.ts';
import type { Wreck } from '../world/disk.ts';
import type { SimulatedProcess } from '../world/process.ts';
import type { Stage } from './stage.ts';

/** A crash finds the disk of a process as it is: what was not synced survives or not, and one write may be cut off. */
export function crashDisk({ disk, troubles, rot, name }: SimulatedProcess, { choices, time, model }: Stage): Wreck {
  const random = (): Stream => choices.stream(`survive/${name}/${time}`);
  const wreck = disk.crash({ unsynced: model.unsynced, block: troubles.of('tornWrites')?.block, random });
  if (wreck.survival) rot.overwritten([...wreck.survival.kept, ...(wreck.torn ? [wreck.torn.key] : [])], time);
  return wreck;
}

/** Of a write that a crash cut off a part is on the disk. */
export function tellTorn({ torn }: Wreck, { troubles, index }: SimulatedProcess, { log, time, account }: Stage, crash: number): void {
  if (!torn) return;
  const payload = { value: torn.value };
  log.named(time, KIND.tornWrite, index, torn.key, crash, 0, payload, hashPlain(payload));
  account.strike(troubles.of('tornWrites')!.name, 1);
}

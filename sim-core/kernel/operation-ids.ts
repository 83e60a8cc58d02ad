import type { SimulatedProcess } from '../world/process.ts';

/** The id of the next operation of a node: each counts its own, so that the ids of one do not depend on when another invokes. */
export function nextOperation(process: SimulatedProcess, { length }: readonly SimulatedProcess[]): number {
  return process.operations++ * length + process.index;
}

/** Whether any node has invoked an operation of this id. */
export function wasInvoked(id: number, processes: readonly SimulatedProcess[]): boolean {
  if (!Number.isSafeInteger(id) || id < 0) return false;
  return Math.floor(id / processes.length) < processes[id % processes.length]!.operations;
}

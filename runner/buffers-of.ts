import { isArrayBuffer } from 'node:util/types';

/** What need not be copied on the way out. The realm's buffers are of another `ArrayBuffer` than the host's. */
export function buffersOf(result: unknown): ArrayBuffer[] {
  if (typeof result !== 'object' || result === null || Array.isArray(result) || ArrayBuffer.isView(result)) return [];
  return Object.values(result).filter((value): value is ArrayBuffer => isArrayBuffer(value));
}

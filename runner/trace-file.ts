import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decodeTrace, TraceFormatError, type TraceHeader } from '../sim-core/trace/codec.ts';
import type { Trace } from '../sim-core/trace/trace.ts';
import { UsageError } from './seeds.ts';
import { utf8 } from './utf8.ts';

/** Writes a whole file or none: whoever reads it never sees half of it. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const partial = `${path}.${randomUUID()}.partial`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(partial, bytes);
    await rename(partial, path);
  } catch (error) {
    // What could not be written may not be removable either; the reason for the first is what counts.
    await rm(partial, { force: true }).catch(() => undefined);
    throw new UsageError(`${path} cannot be written: ${reason(error)}.`);
  }
}

/** @throws UsageError saying what is wrong with the file. */
export async function readTraceFile(path: string): Promise<{ header: TraceHeader; trace: Trace }> {
  let packed: Uint8Array;
  try {
    packed = await readFile(path);
  } catch (error) {
    throw unreadable(path, error);
  }
  return unpackTrace(packed, path);
}

/** A trace file's content; `name` is how it is called where it cannot be read. @throws UsageError */
export function unpackTrace(packed: Uint8Array, name: string): { header: TraceHeader; trace: Trace } {
  if (packed[0] !== 0x1f || packed[1] !== 0x8b) throw new UsageError(`${name} is no trace that can be read. It is not a Backstep trace.`);
  let bytes: Uint8Array;
  try {
    bytes = gunzipSync(packed);
  } catch (error) {
    const cut = (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
    throw new UsageError(`${name} is no trace that can be read. ${cut ? 'It is cut short.' : 'It has been altered: it does not unpack.'}`);
  }
  try {
    return decodeTrace(bytes, utf8);
  } catch (error) {
    if (error instanceof TraceFormatError) throw new UsageError(`${name} is no trace that can be read. ${error.message}`);
    throw error;
  }
}

/** What to tell of a file that could not be read. */
export function unreadable(path: string, error: unknown): UsageError {
  return new UsageError(`${path} cannot be read: ${reason(error)}.`);
}

function reason(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'it does not exist';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'a part of the path is a file';
    case 'EISDIR':
      return 'it is a folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission is denied';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

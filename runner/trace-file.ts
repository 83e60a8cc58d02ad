import { randomUUID } from 'node:crypto';
import { existsSync, realpathSync, rmSync } from 'node:fs';
import { lstat, rename, rm, stat, writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { dirname, resolve } from 'node:path';
import { constants as zlib, gunzipSync } from 'node:zlib';
import { decodeTrace, PREAMBLE, sizeOfTrace, TraceFormatError, type TraceHeader } from '../sim-core/trace/codec.ts';
import type { Trace } from '../sim-core/trace/trace.ts';
import { isInside, isOfOneProject } from './reach.ts';
import { readBounded } from './read-bounded.ts';
import { UsageError } from './seeds.ts';
import { fileTrouble } from './unreadable.ts';
import { utf8 } from './utf8.ts';

/**
 * Writes a whole file or none: whoever reads it never sees half of it, and what ends the process leaves the old
 * one or the new one. Devices, pipes and what a link leads to are written to as they are, as a shell would.
 * @returns whether it can be read there again, which of a device or a pipe it cannot
 * @throws UsageError when it cannot be written.
 */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    const there = await lstat(path).catch(() => undefined);
    if (there?.isDirectory()) throw new UsageError(`${path} cannot be written: it is a folder. Name a file in it.`);
    const folder = dirname(path);
    if (!existsSync(folder)) throw new UsageError(`${path} cannot be written: there is no folder ${folder}. Make it first.`);
    if (there && !there.isFile()) await writeFile(path, bytes);
    else await replace(path, bytes);
    return (await stat(path)).isFile();
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`${path} cannot be written: ${fileTrouble(error)}.`);
  }
}

async function replace(path: string, bytes: Uint8Array): Promise<void> {
  const partial = `${path}.${randomUUID()}.partial`;
  const endWithout = (signal: NodeJS.Signals): void => {
    rmSync(partial, { force: true });
    process.exit(128 + constants.signals[signal]);
  };
  process.once('SIGINT', endWithout).once('SIGTERM', endWithout);
  try {
    await writeFile(partial, bytes, { flush: true });
    await rename(partial, path);
  } catch (error) {
    // What could not be written may not be removable either; the reason for the first is what counts.
    await rm(partial, { force: true }).catch(() => undefined);
    throw error;
  } finally {
    process.off('SIGINT', endWithout).off('SIGTERM', endWithout);
  }
}

/** @throws UsageError saying what is wrong with the file. */
export async function readTraceFile(path: string): Promise<{ header: TraceHeader; trace: Trace }> {
  return unpackTrace(await readBounded(path), path);
}

/** The most that a trace may unpack to: some ten million events. A few bytes could unpack to any number of them. */
const MOST_BYTES = 1024 ** 3;

/** A trace file's content; `name` is how it is called where it cannot be read. @throws UsageError */
export function unpackTrace(packed: Uint8Array, name: string): { header: TraceHeader; trace: Trace } {
  try {
    return decodeTrace(unpacked(packed), utf8);
  } catch (error) {
    if (error instanceof TraceFormatError) throw new UsageError(`${name} is no trace that can be read. ${error.message}`);
    throw error;
  }
}

/** What unpacks to no more than this is unpacked in one piece. */
const ONE_PIECE = 256 * 1024 ** 2;

/** The first bytes of a packed file, of which some kilobytes at most are unpacked. */
const START = 512;

/** @throws TraceFormatError before more is unpacked than the file says of itself */
function unpacked(packed: Uint8Array): Uint8Array {
  if (packed[0] !== 0x1f || packed[1] !== 0x8b) throw new TraceFormatError('It is not a Backstep trace.');
  try {
    const start = gunzipSync(packed.subarray(0, START), { finishFlush: zlib.Z_SYNC_FLUSH });
    // What is too short for its preamble is told as cut short below.
    const whole = start.length < PREAMBLE ? MOST_BYTES : sizeOfTrace(start);
    if (whole > MOST_BYTES) throw new TraceFormatError(`It unpacks to more than ${MOST_BYTES / 1024 ** 2} MiB.`);
    // In one piece, so that nothing is copied together; a file that is longer than it says is found out by the next byte.
    return gunzipSync(packed, { maxOutputLength: whole, chunkSize: Math.max(START, Math.min(whole + 1, ONE_PIECE)) });
  } catch (error) {
    if (error instanceof TraceFormatError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new TraceFormatError('It has been altered: it unpacks to more than it says.');
    throw new TraceFormatError(code === 'Z_BUF_ERROR' ? 'It is cut short.' : 'It has been altered: it does not unpack.');
  }
}

/**
 * The file that a trace names as its source, seen from a folder. A trace may come from anybody, so that it does not
 * choose what is run: what lies outside of the folder is not taken at its word, and neither is anything where the folder is
 * that of the whole machine, as it is inside VS Code, or of a person.
 */
export function sourceIn(folder: string, { file: named }: Pick<TraceHeader, 'file'>): { readonly file: string } | 'absent' | 'outside' {
  const file = resolve(folder, named);
  if (!existsSync(file)) return 'absent';
  const root = realpathSync(folder);
  return isOfOneProject(root) && isInside(root, realpathSync(file)) ? { file } : 'outside';
}

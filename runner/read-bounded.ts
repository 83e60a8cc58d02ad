import { createReadStream } from 'node:fs';
import { UsageError } from './seeds.ts';
import { unreadable } from './unreadable.ts';

/** More no file holds that is read whole: a device or a pipe may never end. */
const MOST_BYTES = 512 * 1024 ** 2;

/** All that a file holds, which may be a pipe. @throws UsageError when it cannot be read, or has no end */
export async function readBounded(path: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 ** 2 }) as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > MOST_BYTES) throw new UsageError(`${path} cannot be read: it holds more than ${MOST_BYTES / 1024 ** 2} MiB.`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof UsageError ? error : unreadable(path, error);
  }
  return Buffer.concat(chunks, length);
}

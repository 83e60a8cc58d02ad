import type * as BullMQ from 'bullmq';
import type * as IORedis from 'ioredis';
import { UsageError } from '../seeds.ts';

/** The name of the queue in Redis. Its keys begin with `bull:backstep`. */
const QUEUE = 'backstep';

/** So long is waited for a Redis that does not answer at the beginning. */
const PATIENCE = 5_000;

/** What a queue of portions is made of: BullMQ on a Redis that has answered. */
export interface QueuePackages {
  readonly bullmq: typeof BullMQ;
  readonly name: string;
  /** How it is reached; commands wait while Redis is away. */
  readonly connection: { readonly url: string; readonly maxRetriesPerRequest: null };
  /** Where it is, without a password. */
  readonly place: string;
}

/** @throws UsageError when the packages are not installed, or no Redis answers */
export async function queueAt(url: string): Promise<QueuePackages> {
  const place = placeOf(url);
  const [bullmq, { Redis: Client }] = await packages();
  const client = new Client(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: PATIENCE, maxRetriesPerRequest: 0 });
  let because = '';
  client.on('error', (error: Error) => (because = error.message));
  try {
    await client.connect();
    await requireRedis(client, place);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      `No Redis answers at ${place}: ${because || (error as Error).message}. Start one, such as with \`redis-server --appendonly yes\`, or correct --queue.`,
    );
  } finally {
    client.disconnect();
  }
  return { bullmq, name: QUEUE, connection: { url, maxRetriesPerRequest: null }, place };
}

async function requireRedis(client: IORedis.Redis, place: string): Promise<void> {
  const [, version = '0'] = /redis_version:(\S+)/.exec(await client.info('server')) ?? [];
  if (Number.parseInt(version, 10) < 5) throw new UsageError(`The Redis at ${place} is ${version}: BullMQ needs 5.0 or newer.`);
}

/** They are no dependencies, because few need them and they are bigger than Backstep. */
async function packages(): Promise<[typeof BullMQ, typeof IORedis]> {
  try {
    return await Promise.all([import('bullmq'), import('ioredis')]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new UsageError(
      'A queue needs the packages bullmq and ioredis, which are not installed: run `npm install --save-dev bullmq ioredis`.',
    );
  }
}

function placeOf(text: string): string {
  let url: URL | undefined;
  try {
    url = new URL(text);
  } catch {
    // Told below.
  }
  if (!url || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '')
    throw new UsageError(`'${text}' is no address of a queue: write --queue redis://HOST:6379, or rediss:// for one with TLS.`);
  return `${url.protocol}//${url.host}`;
}

/** Finds the Redis that the queue is tested with, and installs Debian's where none is found and that can be done without asking. */
import { canInstallDebianPackages, findProgram, installDebianPackages, SetupError } from './host.ts';

export function findRedis(): string | undefined {
  return findProgram('redis-server');
}

/** The Redis to use, installed first if need be; throws a `SetupError` where that cannot be done. */
export async function installRedis(report: (line: string) => void): Promise<string> {
  const found = findRedis();
  if (found !== undefined) return found;
  if (!canInstallDebianPackages())
    throw new SetupError(
      'redis-server is missing and can only be installed by itself as root on Debian: install Redis 5 or newer, so that redis-server is on PATH.',
    );
  report('Redis: installing the Debian package');
  await installDebianPackages(['redis-server']);
  const installed = findRedis();
  if (installed === undefined) throw new SetupError('redis-server is still missing after its Debian package was installed.');
  return installed;
}

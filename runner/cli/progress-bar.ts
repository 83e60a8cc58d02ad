import { SingleBar } from 'cli-progress';
import type { SweepTable } from '../protocol.ts';
import type { Runner, SweepOptions } from '../runner-api.ts';

/** Sweeps with a bar on standard error where that is a terminal, and silently elsewhere. */
export async function sweepWithBar(
  runner: Runner,
  file: string,
  seeds: { from: number; to: number },
  options: SweepOptions,
): Promise<SweepTable> {
  if (!process.stderr.isTTY) return runner.sweepAll(file, seeds, options);
  const bar = new SingleBar({
    format: '{bar} {value}/{total} seeds, {rate} seeds/s, {failing} failing',
    clearOnComplete: true,
    hideCursor: true,
    stream: process.stderr,
  });
  bar.start(seeds.to - seeds.from + 1, 0, { rate: '…', failing: 0 });
  try {
    return await runner.sweepAll(file, seeds, {
      ...options,
      onProgress: ({ done, total, failures, seedsPerSecond }) => {
        bar.setTotal(total);
        bar.update(done, { rate: Math.round(seedsPerSecond), failing: failures });
      },
    });
  } finally {
    bar.stop();
  }
}

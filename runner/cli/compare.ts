import { comparisonOf } from '../comparison.ts';
import { compareLines } from '../report/compare-lines.ts';
import { painter } from '../report/paint.ts';
import { Room } from '../report/room.ts';
import { UsageError } from '../seeds.ts';
import { readTraceFile } from '../trace-file.ts';
import { command } from './command.ts';
import { option } from './options.ts';
import { print } from './output.ts';

interface CompareFlags {
  readonly json?: boolean;
}

/** Traces hold all that is compared, so that no code runs. */
export const compare = command<CompareFlags, readonly string[]>({
  usage: 'compare <traces...>',
  description: 'show where two .backstep files differ: events are aligned by what they are, and not by their time',
  options: [option.json()],
  async execute(paths, flags) {
    const [path, otherPath, ...more] = paths;
    if (path === undefined || otherPath === undefined || more.length > 0)
      throw new UsageError(
        `Two traces are compared, and ${paths.length === 1 ? 'one was' : `${paths.length} were`} named: name two .backstep files.`,
      );
    const [one, two] = [(await readTraceFile(path)).trace, (await readTraceFile(otherPath)).trace];
    const comparison = comparisonOf(one, two);
    print(...(flags.json ? [JSON.stringify(comparison)] : compareLines(comparison, Room.of(process.stdout), painter(process.stdout))));
    return comparison.first ? 1 : 0;
  },
});

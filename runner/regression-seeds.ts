import { existsSync } from 'node:fs';
import { didYouMean } from '../sim-core/base/nearest.ts';
import type { Verdict } from '../sim-core/base/verdict.ts';
import type { Explicit } from '../sim-core/engine.ts';
import type { RegressionResult, ScenarioDescription } from './protocol.ts';
import { RunnerProblems } from './runner-api.ts';
import { parseSeed } from './seeds.ts';
import { readBounded } from './read-bounded.ts';
import { writeWhole } from './trace-file.ts';
import type { RemoteCalls } from './worker-calls.ts';

/** A run that has once been found to violate a property, as a line of the file beside its scenario. */
export interface RegressionSeed {
  readonly seed: number;
  /** How its choices follow from the seed, as `--strategy` takes it; undefined for `random`. */
  readonly strategy: string | undefined;
  /** The faults that it was shrunk to, which take the place of the scenario's and its nemesis; undefined for a seed as it is. */
  readonly shrunk: Explicit | undefined;
  readonly property: string;
  /** The day on which it was written down, as `2026-11-27`. */
  readonly date: string;
  /** What its scenario is chosen by. */
  readonly scenario: string;
}

/** A line and where it stands. */
interface Line extends RegressionSeed {
  readonly line: number;
}

/** The file beside a scenario in which its regression seeds stand. */
export function seedsFileOf(file: string): string {
  return `${file}.seeds`;
}

const HEADING =
  '# Runs that every sweep of this file runs first, a line each: the seed or the shrunk run, what it violated, when it was found.';
const FORM = 'Write a seed or a shrunk run, the property and the date, as in `232 atMostOneHolder 2026-11-27`, or take the line out.';

/** The regression seeds of a file; none where there is no file of them. @throws RunnerProblems for a line that is none. */
export async function readRegressionSeeds(file: string): Promise<readonly Line[]> {
  const path = seedsFileOf(file);
  if (!existsSync(path)) return [];
  const text = (await readBounded(path)).toString('utf8');
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '' || line.startsWith('#')) return [];
    const read = readLine(line.trim());
    if (!read) throw problemAt(path, index + 1, 'This line is no regression seed.', FORM);
    return [{ ...read, line: index + 1 }];
  });
}

function readLine(text: string): RegressionSeed | undefined {
  const [, run, property, date, scenario = 'default'] = /^(\d+|\{.*\}) (\S+) (\d{4}-\d{2}-\d{2})(?: (.+))?$/.exec(text) ?? [];
  if (run === undefined || property === undefined || date === undefined) return undefined;
  try {
    if (!run.startsWith('{')) return { seed: parseSeed(run), strategy: undefined, shrunk: undefined, property, date, scenario };
    const { seed, strategy, ...rest } = JSON.parse(run) as { seed?: unknown; strategy?: unknown } & Partial<Explicit>;
    const shrunk = Array.isArray(rest.faults) ? (rest as Explicit) : undefined;
    if (strategy === undefined ? !shrunk : typeof strategy !== 'string') return undefined;
    return { seed: parseSeed(String(seed)), strategy: strategy as string | undefined, shrunk, property, date, scenario };
  } catch {
    return undefined;
  }
}

function lineOf({ seed, strategy, shrunk, property, date, scenario }: RegressionSeed): string {
  const isPlain = !shrunk && (strategy === undefined || strategy === 'random');
  const run = isPlain ? String(seed) : JSON.stringify({ seed, ...(strategy !== 'random' && { strategy }), ...shrunk });
  return [run, property, date, ...(scenario === 'default' ? [] : [scenario])].join(' ');
}

/** Adds runs to those of a file, but for those that stand there already. Resolves to how many were new. */
export async function saveRegressionSeeds(file: string, found: readonly Omit<RegressionSeed, 'date'>[], now: Date): Promise<number> {
  const path = seedsFileOf(file);
  const there = await readRegressionSeeds(file);
  const date = now.toISOString().slice(0, 10);
  const added = found.filter((one) => !there.some((other) => lineOf({ ...one, date }) === lineOf({ ...other, date })));
  if (added.length === 0) return 0;
  const text = there.length === 0 ? '' : (await readBounded(path)).toString('utf8').replace(/\n*$/, '\n');
  const lines = added.map((one) => `${lineOf({ ...one, date })}\n`);
  await writeWhole(path, Buffer.from(`${text === '' ? `${HEADING}\n` : text}${lines.join('')}`));
  return added.length;
}

/** Runs those of one scenario. @throws RunnerProblems for one whose property the scenario does not have. */
export async function runRegressionSeeds(
  lines: readonly Line[],
  { file, id, properties }: ScenarioDescription,
  calls: Pick<RemoteCalls, 'run' | 'runExplicit'>,
): Promise<readonly RegressionResult[]> {
  const known = [...properties.map(({ name }) => name), 'noHandlerThrows'];
  const results: RegressionResult[] = [];
  for (const { seed, strategy, shrunk, property, date, scenario, line } of lines) {
    if (scenario !== id) continue;
    if (!known.includes(property))
      throw problemAt(
        seedsFileOf(file),
        line,
        `The regression seed ${seed} is of the property '${property}', which the scenario does not have.`,
        didYouMean(property, known),
      );
    const outcome = shrunk
      ? await calls.runExplicit(seed, shrunk, strategy)
      : (await calls.run([seed], strategy === undefined ? {} : { strategies: [strategy] }))[0]!;
    const violated = outcome.properties.some(({ name, verdict }) => name === property && verdict === 'violated');
    results.push({ seed, property, date, shrunk: shrunk !== undefined, violated });
  }
  return results;
}

/** The verdict of a sweep: a run that violates again violates. */
export function withRegressions(verdict: Verdict, regressions: readonly RegressionResult[]): Verdict {
  return regressions.some(({ violated }) => violated) ? 'violated' : verdict;
}

function problemAt(file: string, line: number, message: string, cure: string): RunnerProblems {
  return new RunnerProblems([{ message, cure, location: { file, line, column: 1 } }]);
}

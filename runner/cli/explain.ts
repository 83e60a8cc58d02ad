import { CommanderError } from 'commander';
import { formatProblem, RunnerProblems } from '../runner-api.ts';
import { asTyped } from '../report/place-text.ts';
import { UsageError } from '../seeds.ts';
import type { Problem } from '../protocol.ts';

/** What a user reads of anything that ended a command. */
export function explain(error: unknown): string {
  if (error instanceof RunnerProblems) return error.problems.map((problem) => formatProblem(placedAsTyped(problem))).join('\n');
  if (error instanceof UsageError) return error.message;
  if (error instanceof CommanderError) return error.message.replace(/^error: /, '');
  const message = error instanceof Error ? error.message : String(error);
  return `Backstep itself failed: ${message}. Please report it with the command that you ran.`;
}

/** The same for programs, as `--json` prints it; the first where there are several, and the others beside it. */
export function explainJson(error: unknown): object {
  const problems: readonly Problem[] = error instanceof RunnerProblems ? error.problems.map(placedAsTyped) : [{ message: explain(error) }];
  const [first, ...others] = problems.map(({ message, cure, location, met }) => ({
    message,
    cure: cure ?? null,
    location: location ?? null,
    ...met,
  }));
  return { error: first, ...(others.length > 0 ? { others } : {}) };
}

/** A problem whose file is called as it would be typed. */
export function placedAsTyped(problem: Problem): Problem {
  if (!problem.location) return problem;
  return { ...problem, location: { ...problem.location, file: asTyped(problem.location.file) } };
}

import { formatProblem, RunnerProblems } from '../runner-api.ts';
import { asTyped } from '../report/place-text.ts';
import { UsageError } from '../seeds.ts';
import type { Problem } from '../protocol.ts';

/** What a user reads of anything that ended a command. */
export function explain(error: unknown): string {
  if (error instanceof RunnerProblems) return error.problems.map((problem) => formatProblem(placedAsTyped(problem))).join('\n');
  if (error instanceof UsageError) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  return `Backstep itself failed: ${message}. Please report it with the command that you ran.`;
}

function placedAsTyped(problem: Problem): Problem {
  if (!problem.location) return problem;
  return { ...problem, location: { ...problem.location, file: asTyped(problem.location.file) } };
}

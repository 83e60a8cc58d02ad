import type { CompiledScenario } from './compile.ts';
import type { CheckedFile, Problem, ScenarioIdentity } from './protocol.ts';
import { RunnerProblems } from './runner-api.ts';
import { ScenarioProcess } from './scenario-process.ts';
import type { WorkerEnvironment } from './scenario-thread.ts';

/** Loads every scenario of a file, as a run or a sweep of it would. */
export async function checkFile(compiled: Promise<CompiledScenario>, environment: WorkerEnvironment): Promise<CheckedFile> {
  const process = new ScenarioProcess(compiled, environment);
  const problems = new Map<string, Problem>();
  let scenarios: readonly ScenarioIdentity[] = [];
  try {
    scenarios = await process.calls.offered();
    for (const { id } of scenarios) await process.load(id).catch((error: unknown) => note(error, problems));
  } catch (error) {
    note(error, problems);
  } finally {
    process.close();
  }
  return { scenarios, problems: [...problems.values()] };
}

/** Those of a family mostly have the same one. */
function note(error: unknown, problems: Map<string, Problem>): void {
  if (!(error instanceof RunnerProblems)) throw error;
  for (const problem of error.problems) problems.set(JSON.stringify(problem), problem);
}

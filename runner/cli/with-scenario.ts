import type { OpenScenario, Runner } from '../runner-api.ts';

/** Opens a scenario, does something with it, and closes it whatever happens. */
export async function withScenario<Result>(
  runner: Runner,
  file: string,
  use: (scenario: OpenScenario) => Promise<Result>,
): Promise<Result> {
  const scenario = await runner.open(file);
  try {
    return await use(scenario);
  } finally {
    scenario.close();
  }
}

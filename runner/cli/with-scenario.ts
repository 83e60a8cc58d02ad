import type { OpenScenario, Runner } from '../runner-api.ts';

export interface ScenarioChoice {
  readonly file: string;
  /** As `--scenario` takes it; the default or only one of the file, if absent. */
  readonly scenario?: string | undefined;
  /** How its seeds are read; `random`, if absent. */
  readonly strategy?: string | undefined;
}

/** Opens a scenario, does something with it, and closes it whatever happens. */
export async function withScenario<Result>(
  runner: Runner,
  { file, scenario, strategy }: ScenarioChoice,
  use: (scenario: OpenScenario) => Promise<Result>,
): Promise<Result> {
  const open = await runner.open(file, scenario, strategy);
  try {
    return await use(open);
  } finally {
    open.close();
  }
}

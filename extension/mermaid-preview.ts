import { RunnerProblems, type OpenScenario } from '../runner/runner-api.ts';
import type { StepsToDraw, ToPanel } from './panel-messages.ts';

/** Mermaid takes a fifth of a second for a diagram of so many characters, and several for the longest that it draws. */
const PREVIEWED = 8_000;

/** The diagrams of some steps for the panel to draw, each short enough to be drawn at once; or why there are none, which is no reason to take the run away. */
export async function mermaidPreview(scenario: OpenScenario, steps: StepsToDraw): Promise<ToPanel> {
  const { from, to, pastOf } = steps;
  try {
    const parts = await scenario.mermaid(from, to, { most: PREVIEWED, ...(pastOf === undefined ? {} : { pastOf }) });
    return { type: 'mermaid', steps, parts };
  } catch (error) {
    return { type: 'mermaid', steps, parts: [], problem: whyUndrawable(error) };
  }
}

/** It is no mistake in the source, whose place would say nothing. */
export function whyUndrawable(error: unknown): string {
  return error instanceof RunnerProblems ? error.problems.map(({ message }) => message).join(' ') : String(error);
}

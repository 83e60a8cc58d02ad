import { timeText } from '../base/time-text.ts';
import type { PropertyOutcome } from '../base/verdict.ts';
import type { Beyond, ToleranceOutcome } from '../trace/outcome.ts';
import type { SimulatedProcess } from '../world/process.ts';
import type { Stage } from './stage.ts';

/** Whether a run goes beyond what its scenario says it tolerates, and from when on. */
export class Tolerated {
  readonly #stage: Stage;
  /** When it first did; undefined while it has not. */
  beyond: Beyond | undefined;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** A node is down or lies that was not and did not. */
  look(step = Math.max(0, this.#stage.log.steps - 1)): void {
    const { model, processes, liars, time } = this.#stage;
    if (!model.tolerance || this.beyond) return;
    const { nodes, crash, byzantine } = model.tolerance;
    const members = nodes.map((node) => processes[node]!);
    const down = members.filter(({ up, incarnation }) => !up && incarnation > 0);
    const lied = members.filter((process) => liars.hasLied(process));
    const because =
      lied.length > byzantine
        ? `${namesOf(lied)} ${lied.length === 1 ? 'lies' : 'lie'}, and ${byzantine} may`
        : down.length > crash
          ? `${namesOf(down)} ${down.length === 1 ? 'is' : 'are'} down at one time, and ${crash} may be`
          : undefined;
    if (because !== undefined) this.beyond = { step, time, because };
  }

  /** What a report says of it; undefined where the scenario says nothing. */
  outcome(): ToleranceOutcome | undefined {
    const { model, run } = this.#stage;
    if (!model.tolerance) return undefined;
    // Who was made to lie from a step on, in a fork, did so from the next on.
    this.look(Math.max(0, ...run.lies.map(({ after }) => after + 1)));
    const { text, needs, nodes } = model.tolerance;
    return { text, needs, nodes: nodes.length, ...(this.beyond ? { beyond: this.beyond } : {}) };
  }
}

/** What was violated when a run had gone beyond what is tolerated says so. */
export function withBeyond(properties: readonly PropertyOutcome[], tolerance: ToleranceOutcome | undefined): readonly PropertyOutcome[] {
  const beyond = tolerance?.beyond;
  if (!beyond) return properties;
  return properties.map((property) =>
    property.verdict === 'violated' && (property.step ?? 0) >= beyond.step ? { ...property, beyond: beyondText(beyond) } : property,
  );
}

function beyondText({ because, time, step }: Beyond): string {
  return `beyond the stated tolerance: from step ${step} at ${timeText(time)} on, ${because}`;
}

function namesOf(processes: readonly SimulatedProcess[]): string {
  return processes.map(({ name }) => name).join(', ');
}

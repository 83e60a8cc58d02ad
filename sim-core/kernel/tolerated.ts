import { timeText } from '../base/time-text.ts';
import type { PropertyOutcome } from '../base/verdict.ts';
import type { PlannedFault } from '../faults/planned-fault.ts';
import type { Tolerance } from '../faults/tolerance.ts';
import type { Beyond, ToleranceOutcome } from '../trace/outcome.ts';
import type { SimulatedProcess } from '../world/process.ts';
import type { Stage } from './stage.ts';

/** Why a node that tells no lies does other than its code would have it. */
type Amiss = 'the memory of' | 'the disk of' | 'a message of';

/** What its part of a checkpoint holds. */
export interface ToleratedState {
  readonly beyond: Beyond | undefined;
  readonly amiss: readonly (readonly [node: number, why: Amiss])[];
}

/** Whether a run goes beyond what its scenario says it tolerates, and from when on. */
export class Tolerated {
  readonly #stage: Stage;
  /** When it first did; undefined while it has not. */
  #beyond: Beyond | undefined;
  #amiss = new Map<number, Amiss>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** A fault has begun, and found something to strike. */
  begins({ node, strain: { alters, betrays } }: PlannedFault): void {
    const { tolerance, badDisks } = this.#stage.model;
    if (!tolerance || node === undefined) return;
    if (alters) this.isAmiss(node, 'the memory of');
    else if (betrays && badDisks === undefined) this.isAmiss(node, 'the disk of');
    else this.look();
  }

  /** A node does other than its code would have it from here on. */
  isAmiss(node: number, why: Amiss): void {
    if (this.#stage.model.tolerance && !this.#amiss.has(node)) this.#amiss.set(node, why);
    this.look();
  }

  /** A node is down, frozen for good or Byzantine that was not. */
  look(step = Math.max(0, this.#stage.log.steps - 1)): void {
    const { model, time } = this.#stage;
    if (!model.tolerance || this.#beyond) return;
    const because = this.#beyondIt(model.tolerance);
    if (because !== undefined) this.#beyond = { step, time, because };
  }

  /** Whoever may lie may also be down, so that what is stated of both adds up for nodes that are down (Clement et al., as in `tolerance.ts`). */
  #beyondIt({ nodes, crash, byzantine }: Tolerance): string | undefined {
    const members = nodes.map((node) => this.#stage.processes[node]!);
    const lied = members.filter((process) => this.#stage.liars.hasLied(process));
    const amiss = members.filter((process) => this.#amiss.has(process.index) && !lied.includes(process));
    const honest = members.filter((process) => !lied.includes(process) && !amiss.includes(process));
    const altered = amiss.map((process) => `${this.#amiss.get(process.index)!} ${process.name} is not as it should be`);
    const lies = [...(lied.length === 0 ? [] : [`${namesOf(lied)} ${lied.length === 1 ? 'lies' : 'lie'}`]), ...altered].join(', ');
    const liars = lied.length + amiss.length;
    if (liars > byzantine) return `${lies}, and ${byzantine} may${amiss.length > 0 ? ' be Byzantine' : ''}`;
    const stopped = honest.filter((process) => this.#isDown(process) || this.#isFrozenForGood(process));
    if (liars + stopped.length <= crash + byzantine) return undefined;
    const [down, frozen] = [stopped.some((process) => this.#isDown(process)), stopped.some((process) => this.#isFrozenForGood(process))];
    const what = down && frozen ? 'down or frozen for good' : down ? 'down' : 'frozen for good';
    const stops = `${namesOf(stopped)} ${stopped.length === 1 ? 'is' : 'are'} ${what} at one time`;
    return liars === 0 ? `${stops}, and ${crash + byzantine} may be` : `${lies}, ${stops}, and ${crash + byzantine} may fail`;
  }

  #isDown({ up, incarnation }: SimulatedProcess): boolean {
    return !up && incarnation > 0;
  }

  #isFrozenForGood({ up, holds, stalledBy }: SimulatedProcess): boolean {
    if (!up) return false;
    return (stalledBy !== undefined && this.#stage.isForEver(stalledBy)) || [...holds.keys()].some((fault) => this.#stage.isForEver(fault));
  }

  save(): ToleratedState {
    return { beyond: this.#beyond, amiss: [...this.#amiss] };
  }

  load({ beyond, amiss }: ToleratedState): void {
    this.#beyond = beyond;
    this.#amiss = new Map(amiss);
  }

  /** What a report says of it; undefined where the scenario says nothing. */
  outcome(): ToleranceOutcome | undefined {
    const { model, run } = this.#stage;
    if (!model.tolerance) return undefined;
    // Who was made to lie from a step on, in a fork, did so from the next on.
    this.look(Math.max(0, ...run.lies.map(({ after }) => after + 1)));
    const { text, needs, nodes } = model.tolerance;
    return { text, needs, nodes: nodes.length, ...(this.#beyond ? { beyond: this.#beyond } : {}) };
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

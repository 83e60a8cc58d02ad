import { didYouMean } from '../base/nearest.ts';
import { copyPlain, type PlainObject } from '../base/plain.ts';
import { RandomStream } from '../base/random.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';
import type { Cast } from '../world/byzantine/behaviour.ts';
import { delayOf, deviate, forgottenBy, isOwnCode, rememberedBy, type ByzantineBehaviour } from '../world/byzantine/catalogue.ts';
import { LiarMemory, type LiarMemoryState } from '../world/byzantine/memory.ts';
import type { SimulatedProcess } from '../world/process.ts';
import type { Stage } from './stage.ts';
import { versionNumber } from './versions.ts';

/** A way in which a node behaves now, and what is accounted for it. */
interface ToldLie {
  readonly behaviour: ByzantineBehaviour;
  /** A fault, or `byzantine.` with the name of a node that lies from the start. */
  readonly source: string;
}

/** What leaves a liar: `undefined` when nothing does, and after a while where it is held back. */
export interface Told {
  readonly told: PlainObject | undefined;
  readonly later: Microseconds;
  /** What it meant to send is the liar's own already. */
  readonly isOwn: boolean;
  readonly source: string;
}

/** What the liars' part of a checkpoint holds. */
export interface LiarsState {
  /** The faults that make each node lie, in order of beginning. */
  readonly active: readonly (readonly [node: number, lies: readonly (readonly [fault: string, behaviour: ByzantineBehaviour])[]])[];
  readonly memories: readonly (readonly [node: number, memory: LiarMemoryState])[];
  /** The nodes that a fault has ever made lie. */
  readonly everLied: readonly number[];
}

/** Who lies, how, and what they keep in mind: nodes that do from the start, after a step, or while a fault lasts. */
export class Liars {
  /** Whether anybody may lie now. */
  some: boolean;
  readonly #stage: Stage;
  readonly #isFromStart: boolean;
  /** What a node does from the start, by its number. */
  readonly #fromStart: readonly (ToldLie | undefined)[];
  #active = new Map<number, Map<string, ByzantineBehaviour>>();
  #memories = new Map<number, LiarMemory>();
  #everLied = new Set<number>();
  #cast: Cast | undefined;

  constructor(stage: Stage) {
    this.#stage = stage;
    const { model, run } = stage;
    const behaviours = { ...model.byzantine, ...run.byzantine };
    this.#fromStart = model.names.map((name) =>
      Object.hasOwn(behaviours, name) ? { behaviour: behaviours[name]!, source: `byzantine.${name}` } : undefined,
    );
    this.#isFromStart = run.lies.length > 0 || Object.keys(behaviours).length > 0;
    this.some = this.#isFromStart;
  }

  /** How a node behaves now; undefined for an honest one. */
  behaviourOf(process: SimulatedProcess): ByzantineBehaviour | undefined {
    return this.#lieOf(process)?.behaviour;
  }

  #lieOf({ index, name }: SimulatedProcess): ToldLie | undefined {
    const { run, log } = this.#stage;
    const source = `byzantine.${name}`;
    const late = run.lies.filter(({ node, after }) => node === name && log.steps > after).at(-1);
    if (late) return { behaviour: late.behaviour, source };
    const last = [...(this.#active.get(index) ?? [])].at(-1);
    return last ? { behaviour: last[1], source: last[0] } : this.#fromStart[index];
  }

  /** Who lies from the start by handlers of its own begins with them. */
  takeOver(): void {
    const { processes, model } = this.#stage;
    for (const process of processes) {
      const behaviour = this.#fromStart[process.index]?.behaviour;
      if (behaviour?.behaviour !== 'handlers') continue;
      process.honestVersion = 0;
      process.version = versionNumber(model.versions, behaviour.version);
    }
  }

  // Faults.

  begins(node: number, fault: string, behaviour: ByzantineBehaviour): void {
    const lies = this.#active.get(node) ?? new Map<string, ByzantineBehaviour>();
    this.#active.set(node, lies.set(fault, behaviour));
    this.#everLied.add(node);
    this.some = true;
    this.#stage.tolerated.look();
  }

  /** Says whether this fault made the node lie. */
  ends(node: number, fault: string): boolean {
    const lies = this.#active.get(node);
    if (!lies?.delete(fault)) return false;
    if (lies.size === 0) {
      this.#active.delete(node);
      // Who is honest has no use for what the liar kept in mind.
      if (!this.#fromStart[node]) this.#memories.delete(node);
    }
    this.some = this.#isFromStart || this.#active.size > 0;
    return true;
  }

  /** Whether a node was Byzantine at any time up to now. */
  hasLied({ index, name }: SimulatedProcess): boolean {
    const { run, log } = this.#stage;
    return (
      this.#fromStart[index] !== undefined ||
      this.#everLied.has(index) ||
      run.lies.some(({ node, after }) => node === name && log.steps > after)
    );
  }

  /** The faults that make nodes lie, in the order of the nodes, so that it does not matter who began to lie first. */
  get active(): readonly string[] {
    return inOrder(this.#active).flatMap(([, lies]) => [...lies.keys()]);
  }

  // What liars do.

  /** What leaves in place of an honest message; undefined for an honest node. */
  tells(process: SimulatedProcess, receiver: number, honest: PlainObject): Told | undefined {
    const lies = this.#lieOf(process);
    if (!lies) return undefined;
    const { behaviour, source } = lies;
    const { choices, run } = this.#stage;
    const memory = this.#memoryOf(process);
    const lie = {
      honest,
      cast: (this.#cast ??= this.#castOf()),
      liar: process.index,
      receiver,
      random: choices.stream(`byzantine/${process.name}`),
      lasting: (name: string) => new RandomStream(run.seed, `byzantine/${name}`),
      memory,
    };
    const told = deviate(behaviour, lie);
    const later = told === undefined ? 0 : delayOf(behaviour, lie);
    if (rememberedBy(behaviour).messages) {
      memory.keepSent(String(honest['type']), honest);
      memory.keepValues(honest);
    }
    return { told, later, source, isOwn: isOwnCode(behaviour) };
  }

  /** A message comes to a node, who may remember it. */
  hears(process: SimulatedProcess, message: PlainObject | undefined): void {
    const behaviour = this.behaviourOf(process);
    if (!behaviour) return;
    const { messages = false, state = false } = rememberedBy(behaviour);
    if (messages) this.#memoryOf(process).keepValues(message);
    if (state) this.#memoryOf(process).lives(process.incarnation, process.state);
  }

  /** The state of a node who forgets before it handles a message, and the words for what; undefined when it does not. */
  forgets(process: SimulatedProcess): { readonly state: PlainObject; readonly fields: string } | undefined {
    const lies = this.#lieOf(process);
    if (!lies) return undefined;
    const fields = forgottenBy(lies.behaviour, () => this.#stage.choices.stream(`byzantine/${process.name}`));
    if (fields === undefined) return undefined;
    const { past } = this.#memoryOf(process);
    if (past === undefined) return undefined;
    this.#stage.account.strike(lies.source, 1);
    const present = process.state as PlainObject;
    const before = copyPlain(past) as PlainObject;
    // Requests are the simulator's own, and what they wait for is under way.
    const kept = 'requests' in present ? { requests: present['requests'] } : {};
    if (fields === 'all') return { state: { ...before, ...kept }, fields: 'everything' };
    const unknown = fields.find((field) => !Object.hasOwn(past, field));
    if (unknown !== undefined) {
      throw new ScenarioError(
        `${lies.source} forgets \`${unknown}\`, which the state of '${process.name}' does not have.`,
        didYouMean(unknown, Object.keys(past)),
        { node: process.name },
      );
    }
    return {
      state: { ...present, ...Object.fromEntries(fields.map((field) => [field, before[field]])), ...kept },
      fields: fields.join(', '),
    };
  }

  #memoryOf({ index }: SimulatedProcess): LiarMemory {
    let memory = this.#memories.get(index);
    if (!memory) this.#memories.set(index, (memory = new LiarMemory()));
    return memory;
  }

  #castOf(): Cast {
    const { names, handlers } = this.#stage.model;
    return { names, kinds: handlers.map((own) => handlers.indexOf(own)) };
  }

  save(): LiarsState {
    return {
      active: inOrder(this.#active).map(([node, lies]) => [node, [...lies]]),
      memories: inOrder(this.#memories).map(([node, memory]) => [node, memory.save()]),
      everLied: [...this.#everLied].sort((a, b) => a - b),
    };
  }

  load({ active, memories, everLied }: LiarsState): void {
    this.#everLied = new Set(everLied);
    this.#active = new Map(active.map(([node, lies]) => [node, new Map(lies)]));
    this.#memories = new Map(
      memories.map(([node, saved]) => {
        const memory = new LiarMemory();
        memory.load(saved);
        return [node, memory];
      }),
    );
    this.some = this.#isFromStart || this.#active.size > 0;
  }
}

function inOrder<Value>(map: ReadonlyMap<number, Value>): [number, Value][] {
  return [...map].sort(([a], [b]) => a - b);
}

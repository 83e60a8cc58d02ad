import { dirname, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Bounds, ChoiceScript, Explicit, Parting } from '../sim-core/engine.ts';
import type { BandWindow } from '../sim-core/trace/bands.ts';
import { encodeParts } from '../sim-core/trace/codec.ts';
import type { Outcome } from '../sim-core/trace/trace.ts';
import { keepsSomething } from './explore.ts';
import { buffersOf } from './buffers-of.ts';
import { costsOf, type AuthorsFunction } from './costs.ts';
import { handlersOf, locateFunctions } from './function-locations.ts';
import { LINE_BUFFERS } from './line-buffers.ts';
import { locatedOutcome } from './located-outcome.ts';
import { isPackage, packageOf } from './packages.ts';
import { problemOf } from './problem-of.ts';
import type {
  Costs,
  Exploring,
  Fresh,
  Inspection,
  LineColumns,
  LineLook,
  LocatedOutcome,
  Problem,
  RecordedRun,
  RecordedSoFar,
  ScenarioDescription,
  ScenarioIdentity,
  SeenLine,
  SourceLocation,
  Travels,
} from './protocol.ts';
import { RunnerProblems } from './runner-api.ts';
import { failureOf, Sandbox } from './sandbox.ts';
import type { SavedStates } from './saved/saved-states.ts';
import { withShapes } from './shaped-outcome.ts';
import { SourceMap } from './source-map.ts';
import { spread } from './spread.ts';
import { utf8 } from './utf8.ts';
import { Pulse } from './watch.ts';
import { WORKER_CALLS, type PartingPlace, type RunOptions, type WorkerCalls } from './worker-calls.ts';
import type { WorkerAnswer, WorkerRequest, WorkerStart } from './worker-messages.ts';

/** Holds one user's file in its sandbox, and answers one call after the other. */
export class ScenarioWorker implements WorkerCalls {
  readonly #start: WorkerStart;
  readonly #map: SourceMap;
  readonly #pulse: Pulse;
  readonly #sandbox: Sandbox;
  #places: ReadonlyMap<string, SourceLocation> = new Map();
  /** The author's functions by where they begin. */
  #functions: ReadonlyMap<string, AuthorsFunction> = new Map();
  /** Why the file is evaluated anew before each run, when it is. */
  #fresh: Fresh | undefined;
  #loaded = false;
  /** Whether the file has been evaluated since the last run, as far as that matters. */
  #evaluated = false;

  constructor(start: WorkerStart) {
    this.#start = start;
    this.#map = new SourceMap(start.map, dirname(start.file));
    this.#pulse = new Pulse(start.pulse);
    this.#sandbox = new Sandbox(start.scripts, start.pulse);
    this.#sandbox.expect(start);
    this.#fresh = start.fresh;
  }

  answer({ id, call, arguments: args }: WorkerRequest): { answer: WorkerAnswer; transfer: ArrayBuffer[] } {
    try {
      this.#pulse.running = WORKER_CALLS[call].runsScenario;
      const result = (this[call] as (...args: readonly unknown[]) => unknown).apply(this, [...args]);
      return { answer: { id, result }, transfer: buffersOf(result) };
    } catch (error) {
      return { answer: { id, problems: this.problemsOf(error) }, transfer: [] };
    }
  }

  /** What an error of a call means for the author. */
  problemsOf(error: unknown): readonly Problem[] {
    this.#sandbox.takePromise();
    if (error instanceof RunnerProblems) return error.problems;
    const { declared, file } = this.#start;
    return [problemOf(failureOf(error), { map: this.#map, places: this.#places, declared, file })];
  }

  /** The answer is on its way: nobody has to look after this worker until the next request. */
  rests(): void {
    this.#pulse.running = false;
  }

  offered(wanted?: string): readonly ScenarioIdentity[] {
    this.#loadFile();
    return this.#sandbox.call('offered', wanted);
  }

  load(wanted?: string, strategy?: string): ScenarioDescription {
    this.#loadFile();
    const { file, sourceHash } = this.#start;
    const { id, name, parameters, nodes, duration, properties } = this.#sandbox.call('load', wanted, strategy);
    const functions = this.#sandbox.call('functions');
    const found = locateFunctions(functions.length, (index) => this.#sandbox.functionAt(index), this.#map);
    const located = functions.flatMap((one, index) => (found[index] ? [{ ...one, ...found[index] }] : []));
    this.#functions = new Map(located.map(({ owner, name: what, begins }) => [begins, { owner, name: what }]));
    this.#places = new Map(
      located.flatMap(({ owner, name: what, location }) => (location ? [[`${owner}/${what}`, location] as const] : [])),
    );
    return {
      id,
      file,
      name,
      ...(parameters ? { parameters } : {}),
      ...(strategy === undefined ? {} : { strategy }),
      nodes: [...nodes],
      duration,
      handlers: handlersOf(nodes, located),
      sourceHash,
      ...(this.#fresh ? { fresh: this.#fresh } : {}),
      properties: properties.map((property) => {
        const location = this.#places.get(`/${property.name}`);
        return { name: property.name, kind: property.kind, ...(location ? { location } : {}) } as ScenarioDescription['properties'][number];
      }),
    };
  }

  record: WorkerCalls['record'] = (seed, changes = {}) =>
    this.#recorded(this.#runSeed(seed, () => this.#sandbox.call('record', seed, changes)));

  recordPart: WorkerCalls['recordPart'] = (seed, ...run) =>
    this.#recorded(this.#runSeed(seed, () => this.#sandbox.call('recordPart', seed, ...run)));

  recordOn = (events: number): RecordedSoFar | null => this.#run(() => this.#sandbox.call('recordOn', events));

  recordRest = (): RecordedRun => this.#recorded(this.#run(() => this.#sandbox.call('recordRest')));

  /** What was recorded, with the buffers that it has left. */
  #recorded({ outcome, ...run }: Omit<RecordedRun, 'columns' | 'spans'>): RecordedRun {
    const [columns, spans] = [this.#sandbox.buffer(0), this.#sandbox.buffer(1)];
    return { ...run, columns, spans, outcome: this.#located(outcome) };
  }

  compare: WorkerCalls['compare'] = (seed, changes) => this.#runSeed(seed, () => this.#sandbox.call('compare', seed, changes));

  explore(seed: number, bounds: Bounds): void {
    if (this.#fresh) throw new RunnerProblems([keepsSomething(this.#fresh)]);
    this.#runSeed(seed, () => this.#sandbox.call('explore', seed, bounds));
  }

  exploreOn = (states: number): Exploring => this.#refusingPromises(false, () => this.#sandbox.call('exploreOn', states));

  run(seeds: readonly number[], options: RunOptions = {}): readonly LocatedOutcome[] {
    const { checks = 'sampled', shapes = false, notesNovelty = false, countsHandlers = false, strategies, ...common } = options;
    return seeds.map((seed, index) => {
      const { strategy = strategies?.[index] } = common;
      const read = strategy === undefined ? {} : { strategy };
      return this.#metIn({ seed, ...read }, () => {
        const watched = { checks, notesNovelty, countsHandlers };
        const outcome = this.#located(this.#runSeed(seed, () => this.#sandbox.call('run', seed, watched, { ...common, ...read })));
        if (!shapes) return outcome;
        return withShapes(outcome, (violated) => this.#run(() => this.#sandbox.call('shapes', seed, violated, strategy)));
      });
    });
  }

  /** What is wrong with the file may show in few seeds alone. */
  #metIn<Result>(met: NonNullable<Problem['met']>, run: () => Result): Result {
    try {
      return run();
    } catch (error) {
      throw new RunnerProblems(this.problemsOf(error).map((problem) => ({ ...problem, met })));
    }
  }

  handlers: WorkerCalls['handlers'] = () =>
    this.#sandbox.call('handlers').map((one) => ({ ...one, location: this.#places.get(`${one.nodes[0]}/${one.handler}`) }));

  costs = (seeds: readonly number[]): Costs | undefined => costsOf(this.#functions, () => void this.run(seeds));

  faults = (seed: number): Explicit['faults'] => this.#sandbox.call('faults', seed);

  runExplicit: WorkerCalls['runExplicit'] = (seed, ...run) =>
    this.#located(this.#runSeed(seed, () => this.#sandbox.call('runExplicit', seed, ...run)));

  drawnAt = (step: number): Parting['after'] => this.#sandbox.call('drawnAt', step);

  drawsOf = (seed: number, parting: Parting): ChoiceScript => this.#run(() => this.#sandbox.call('drawsOf', seed, parting));

  partsAt = (choices: ChoiceScript): PartingPlace => this.#run(() => this.#sandbox.call('partsAt', choices));

  travel(steps: number): Travels {
    const strayed = spread(this.#sandbox.call('length'), steps)
      .reverse()
      .filter((step) => !this.#sandbox.call('arrivesAt', step));
    return { strayed, outcome: this.#located(this.#sandbox.call('outcomeAfterSeeking')) };
  }

  fresh = (): Fresh | undefined => this.#fresh;

  labels: WorkerCalls['labels'] = (from, to) => this.#sandbox.call('labels', from, to);

  details: WorkerCalls['details'] = (from, to) => this.#sandbox.call('details', from, to);

  carrying(text: string): { readonly bits: ArrayBuffer } {
    this.#sandbox.call('carrying', text);
    return { bits: this.#sandbox.buffer(0) };
  }

  gatherTexts = (events: number): boolean => this.#sandbox.call('gatherTexts', events);

  gatherBands = (events: number): number => this.#sandbox.call('gatherBands', events);

  bands = (from: number, to: number, pieces?: number): BandWindow => this.#sandbox.call('bands', from, to, pieces);

  lines(): LineColumns {
    this.#sandbox.call('lines');
    return Object.fromEntries(LINE_BUFFERS.map((name, index) => [name, this.#sandbox.buffer(index)])) as Record<
      keyof LineColumns,
      ArrayBuffer
    >;
  }

  look = (look: LineLook): readonly SeenLine[] => this.#sandbox.call('look', look);

  statesAround = (step: number): SavedStates => this.#sandbox.call('statesAround', step);

  inspect = (step: number): Inspection => this.#sandbox.call('inspect', step);

  lastChange: WorkerCalls['lastChange'] = (...value) => this.#sandbox.call('lastChange', ...value);

  mermaid: WorkerCalls['mermaid'] = (...steps) => this.#sandbox.call('mermaid', ...steps);

  traceFile(): Uint8Array {
    const { file, sourceHash, version } = this.#start;
    const texts = this.#sandbox.call('trace', version, relative(process.cwd(), file), sourceHash);
    return gzipSync(encodeParts({ ...texts, columns: this.#sandbox.buffer(0) }, utf8));
  }

  /** Stands before the turn of a step of the recording, from where `playOn` goes on. */
  standBefore = (step: number): void => this.#sandbox.call('standBefore', step);

  /** Plays the recording from where it stands to its end; undefined when what happens at the step is not what the run had. */
  playOn(step: number): LocatedOutcome | undefined {
    if (!this.#sandbox.call('arrivesAt', step)) return undefined;
    return this.#located(this.#sandbox.call('outcomeAfterSeeking'));
  }

  /** The functions that a node may be made of, in all its versions, to show to the inspector and nothing else. */
  functionsOf(node: string): readonly unknown[] {
    const own = this.#sandbox.call('functions').flatMap(({ owner }, index) => (owner === node ? [this.#sandbox.functionAt(index)] : []));
    return [...new Set(own)];
  }

  #located(outcome: Outcome): LocatedOutcome {
    return locatedOutcome(outcome, this.#map, this.#places);
  }

  /** Evaluates the file, unless that has been done. */
  #loadFile(): void {
    if (this.#loaded) return;
    this.#evaluate();
    this.#pulse.running = false;
    this.#loaded = true;
  }

  /** Evaluates the file, the first time or anew, and hands what it exports to the simulator. */
  #evaluate(): void {
    this.#pulse.loads();
    const first = this.#refusingPromises(true, () => this.#sandbox.call('evaluate', this.#fresh !== undefined));
    this.#evaluated = true;
    if (first && !this.#fresh) {
      const site = this.#start.sites[first.site];
      const where = site ? ` is held by '${site.name}'` : ' is held by the file';
      this.#fresh = { because: `${first.what}${where} and cannot be frozen`, ...(site?.location ? { location: site.location } : {}) };
      // This evaluation has frozen what packages may change from now on.
      this.#evaluated = false;
    }
    // Families are made by functions of the user's.
    this.#pulse.loads();
    this.#sandbox.call('take', this.#fresh !== undefined);
  }

  #runSeed<Result>(seed: number, run: () => Result): Result {
    this.#pulse.seed = seed;
    return this.#run(run);
  }

  /** Runs the user's code once from a beginning that no earlier run has touched. */
  #run<Result>(run: () => Result): Result {
    if (this.#fresh && !this.#evaluated) this.#evaluate();
    this.#evaluated = this.#fresh === undefined;
    try {
      return this.#refusingPromises(false, run);
    } catch (error) {
      const because = this.#fresh ? undefined : this.#keptByPackage(error);
      if (!because) throw error;
      this.#fresh = because;
      this.#evaluated = false;
      return this.#run(run);
    }
  }

  /** Why the file must start anew after all: a package wrote to what it holds, which nobody can ask it not to do. */
  #keptByPackage(error: unknown): Fresh | undefined {
    const { frozenWrite, stack } = failureOf(error);
    const location = frozenWrite ? this.#map.ofStack(stack) : undefined;
    return location && isPackage(location.file)
      ? { because: `the package ${packageOf(location.file)} changes what it holds`, location }
      : undefined;
  }

  /** What is thrown beside what is refused is only its consequence. */
  #refusingPromises<Result>(loading: boolean, run: () => Result): Result {
    try {
      return run();
    } finally {
      this.#refusePromises(loading);
    }
  }

  /** @throws RunnerProblems when a promise was made that nobody would ever wait for, or something else was done that is refused whatever comes of it. */
  #refusePromises(loading: boolean): void {
    const promised = this.#sandbox.takePromise();
    const location = promised && this.#map.ofStack(promised.stack);
    // What a package makes while it is loaded is never worked through, and so does nothing.
    if (!promised || (loading && (!location || isPackage(location.file)))) return;
    throw new RunnerProblems([{ message: `${promised.message}.`, cure: promised.cure, ...(location ? { location } : {}) }]);
  }
}

import * as authoring from '../sim-core/index.ts';
import { frozenWrite } from '../sim-core/base/frozen-write.ts';
import { thrownStack, thrownText } from '../sim-core/base/thrown-text.ts';
import { plainFromJson } from '../sim-core/base/plain-json.ts';
import {
  chooseAll,
  chooseOne,
  explicitModel,
  faultsOf,
  checksOfSeed,
  modelOf,
  offersOf,
  recordSeed,
  runSeed,
  running,
  ScenarioError,
  SeekDiffers,
  type Explicit,
  type Model,
  type OfferedScenario,
  type Recording,
  type Subject,
} from '../sim-core/engine.ts';
import { authorsPartOf } from '../sim-core/judges/histories/claim.ts';
import { encodeTrace, type TextCodec } from '../sim-core/trace/codec.ts';
import { packColumns } from '../sim-core/trace/columns.ts';
import { detailOf, labelOf } from '../sim-core/trace/label.ts';
import { toMermaid, UndrawableSteps } from '../sim-core/trace/export/mermaid.ts';
import type { ByzantineOverrides } from '../sim-core/trace/trace.ts';
import type { ScenarioIdentity } from './protocol.ts';

/**
 * What runs inside the sandbox besides the user's code: the simulator, and a driver that the worker
 * calls with texts and numbers only, so that no object of the real world gets in. The whole file is
 * bundled into one script.
 */

/** A failure on its way out of the sandbox, where its class means nothing any more. */
export interface RealmFailure {
  readonly message: string;
  readonly cure: string | undefined;
  readonly subject: Subject;
  /** The stack of what the user's code threw, to find its file and line. */
  readonly stack: string | undefined;
  /** Whether something was written to that nodes and runs share. */
  readonly frozenWrite?: boolean;
}

const SHARED =
  'What a module holds at its top level, and self.peers and self.nodes, is shared by all nodes and all runs, so it is frozen: make a copy for the state, or keep what changes in the state.';

export { authoring, running };

let offers: readonly OfferedScenario[] = [];
let chosen: OfferedScenario | undefined;
let model: Model | undefined;
/** Evaluates a file anew that must start anew for each run, and returns what it exports. */
let evaluateAnew: (() => unknown) | undefined;
let recording: Recording | undefined;

function loaded(): Model {
  if (!model) throw new ScenarioError('No scenario is loaded.', 'Load one first.');
  return model;
}

function identityOf({ id, name, parameters }: OfferedScenario): ScenarioIdentity {
  return { id, name, ...(parameters ? { parameters } : {}) };
}

function choose(wanted: string | undefined): void {
  chosen = chooseOne(offers, wanted);
  model = checkedModel(chosen);
}

/** Says which scenario has the mistake, where the file has several. */
function checkedModel({ id, definition }: OfferedScenario): Model {
  try {
    return modelOf(definition);
  } catch (error) {
    if (error instanceof ScenarioError && offers.length > 1) error.message = `${id}: ${error.message}`;
    throw error;
  }
}

/** The chosen scenario, evaluated anew. */
function modelAnew(): Model {
  return checkedModel(chooseOne(offersOf(evaluateAnew!()), chosen!.id));
}

function recorded(): Recording {
  if (!recording) throw new ScenarioError('Nothing is recorded.', 'Run a seed first.');
  return recording;
}

/** Which nodes are switched to Byzantine; what they forge may be any plain data. */
function overridesOf(json: string): ByzantineOverrides {
  return plainFromJson(JSON.parse(json)) as ByzantineOverrides;
}

function linesOf(tell: typeof labelOf, from: number, to: number): string[] {
  const { trace } = recorded();
  const last = Math.min(to, trace.columns.length);
  return Array.from({ length: Math.max(0, last - from) }, (_, index) => tell(trace, from + index));
}

export const driver = {
  /** Takes over what the file exports. `anew` evaluates a file again that must start anew for each run, and so wherever a recording is sought. */
  take(exported: unknown, anew: (() => unknown) | undefined): void {
    offers = offersOf(exported);
    evaluateAnew = anew;
    if (chosen) choose(chosen.id);
  },

  /** The scenarios of the file that a text means. */
  offered: (wanted: string | undefined): ScenarioIdentity[] => chooseAll(offers, wanted).map(identityOf),

  /** Gets ready to run the scenario that a text means. */
  load(
    wanted: string | undefined,
  ): ScenarioIdentity & { nodes: readonly string[]; duration: number; properties: { name: string; kind: string }[] } {
    recording = undefined;
    choose(wanted);
    const { names, duration, properties } = loaded();
    return {
      ...identityOf(chosen!),
      nodes: names,
      duration,
      properties: properties.map(({ name, kind }) => ({ name, kind })),
    };
  },

  /** Every function of the user's whose place is worth knowing, with how it is named in reports. */
  functions(): { owner: string; name: string; run: unknown }[] {
    const { names, handlers, properties } = loaded();
    const ofNodes = names.flatMap((owner, index) => {
      const { init, on, timers, requests } = handlers[index]!;
      return [
        { owner, name: 'init', run: init as unknown },
        ...Object.entries(on ?? {}).map(([type, run]) => ({ owner, name: `on.${type}`, run: run as unknown })),
        ...Object.entries(timers ?? {}).map(([timer, run]) => ({ owner, name: `timers.${timer}`, run: run as unknown })),
        ...Object.entries(requests ?? {}).flatMap(([type, { answered, target, gaveUp }]) =>
          Object.entries({ answered, target, gaveUp }).flatMap(([part, run]) =>
            run ? [{ owner, name: `requests.${type}.${part}`, run: run as unknown }] : [],
          ),
        ),
      ];
    });
    // A claim on a model that comes with Backstep has no function in the file.
    const ofProperties = properties.flatMap((property) => {
      const run: unknown = 'history' in property ? authorsPartOf(property.history) : property.judge;
      return run ? [{ owner: '', name: property.name, run }] : [];
    });
    return [...ofNodes, ...ofProperties];
  },

  run: (seed: number, checks: string, byzantine: string) =>
    runSeed(loaded(), seed, { byzantine: overridesOf(byzantine) }, { checks: checks === 'all' ? checks : checksOfSeed(seed) }),

  /** The faults of a seed's run, as they would be written into `faults`, in JSON. */
  faults: (seed: number) => JSON.stringify(faultsOf(loaded(), seed)),

  /** Runs a seed with these faults, given in JSON, in place of the scenario's and its nemesis's. */
  runExplicit: (seed: number, explicit: string) =>
    runSeed(explicitModel(chosen!.definition, JSON.parse(explicit) as Explicit), seed, undefined, { checks: checksOfSeed(seed) }),

  record(seed: number, byzantine: string) {
    recording = undefined;
    recording = recordSeed(loaded(), seed, { byzantine: overridesOf(byzantine) }, evaluateAnew && modelAnew);
    const { trace } = recording;
    const { values: _, columns, spans, ...told } = trace;
    return { ...told, length: columns.length, columns: packColumns(columns), spans: spans.slice().buffer };
  },

  /** How many events the recording has. */
  length: () => recorded().trace.columns.length,

  /** Seeks to a step of the recording, and says whether what happened there is what the run had. */
  arrivesAt(step: number): boolean {
    try {
      recorded().seek(step);
      return true;
    } catch (error) {
      if (error instanceof SeekDiffers) return false;
      throw error;
    }
  },

  /** Executes the turns of some steps, whatever was executed last. */
  executeAgain(from: number, to: number): void {
    recorded().executeAgain(from, to);
  },

  /** Plays the recording to its end from its last step, to see whether the same is concluded as when it was made. */
  outcomeAfterSeeking() {
    const { trace } = recorded();
    const { length } = trace.columns;
    // Without an event there is no step to seek to.
    if (length === 0) return trace.outcome;
    const fork = recorded().fork(length - 1, {});
    fork.run();
    return fork.outcome();
  },

  labels: (from: number, to: number) => linesOf(labelOf, from, to),

  details: (from: number, to: number) => linesOf(detailOf, from, to),

  inspect: (step: number) => recorded().inspect(step),

  mermaid: (from: number, to: number) => toMermaid(recorded().trace, from, to),

  trace(backstep: string, file: string, sourceHash: string, text: TextCodec) {
    const { id, parameters } = chosen!;
    return encodeTrace(recorded().trace, { backstep, file, id, ...(parameters ? { parameters } : {}), sourceHash }, text);
  },
};

/** Says what a thrown value means, in plain data. */
export function failureOf(error: unknown): RealmFailure {
  if (error instanceof ScenarioError) {
    const cause = error.cause instanceof Error ? error.cause : error;
    const shared = frozenWrite(cause);
    // The engine quotes the whole source of a function that is written to.
    const message = shared ? error.message.replace(/ of function '[^]*'$/, ' of a function or class') : error.message;
    return { message, cure: shared ? SHARED : error.cure, subject: { ...error.subject }, stack: cause.stack, frozenWrite: shared };
  }
  if (error instanceof SeekDiffers) {
    return {
      message: error.message,
      cure: 'Run the seed with --check-determinism to see what it depends on besides the seed.',
      subject: {},
      stack: undefined,
    };
  }
  if (error instanceof UndrawableSteps) return { message: error.message, cure: undefined, subject: {}, stack: undefined };
  return { message: thrownText(error), cure: undefined, subject: {}, stack: thrownStack(error) };
}

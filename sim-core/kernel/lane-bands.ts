import { hashPlain } from '../base/hash.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';
import { isThenable } from '../base/thenable.ts';
import { thrownText } from '../base/thrown-text.ts';
import { writtenText } from '../base/written-text.ts';
import { frozenWrite } from '../base/frozen-write.ts';
import { FROZEN } from '../judges/questions.ts';
import { BandTrack, type BandWindow } from '../trace/bands.ts';
import type { Trace } from '../trace/trace.ts';
import type { SimulatedProcess } from '../world/process.ts';
import type { LaneModel } from './lanes.ts';
import { running } from './running.ts';
import type { Simulation } from './simulation.ts';

/** A clock that is off by less than this many microseconds is told as right. */
const RIGHT = 1_000;

/** So many states are compared, before and after, for whether a function changed them; from then on one of so many. */
const COMPARED = 256;
const SAMPLED = 64;

/** More pieces than there are rows on a screen tell no more. */
const MOST_PIECES = 600;

interface Queue {
  readonly track: BandTrack;
  /** How many bytes wait at a time. */
  readonly depth: (now: Microseconds) => number;
}

interface StateTracks {
  readonly lane: LaneModel;
  readonly tracks: readonly BandTrack[];
  readonly texts: string[];
  readonly numbers: Map<string, number>;
  /** It has thrown, so that it is asked no longer. */
  isRefused: boolean;
}

/**
 * What stands beside the lanes of a recorded run. A simulation of its own goes through the run, portion by portion, so that nobody
 * pays for it who does not look, and nothing that an author's function does can reach the run that is recorded.
 */
export class LaneBands {
  readonly #simulation: Simulation;
  readonly #trace: Trace;
  readonly #states: readonly StateTracks[];
  readonly #clocks: readonly BandTrack[];
  readonly #queues: readonly Queue[];
  readonly #lacking: string[] = [];
  /** From this step on the run is another than it was; undefined while it is the same. */
  #strayedAt: number | undefined;
  #asked = 0;

  /** @param simulation of the run of the trace, at its beginning, which follows turns */
  constructor(simulation: Simulation, trace: Trace) {
    this.#simulation = simulation;
    this.#trace = trace;
    const { model } = simulation.stage;
    const { names } = model;
    this.#states = model.lanes.map((lane) => {
      const texts: string[] = [];
      const tracks = names.map((_, node) => new BandTrack({ kind: 'state', node, name: lane.name }, texts));
      return { lane, tracks, texts, numbers: new Map<string, number>(), isRefused: false };
    });
    this.#clocks = names.map((_, node) => new BandTrack({ kind: 'clock', node, name: '' }));
    this.#queues = queuesOf(simulation);
  }

  /** How many steps are known. */
  get known(): number {
    return Math.min(this.#strayedAt ?? this.#simulation.steps, this.#trace.columns.length);
  }

  /**
   * Goes through so many more events, or a few more. Whether there are more.
   * @throws ScenarioError when a function of the author's throws or answers what is no text; it is asked no longer, and all else goes on.
   */
  gather(events: number): boolean {
    const { columns } = this.#trace;
    const simulation = this.#simulation;
    const end = Math.min(columns.length, simulation.steps + events);
    while (simulation.steps < end && this.#strayedAt === undefined) {
      const from = simulation.steps;
      if (!simulation.step()) break;
      this.#requireSame(from, simulation.steps - 1);
      this.#look(from);
    }
    return this.known < columns.length && this.#strayedAt === undefined;
  }

  /** What is known of the steps from one up to, not including, another. */
  within(from: number, to: number, pieces = MOST_PIECES): BandWindow {
    const { known } = this;
    const tracks = [...this.#states.flatMap((one) => one.tracks), ...this.#queues.map(({ track }) => track), ...this.#clocks];
    return {
      from,
      to: Math.min(to, known),
      bands: tracks.filter(({ isEmpty }) => !isEmpty).map((track) => track.within(from, to, pieces, known)),
      ...(this.#lacking.length > 0 ? { lacking: this.#lacking } : {}),
    };
  }

  /** What a function has changed in a state may lead to another run. */
  #requireSame(from: number, step: number): void {
    const { stage } = this.#simulation;
    if (stage.log.hashAfter(step)! >>> 0 === this.#trace.columns.hash[step]! >>> 0) return;
    this.#strayedAt = from;
    const error = new ScenarioError(
      `Beside the lanes, seed ${stage.run.seed} went another way at step ${step} than it was recorded.`,
      'A function of `lanes` only looks: one of them changes what it gets, or the run depends on more than its seed (--check-determinism tells).',
      { path: ['lanes'] },
    );
    this.#lacking.push(error.message);
    throw error;
  }

  /** After a turn that began with a step. */
  #look(from: number): void {
    const { processes, time, stage } = this.#simulation;
    for (const { track, depth } of this.#queues) track.becomes(from, depth(time));
    for (const [node, { clock }] of processes.entries()) {
      const error = clock.timeOfDay(time) - time;
      this.#clocks[node]!.reaches(from, Math.abs(error) < RIGHT ? 0 : error);
    }
    if (this.#states.length === 0) return;
    const { node } = this.#trace.columns;
    let failure: ScenarioError | undefined;
    for (let step = from; step < stage.log.steps; step++) {
      const process = processes[node[step]!];
      if (!process || node.indexOf(node[step]!, from) < step) continue;
      for (const one of this.#states) {
        try {
          one.tracks[process.index]!.becomes(from, this.#numberOf(one, process, from));
        } catch (error) {
          if (!(error instanceof ScenarioError)) throw error;
          one.isRefused = true;
          one.tracks[process.index]!.becomes(from, 0);
          this.#lacking.push(`${error.message}.`);
          failure ??= error;
        }
      }
    }
    if (failure) throw failure;
  }

  /** The text that a function returns, as a number; 0 for none. */
  #numberOf(one: StateTracks, process: SimulatedProcess, step: number): number {
    if (one.isRefused || !process.up || process.starting) return 0;
    const text = this.#textOf(one.lane, process, step);
    if (text === '') return 0;
    let number = one.numbers.get(text);
    if (number === undefined) {
      one.texts.push(text);
      number = one.texts.length;
      one.numbers.set(text, number);
    }
    return number;
  }

  #textOf(lane: LaneModel, process: SimulatedProcess, step: number): string {
    const { name, visible } = process;
    const compares = this.#asked < COMPARED || this.#asked % SAMPLED === 0;
    this.#asked += 1;
    const before = compares ? hashPlain(visible) : 0;
    running.observe?.(-1, `lanes.${lane.name}`, -1);
    let answer: unknown;
    try {
      answer = lane.of(visible as never, name as never);
    } catch (error) {
      throw failureOf(lane.name, `lanes.${lane.name} threw ${thrownText(error)}, asked about '${name}' after step ${step}`, error);
    }
    if (compares && hashPlain(visible) !== before)
      throw failureOf(
        lane.name,
        `lanes.${lane.name} changed the state of '${name}' after step ${step}`,
        undefined,
        'It only looks: copy what it needs to change.',
      );
    if (answer === undefined || answer === false) return '';
    if (answer === true) return lane.name;
    if (typeof answer === 'string') return answer;
    if (typeof answer === 'number') return String(answer);
    const isPromise = isThenable(answer);
    throw failureOf(
      lane.name,
      `lanes.${lane.name} returned ${isPromise ? 'a promise' : writtenText(answer)}, asked about '${name}' after step ${step}`,
      undefined,
      isPromise ? 'Make it synchronous: remove `async`.' : 'Return a text, a number, true, or undefined where there is nothing to tell.',
    );
  }
}

/** The ports of switches beside the nodes that they lead to, and the links that have a rate beside those who send: of a node with many of them, their sum. */
function queuesOf(simulation: Simulation): readonly Queue[] {
  const { ports, links, names, indexes } = simulation.stage.model;
  const trackOf = (name: string, node: number, buffer: number): BandTrack =>
    new BandTrack({ kind: 'queue', node, name, ...(buffer === Infinity ? {} : { limit: buffer }) });
  const ofPorts = ports.map(({ name, buffer }, place): Queue => {
    const [node] = name.split('>').flatMap((end) => indexes.get(end) ?? []);
    return { track: trackOf(name, node!, buffer), depth: (now) => simulation.stage.network.ports[place]!.depth(now) };
  });
  const ofLinks = names.flatMap((name, from): Queue[] => {
    const lines = names.flatMap((_, to) => {
      const capacity = to === from ? undefined : links[from * names.length + to]!.capacity;
      return capacity ? [{ to, buffer: capacity.buffer }] : [];
    });
    const [first] = lines;
    if (!first) return [];
    const isOne = lines.length === 1;
    return [
      {
        track: trackOf(`${name}>${isOne ? names[first.to]! : '*'}`, from, isOne ? first.buffer : Infinity),
        depth: (now) => lines.reduce((sum, { to }) => sum + simulation.stage.network.link(from, to).line!.depth(now), 0),
      },
    ];
  });
  return [...ofPorts, ...ofLinks];
}

function failureOf(
  lane: string,
  message: string,
  error: unknown,
  cure = 'It must answer for every state that a node can be in.',
): ScenarioError {
  const failure = new ScenarioError(message, frozenWrite(error) ? FROZEN : cure, { path: ['lanes', lane] });
  if (error !== undefined) failure.cause = error;
  return failure;
}

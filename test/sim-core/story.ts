import assert from 'node:assert/strict';
import type { Message, NodeDefinition, Scenario } from 'backstep';
import { modelOf, recordSeed, runSeed, type Recording } from '../../sim-core/engine.ts';
import { Simulation } from '../../sim-core/kernel/simulation.ts';
import { labelOf } from '../../sim-core/trace/label.ts';
import type { TraceEvent } from '../../sim-core/trace/event.ts';
import { eventAt, type Outcome } from '../../sim-core/trace/trace.ts';

/** A run told in lines such as `12ms b deliver a ping 1`, so that a test can say what happened. */
export interface Story {
  readonly lines: readonly string[];
  readonly outcome: Outcome;
  readonly events: readonly TraceEvent[];
  readonly recording: Recording;
  /** The lines of these kinds of event only. */
  of(...kinds: string[]): string[];
  /** A node's state at the end. */
  state<State>(node: string): State;
}

type Rest = Partial<Omit<Scenario, 'nodes'>>;

/** Runs nodes for a second on links of exactly 10 ms, unless `rest` says otherwise. */
export function tell(nodes: Record<string, NodeDefinition<unknown, Message, Message>>, rest: Rest = {}, seed = 1): Story {
  const definition = {
    kind: 'backstep.scenario',
    scenario: { name: 'story', nodes, duration: '1s', network: { latency: '10ms' }, properties: [], ...rest },
  };
  const model = modelOf(definition);
  const recording = recordSeed(model, seed);
  isOneRun(definition, recording, seed);
  const { trace } = recording;
  const events = Array.from({ length: trace.columns.length }, (_, step) => eventAt(trace, step));
  const line = (step: number): string => {
    const { time, node, kind, peer } = events[step]!;
    return [`${time / 1_000}ms`, node, kind, peer, labelOf(trace, step)].filter((part) => part !== undefined && part !== '').join(' ');
  };
  return {
    lines: events.map(({ step }) => line(step)),
    outcome: trace.outcome,
    events,
    recording,
    of: (...kinds) => events.filter(({ kind }) => kinds.includes(kind)).map(({ step }) => line(step)),
    state: <State>(node: string) =>
      recording
        .seek(events.length - 1)
        .processes.find(({ name }) => name === node)!
        .view() as State,
  };
}

/** More steps than this are not all gone to. */
const MOST_SOUGHT = 300;

/** There is one run, however it is executed: swept by somebody who knows nothing of it yet, swept again, sought backwards. */
function isOneRun(definition: unknown, recording: Recording, seed: number): void {
  const { outcome, columns } = recording.trace;
  const fresh = modelOf(definition);
  assert.deepEqual(told(runSeed(fresh, seed)), told(outcome), 'the sweep concludes something else than the recording');
  assert.deepEqual(told(runSeed(fresh, seed, {}, { checks: 'all' })), told(outcome), 'the second sweep concludes something else');
  if (columns.length > MOST_SOUGHT) return;
  const worlds: string[] = [];
  const simulation = new Simulation(modelOf(definition), recording.run);
  while (simulation.step()) {
    const world = simulation.fingerprint();
    while (worlds.length < simulation.steps) worlds.push(world);
  }
  for (let step = worlds.length - 1; step >= 0; step--)
    assert.equal(recording.seek(step).fingerprint(), worlds[step], `the world differs at step ${step}`);
}

/** All of an outcome but the stacks of what was thrown, which also tell who ran the handler. */
function told(outcome: Outcome): unknown {
  return {
    ...outcome,
    properties: outcome.properties.map(({ thrown, ...property }) =>
      thrown ? { ...property, thrown: [thrown.node, thrown.handler] } : property,
    ),
  };
}

import type { Message, NodeDefinition, Scenario } from 'backstep';
import { modelOf, recordSeed } from '../../sim-core/engine.ts';
import { labelOf } from '../../sim-core/trace/label.ts';
import { eventAt, type Outcome } from '../../sim-core/trace/trace.ts';

/** A run told in lines such as `12ms b deliver a ping 1`, so that a test can say what happened. */
export interface Story {
  readonly lines: readonly string[];
  readonly outcome: Outcome;
  /** The lines of these kinds of event only. */
  of(...kinds: string[]): string[];
  /** A node's state at the end. */
  state<State>(node: string): State;
}

type Rest = Partial<Omit<Scenario, 'nodes'>>;

/** Runs nodes for a second on links of exactly 10 ms, unless `rest` says otherwise. */
export function tell(nodes: Record<string, NodeDefinition<unknown, Message, Message>>, rest: Rest = {}, seed = 1): Story {
  const model = modelOf({
    kind: 'backstep.scenario',
    scenario: { name: 'story', nodes, duration: '1s', network: { latency: '10ms' }, properties: [], ...rest },
  });
  const recording = recordSeed(model, seed);
  const { trace } = recording;
  const events = Array.from({ length: trace.columns.length }, (_, step) => eventAt(trace, step));
  const line = (step: number): string => {
    const { time, node, kind, peer } = events[step]!;
    return [`${time / 1_000}ms`, node, kind, peer, labelOf(trace, step)].filter((part) => part !== undefined && part !== '').join(' ');
  };
  return {
    lines: events.map(({ step }) => line(step)),
    outcome: trace.outcome,
    of: (...kinds) => events.filter(({ kind }) => kinds.includes(kind)).map(({ step }) => line(step)),
    state: <State>(node: string) => recording.seek(events.length - 1).processes.find(({ name }) => name === node)!.view() as State,
  };
}

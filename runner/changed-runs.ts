import {
  explicitModel,
  messagePlace,
  orderedModel,
  RecordingUnderWay,
  runOf,
  ScenarioError,
  type Model,
  type OfferedScenario,
  type Recording,
  type RecordingOptions,
} from '../sim-core/engine.ts';
import type { RunChanges } from '../sim-core/trace/run-changes.ts';

/** The model that a run is of: in one with an order, time is only order; in an explicit one other faults take the place of the scenario's. */
export function modelFor(model: Model, { definition }: Pick<OfferedScenario, 'definition'>, { order, explicit }: RunChanges): Model {
  const own = explicit ? { ...explicitModel(definition, explicit), strategy: model.strategy } : model;
  return order === undefined ? own : orderedModel(own);
}

/** Begins to record a run with all that it changes. `how.beside` saves what is the same in it. */
export function beginChanged(model: Model, seed: number, changes: RunChanges, how: RecordingOptions): RecordingUnderWay {
  const named = messagesOf(changes);
  for (const message of named) requireMessage(model, message);
  if (model.order && (named.length > 0 || (changes.faults ?? []).length > 0))
    throw new ScenarioError(
      'A run that was explored is one order of many, and has no time in which something else could happen.',
      'Explore the scenario with the fault, or change a run of a seed.',
    );
  return new RecordingUnderWay(model, runOf(model, seed, changes), how);
}

/** What came of it at its end. @throws ScenarioError when one of the messages that it changes is never sent. */
export function endChanged(model: Model, changes: RunChanges, underWay: RecordingUnderWay): Recording {
  underWay.goOnTo();
  const recording = underWay.recording();
  const named = messagesOf(changes);
  if (named.length === 0) return recording;
  const { network } = recording.seek(Math.max(0, recording.trace.columns.length - 1)).stage;
  for (const message of named) {
    const { from, to, number } = messagePlace(message, model.names);
    const { sent } = network.link(model.indexes.get(from)!, model.indexes.get(to)!);
    if (number >= sent)
      throw new ScenarioError(
        `The message ${message} is never sent in this run: ${sent === 0 ? 'nothing is sent on that link' : `the last one there is ${from}>${to}#${sent - 1}`}.`,
        'Choose a message that the run has; another change before may have kept it from being sent.',
      );
  }
  return recording;
}

/** The messages to which something is to happen. */
function messagesOf({ drops = [], messages = {} }: RunChanges): readonly string[] {
  return [...drops, ...Object.keys(messages)];
}

/** What is lost of a stream is sent again, so that no single message of it can be told apart on its way. */
function requireMessage(model: Model, message: string): void {
  const { from, to } = messagePlace(message, model.names);
  const { stream } = model.links[model.indexes.get(from)! * model.names.length + model.indexes.get(to)!]!;
  if (stream === undefined) return;
  throw new ScenarioError(
    `${message} travels in a stream, which sends again what is lost and keeps its order.`,
    "Strike the link instead, such as with `partition` or `delay`, or write `transport: 'datagram'`.",
  );
}

/** What the author of a scenario imports from `'backstep'`. */
export { node } from './author/node.ts';
export { scenario } from './author/scenario.ts';
export { liveness, safety, sometimes, violation } from './author/properties.ts';

export type { Duration } from './base/duration.ts';
export type { Message, NodeDefinition, NoMessage, StateOf } from './author/node.ts';
export type { Disk, Self } from './author/self.ts';
export type { Judgement, LivenessOptions, PropertyOptions, Violation } from './author/properties.ts';
export type {
  ByzantineBehaviour,
  Clocks,
  DurationRange,
  Fault,
  FaultLength,
  Latency,
  Link,
  LinkSelection,
  Nemesis,
  Network,
  Scenario,
  ScenarioDefinition,
  Strike,
} from './author/scenario.ts';
export type { DiskView, Nodes, Operation, Status, World } from './author/world.ts';
export type { Evidence } from './base/verdict.ts';

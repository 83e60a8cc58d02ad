/** What the author of a scenario imports from `'backstep'`. */
export { node } from './author/node.ts';
export { scenario } from './author/scenario.ts';
export { liveness, safety, sometimes, violation } from './author/properties.ts';

export type { Duration } from './base/duration.ts';
export type { Message, NodeDefinition, NoMessage, StateOf } from './author/node.ts';
export type { Disk, Self } from './author/self.ts';
export type { Judgement, LivenessOptions, PropertyOptions, Violation } from './author/properties.ts';
export type { Clocks, Fault, Latency, Link, Nemesis, Network, Scenario, ScenarioDefinition } from './author/scenario.ts';
export type { DiskView, Nodes, Operation, Status, World } from './author/world.ts';
export type { DurationRange, Strike } from './faults/fault-kind.ts';
export type { LinkSelection } from './faults/links.ts';
export type { ByzantineBehaviour } from './world/byzantine/catalogue.ts';
export type { Evidence } from './base/verdict.ts';

/** The words of a scenario: what a file that is run may import from `'backstep'`. */
export { linearizable, sequentiallyConsistent, serializable, sessionGuarantees } from './author/consistency.ts';
export { node } from './author/node.ts';
export { majority } from './author/majority.ts';
export { adjustClock, disciplinedClock, ntpSample, ntpServer, readDisciplined } from './author/ntp.ts';
export { nodesOf } from './author/nodes-of.ts';
export { scenario } from './author/scenario.ts';
export { workload } from './author/workload.ts';
export { DiskError } from './author/disk-error.ts';
export { everything } from './author/everything.ts';
export { liveness, safety, sometimes, violation } from './author/properties.ts';

export type { DiskErrorCode } from './author/disk-error.ts';
export type { Everything, EverythingOptions } from './author/everything.ts';
export type { Duration } from './base/duration.ts';
export type { ConfigurableNode, Message, NodeDefinition, NoMessage, NoSettings, StateOf } from './author/node.ts';
export type { DisciplinedClock, NtpExchange, NtpReply, NtpRequest, NtpSample } from './author/ntp.ts';
export type { NumberedNames } from './author/nodes-of.ts';
export type { MadeRequest, ReplyTo, Request, RequestHandlers, RequestId, RequestsOfState } from './author/requests.ts';
export type { Lane } from './author/lane.ts';
export type { Cell, ParameterLists, ScenarioMatrix } from './author/matrix.ts';
export type { Parameters, ParameterValue } from './author/parameters.ts';
export type { Backlog, Disk, Self, Signed, TimeInterval } from './author/self.ts';
export type { Judgement, LivenessOptions, PropertyOptions, Violation } from './author/properties.ts';
export type {
  Bursts,
  ByzantineBehaviour,
  Clocks,
  Core,
  DataRate,
  DataSize,
  DurationRange,
  Failures,
  Fault,
  FaultLength,
  Latency,
  Link,
  LinkSelection,
  Nemesis,
  Network,
  Scenario,
  ScenarioDeclaration,
  ScenarioDefinition,
  Strike,
  SystemModel,
  Timing,
  Switch,
  SwitchPort,
  Tolerates,
} from './author/scenario.ts';
export type { DiskView, Nodes, Operation, QueueView, Status, World } from './author/world.ts';
export type { Drawing, Pause, ReplyOutcome, Workload, WorkloadOperation, WorkloadState } from './author/workload.ts';
export type { Evidence } from './base/verdict.ts';
export type { ClaimOptions } from './judges/histories/claim-kind.ts';
export type { ModelClaimOptions } from './judges/histories/model-claim.ts';
export type { SessionGuarantee } from './judges/histories/session-claim.ts';
export type { Consistency } from './judges/histories/transactions/consistency.ts';
export type { TransactionsClaimOptions } from './judges/histories/transactions/claim.ts';
export type { TransactionModel } from './judges/histories/transactions/transaction.ts';
export type { Asked, Effect, SequentialModel, Told } from './judges/histories/model.ts';
export type { ClientOperation } from './judges/histories/monitor.ts';
export type { ReadAs, ReadOperation } from './judges/histories/operation-reader.ts';

import type { Evidence, PropertyKind } from '../base/verdict.ts';
import { keysOf, requireKnownKeys } from '../base/known-keys.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import { microseconds, type Duration } from '../base/duration.ts';
import type { HistoryClaim } from '../judges/histories/claim.ts';
import type { World } from './world.ts';

/** What went wrong, in the author's words, and what it rests on. */
export interface Violation {
  readonly kind: 'backstep.violation';
  /** A sentence for the person who reads the report. */
  readonly because: string;
  /** Plain data; empty, unless given. */
  readonly evidence: Evidence;
}

/** True when the property holds of the world as it is now; false, or a `violation(…)` that says why, when it does not. */
export type Judgement = boolean | Violation;

/**
 * The answer of a property that does not hold.
 *
 * @param because a sentence for the person who reads the report
 * @param evidence plain data, such as what was compared; `nodes` names the nodes to highlight, `steps` the events; empty, unless given
 */
export function violation(because: string, evidence: Evidence = {}): Violation {
  return { kind: 'backstep.violation', because, evidence };
}

/**
 * One property as the judges use it: a question about the world, or a claim about the history.
 * @internal
 */
export type PropertyDefinition = AskedProperty | HistoryProperty;

/**
 * A claim about the history of clients, which is judged as it grows.
 * @internal
 */
export interface HistoryProperty {
  readonly kind: 'safety';
  readonly name: string;
  readonly history: HistoryClaim;
}

/**
 * A question about the world.
 * @internal
 */
export interface AskedProperty {
  readonly kind: PropertyKind;
  readonly name: string;
  readonly judge: (world: World<never>, memory: never) => Judgement;
  /** Makes what the property remembers of a run. */
  readonly memory: () => unknown;
  /** Whether the author gave it a memory. */
  readonly remembers: boolean;
  /** Liveness only: the deadline in microseconds, and when its clock runs. */
  readonly within: number;
  readonly given: ((world: World<never>) => boolean) | undefined;
}

/** Options of every property. */
export interface PropertyOptions {
  /**
   * For a property over several moments: makes plain data that the property gets as its second
   * argument and may change. It is saved and restored with the world. An empty object, unless given.
   */
  readonly memory?: () => unknown;
}

/** Options of a liveness property. */
export interface LivenessOptions extends PropertyOptions {
  /**
   * How long the property may stay false once the system has stabilised: a bounded form of
   * "eventually", because a finite run can only refute a bound (Alpern and Schneider 1985).
   */
  readonly within: Duration;
  /** The deadline's clock stands still while this does not hold, such as "a majority is up". It always runs, unless given. */
  readonly given?: (world: World<never>) => boolean;
}

/**
 * A property that is no method.
 * @internal
 */
type Property = (world: never, memory: never) => Judgement;

/** What a decorator call can be: TC39, `experimentalDecorators`, or a plain call with a function. */
interface Decorator {
  // `any` is what the standard library's own constraint on the method's parameters asks for.
  <This, Value extends (this: This, ...args: any) => Judgement>(method: Value, context: ClassMethodDecoratorContext<This, Value>): void;
  (constructor: object, name: string | symbol, descriptor: PropertyDescriptor): void;
  (property: Property): AskedProperty;
}

interface ConfigurableDecorator extends Decorator {
  (options: PropertyOptions): Decorator;
}

/** Registered rather than unique, so that two copies of this module still find each other's properties. */
const PROPERTIES = Symbol.for('backstep.properties');

/**
 * Nothing bad happens (Lamport 1977): must hold after every step, faults or not. It is put on a static method, as in
 * `@safety static atMostOneHolder({ nodes }: World<typeof cluster>) { … }`, whose name is the sentence that reports show;
 * or called with a function that has a name, `safety(function atMostOneHolder(world) { … })`.
 * @throws ScenarioError for an option that does not exist, a method that is not static, or a function without a name
 */
export const safety: ConfigurableDecorator = configurable('safety');

/**
 * Must be reached at least once over the runs, or what held may have held vacuously: `@sometimes static aLeaseExpires(world) { … }`.
 * A run in which it is not reached is `vacuous`, and violates nothing.
 * @throws ScenarioError as `safety` does
 */
export const sometimes: ConfigurableDecorator = configurable('sometimes');

/**
 * Something good eventually happens (Lamport 1977): after stabilisation, whenever it is false it
 * becomes true again within the deadline: `@liveness({ within: '10s' }) static aLeaderExists(world) { … }`.
 *
 * `backstep explore`, in which time is only order, takes it for "always again some time": it is violated where nothing more happens
 * and it is false, and by a loop in which it is false all the way round and `given` holds somewhere. A loop counts if it is
 * fair: each message that could be delivered in all of its states is delivered on it, each timer that stays set fires, unless it is
 * set anew. No fault begins and no message is lost on a loop: those end some time, and lie before it. Where a bound of the
 * exploration was met it is `unknown`, unless it is violated.
 * @throws ScenarioError when `within` is missing or no duration, and as `safety` does
 */
export function liveness(options: LivenessOptions): Decorator {
  const within = typeof options === 'object' && options !== null ? options.within : undefined;
  if (within === undefined) {
    throw new ScenarioError(
      '@liveness has no deadline.',
      "Write @liveness({ within: '10s' }): without a bound, no finite run can refute it.",
    );
  }
  requireKnownKeys(options, LIVENESS, '@liveness');
  return decorator('liveness', options, microseconds(within, 'The `within` of a @liveness property'), options.given);
}

const LIVENESS = keysOf<LivenessOptions>({ within: true, given: true, memory: true });
const EVERY = keysOf<PropertyOptions>({ memory: true });

function configurable(kind: PropertyKind): ConfigurableDecorator {
  const plain = decorator(kind, {}, 0, undefined);
  const configure = (first: object, ...rest: unknown[]): unknown => {
    if (typeof first === 'function') return (plain as (...args: unknown[]) => unknown)(first, ...rest);
    requireKnownKeys(first, EVERY, `@${kind}`);
    return decorator(kind, first as PropertyOptions, 0, undefined);
  };
  return configure as ConfigurableDecorator;
}

function decorator(kind: PropertyKind, options: PropertyOptions, within: number, given: AskedProperty['given']): Decorator {
  const define = (name: string, judge: unknown): AskedProperty => ({
    kind,
    name,
    judge: judge as AskedProperty['judge'],
    memory: options.memory ?? (() => ({})),
    remembers: options.memory !== undefined,
    within,
    given,
  });
  const decorate = (target: object, context?: ClassMethodDecoratorContext | string | symbol, descriptor?: PropertyDescriptor): unknown => {
    if (context === undefined) return define(nameOf(target as Property, kind), target);
    if (typeof context !== 'object') {
      // The call of `experimentalDecorators`: (class, name, descriptor).
      register(target, define(String(context), descriptor?.value));
      return undefined;
    }
    if (context.kind !== 'method' || !context.static) {
      throw new ScenarioError(
        `@${kind} is on '${String(context.name)}', which is not a static method.`,
        `Write \`@${kind} static ${String(context.name)}(world) { … }\`.`,
      );
    }
    context.addInitializer(function (this: unknown) {
      register(this as object, define(String(context.name), target));
    });
    return undefined;
  };
  return decorate as Decorator;
}

function nameOf(property: Property, kind: PropertyKind): string {
  if (property.name) return property.name;
  throw new ScenarioError(
    `A ${kind} property is a function without a name.`,
    `Name it: its name is the sentence that reports show, as in \`${kind}(function atMostOneLeader(world) { … })\`.`,
  );
}

function register(holder: object, property: PropertyDefinition): void {
  const own = Object.getOwnPropertyDescriptor(holder, PROPERTIES)?.value as PropertyDefinition[] | undefined;
  if (own) own.push(property);
  else Object.defineProperty(holder, PROPERTIES, { value: [property] });
}

/** The properties of a class, or the one that a plain call returned; undefined when there are none. */
export function propertiesOf(entry: unknown): readonly PropertyDefinition[] | undefined {
  if (typeof entry === 'object' && entry !== null && ('judge' in entry || 'history' in entry)) return [entry as PropertyDefinition];
  if (typeof entry !== 'function') return undefined;
  return Object.getOwnPropertyDescriptor(entry, PROPERTIES)?.value as readonly PropertyDefinition[] | undefined;
}

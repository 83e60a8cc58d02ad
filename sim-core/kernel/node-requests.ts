import type { MadeRequest, RequestId } from '../author/requests.ts';
import { didYouMean } from '../base/nearest.ts';
import { copyPlain, type PlainObject } from '../base/plain.ts';
import { ScenarioError, type Subject } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';
import type { SimulatedProcess } from '../world/process.ts';
import type { HandlerTable, NamedHandler } from './handler-table.ts';
import { requirePlainState } from './plain-state.ts';
import { waitOf, type RequestRules } from './request-rules.ts';
import { writtenText } from '../base/written-text.ts';

/** A message as it is sent. */
export type SentMessage = PlainObject & { readonly type: string };

/** A request as the state keeps it. */
export type KeptRequest = { -readonly [Key in Exclude<keyof MadeRequest, 'message'>]: MadeRequest[Key] } & {
  readonly message: SentMessage;
};

/** All that a node knows of its requests. It is part of its state, and so saved, copied, lost and shown with it. */
interface Book {
  made: number;
  open: KeptRequest[];
}

export interface NodeRequestsOptions {
  readonly process: SimulatedProcess;
  readonly table: Pick<HandlerTable, 'prefix' | 'names'>;
  readonly rules: ReadonlyMap<string, RequestRules>;
  readonly send: (to: string, message: SentMessage) => void;
  /** A length on the node's own clock. */
  readonly setTimer: (name: string, length: Microseconds) => void;
  readonly cancelTimer: (name: string) => void;
  readonly subject: () => Subject;
}

/**
 * The requests of one node: asked, asked again, answered once or given up. Their handlers are made for each run, which could not learn
 * from the last which of them take time: they are taken for such that do.
 */
export class NodeRequests {
  readonly #options: NodeRequestsOptions;
  readonly #answers: ReadonlyMap<string, NamedHandler>;
  /** Of an `init` under way, which has no state yet. */
  #ofInit: Book = { made: 0, open: [] };

  constructor(options: NodeRequestsOptions) {
    this.#options = options;
    this.#answers = new Map(
      [...options.rules].map(([type, { answered }]) => [
        type,
        {
          ...this.#named(`requests.${type}.answered`),
          run: (state: unknown, reply: unknown, self: unknown) =>
            this.#isAnswered(reply as PlainObject, (made) => answered(state, reply, self, made as never)),
          isSlow: true,
        },
      ]),
    );
  }

  #named(name: string): Pick<NamedHandler, 'name' | 'number'> {
    const { prefix, names } = this.#options.table;
    const number = names.indexOf(`${prefix}${name}`);
    return { name: `${prefix}${name}`, number: number < 0 ? names.length : number };
  }

  // Called for by handlers.

  make(to: string, body: SentMessage): RequestId<never> {
    const { process, rules, send } = this.#options;
    const type: unknown = (body as { type?: unknown } | null | undefined)?.type;
    if (!rules.has(type as string)) {
      throw new ScenarioError(
        `'${process.name}' has no request ${writtenText(type)}.`,
        didYouMean(String(type), [...rules.keys()]).replace('Known are', 'Its `requests` are'),
        this.#options.subject(),
      );
    }
    const book = this.#book;
    const id: RequestId<never> = `${process.name}/${process.incarnation}/${book.made}`;
    const message = { ...body, request: id };
    send(to, message);
    book.made += 1;
    // A copy, because every attempt says the same, whatever becomes of what the author put in.
    const made = { id, to, message: copyPlain(message), attempts: 1, timer: this.#freeTimer(body.type) };
    book.open.push(made);
    this.#wait(made);
    return id;
  }

  retry(request: KeptRequest, to: string): void {
    const { process, rules } = this.#options;
    const { id, message } = (request ?? {}) as Partial<KeptRequest>;
    if (typeof id !== 'string' || !rules.has(message?.type as string)) {
      throw new ScenarioError(
        `'${process.name}' asks again without a request.`,
        'Pass the `request` that `answered`, `target` or `gaveUp` was given.',
        this.#options.subject(),
      );
    }
    const { open } = this.#book;
    const still = open.find((made) => made.id === id);
    if (still) return this.#ask(still, to);
    const made: KeptRequest = { ...copyPlain(request), timer: this.#freeTimer(request.message.type) };
    open.push(made);
    this.#ask(made, to);
  }

  #ask(made: KeptRequest, to: string): void {
    made.to = to;
    made.attempts += 1;
    this.#options.send(to, made.message);
    this.#wait(made);
  }

  #wait({ message, attempts, timer }: KeptRequest): void {
    this.#options.setTimer(timer, waitOf(this.#options.rules.get(message.type)!, attempts));
  }

  /** Timers are named in turn, so that there are few names however many requests. */
  #freeTimer(type: string): string {
    const taken = this.#book.open.map(({ timer }) => timer);
    const nameOf = (number: number): string => (number === 1 ? `${type} timeout` : `${type} timeout ${number}`);
    let number = 1;
    while (taken.includes(nameOf(number))) number += 1;
    return nameOf(number);
  }

  // What comes to the node.

  /** Whether a message answers a request that is over, or none that this node has made. */
  isStale(payload: PlainObject | undefined): boolean {
    return payload !== undefined && Object.hasOwn(payload, IN_REPLY_TO) && this.#answeredBy(payload) === undefined;
  }

  /** What handles a message that answers a request; undefined for any other. */
  answerHandler(payload: PlainObject | undefined): NamedHandler | undefined {
    const made = payload && Object.hasOwn(payload, IN_REPLY_TO) ? this.#answeredBy(payload) : undefined;
    return made && this.#answers.get(made.message.type);
  }

  #answeredBy(payload: PlainObject): KeptRequest | undefined {
    const id = payload[IN_REPLY_TO];
    return this.#book.open.find((made) => made.id === id);
  }

  #isAnswered(reply: PlainObject, handle: (made: KeptRequest) => unknown): unknown {
    const made = this.#answeredBy(reply)!;
    const { attempts } = made;
    const result = handle(made);
    if (result !== false && made.attempts === attempts) {
      this.#forget(made);
      this.#options.cancelTimer(made.timer);
    }
    return result;
  }

  /** What handles a timer that waits for an answer; undefined for any other. It is named after what of the author's will run. */
  timeoutHandler(timer: string): NamedHandler | undefined {
    const made = this.#book.open.find((open) => open.timer === timer);
    if (!made) return undefined;
    const { attempts, target } = this.#options.rules.get(made.message.type)!;
    const part = made.attempts >= attempts ? '.gaveUp' : target ? '.target' : '';
    return {
      ...this.#named(`requests.${made.message.type}${part}`),
      run: (state, self) => this.#timesOut(timer, state, self),
      isSlow: true,
    };
  }

  #timesOut(timer: string, state: unknown, self: unknown): unknown {
    const made = this.#book.open.find((open) => open.timer === timer)!;
    const { attempts, target, gaveUp } = this.#options.rules.get(made.message.type)!;
    if (made.attempts >= attempts) {
      this.#forget(made);
      return gaveUp?.(state, self, made);
    }
    return this.#ask(made, target ? (target(state, self, made) as string) : made.to);
  }

  #forget(made: KeptRequest): void {
    const { open } = this.#book;
    open.splice(open.indexOf(made), 1);
  }

  // The life of the node.

  /** Its `init` begins. */
  lifeBegins(): void {
    this.#ofInit = { made: 0, open: [] };
  }

  /** Puts what is known of its requests into the state that `init` has made. */
  adopt(state: unknown): unknown {
    const { process } = this.#options;
    requirePlainState(process, state, 'init');
    if (Object.getPrototypeOf(state) !== Object.prototype || !Object.isExtensible(state)) {
      throw new ScenarioError(
        `The state of '${process.name}' is no object that can take its requests.`,
        'A node that makes requests returns an object of fields from `init`, which is not frozen.',
        this.#options.subject(),
      );
    }
    if (Object.hasOwn(state as object, 'requests')) {
      throw new ScenarioError(
        `The state of '${process.name}' has a field \`requests\`, where its open requests are kept.`,
        'Give the field another name.',
        this.#options.subject(),
      );
    }
    (state as { requests?: Book }).requests = this.#ofInit;
    return state;
  }

  get #book(): Book {
    const { process } = this.#options;
    // While `init` is under way there is no state.
    if (process.state === undefined) return this.#ofInit;
    const { requests } = process.state as { readonly requests?: Book };
    if (requests) return requests;
    throw new ScenarioError(
      `The state of '${process.name}' has lost its field \`requests\`, where its open requests are kept.`,
      'Leave it alone.',
      this.#options.subject(),
    );
  }
}

/** How a reply names the request that it answers. */
export const IN_REPLY_TO = 'inReplyTo';

/** Who made a request, by its name; undefined for what is no name of a request. */
export function requesterOf(id: string): string | undefined {
  return /^(.+)\/\d+\/\d+$/.exec(id)?.[1];
}

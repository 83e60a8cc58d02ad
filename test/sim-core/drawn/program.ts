import fc from 'fast-check';
import { DiskError, node, type Message, type NodeDefinition, type Self } from 'backstep';

/**
 * Handlers drawn as data: a program is a list of instructions over a state in which two places share
 * one object wherever they can, so that a copy that forgets it shows.
 */
export type Instruction =
  | { readonly do: 'send'; readonly to: number; readonly what: (typeof CONTENTS)[number]; readonly type: 'm' | 'r' }
  | { readonly do: 'answer' }
  | { readonly do: 'setTimer'; readonly name: 't' | 'u'; readonly after: number }
  | { readonly do: 'cancelTimer'; readonly name: 't' | 'u' }
  | { readonly do: 'busy'; readonly for: number }
  | { readonly do: 'write'; readonly key: 'x' | 'y'; readonly what: (typeof CONTENTS)[number] }
  | { readonly do: 'delete'; readonly key: 'x' | 'y' }
  | { readonly do: 'read'; readonly key: 'x' | 'y' }
  | { readonly do: 'change'; readonly how: (typeof CHANGES)[number] }
  | { readonly do: 'every'; readonly nth: number; readonly does: readonly Instruction[] }
  | { readonly do: (typeof PLAIN)[number] };

const CONTENTS = ['number', 'shared', 'collections', 'state'] as const;
const CHANGES = ['entry', 'acknowledge', 'map', 'set', 'bytes', 'swap', 'keep', 'drop'] as const;
const PLAIN = ['sync', 'keys', 'invoke', 'complete', 'fail', 'info', 'log', 'random', 'pick', 'now', 'monotonic', 'throw'] as const;

export interface Program {
  readonly init: readonly Instruction[];
  readonly m: readonly Instruction[];
  readonly r: readonly Instruction[];
  readonly t: readonly Instruction[];
  readonly u: readonly Instruction[];
}

/** A few lengths in milliseconds, so that what is drawn twice falls on one microsecond. */
export const length = fc.constantFrom(0, 1, 2, 3, 5, 10);
export const positiveLength = fc.constantFrom(1, 2, 3, 5, 10, 20);

const key = fc.constantFrom('x' as const, 'y' as const);
const timer = fc.constantFrom('t' as const, 'u' as const);
const contents = fc.constantFrom(...CONTENTS);

const simple: fc.Arbitrary<Instruction> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      to: fc.nat(3),
      what: contents,
      type: fc.constantFrom('m' as const, 'r' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('answer' as const) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('setTimer' as const), name: timer, after: length }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancelTimer' as const), name: timer }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('busy' as const), for: length }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('write' as const), key, what: contents }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), key }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('read' as const), key }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('change' as const), how: fc.constantFrom(...CHANGES) }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constantFrom(...PLAIN.filter((name) => name !== 'throw')) }) },
);

/** Handlers throw rarely, or hardly anything would come after it. */
const rare: fc.Arbitrary<Instruction> = fc.record({
  do: fc.constant('every' as const),
  nth: fc.integer({ min: 4, max: 9 }),
  does: fc.constant([{ do: 'throw' as const }]),
});

const instruction: fc.Arbitrary<Instruction> = fc.oneof(
  { weight: 20, arbitrary: simple },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('every' as const),
      nth: fc.integer({ min: 2, max: 4 }),
      does: fc.array(simple, { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: rare },
);

const body = fc.array(instruction, { maxLength: 6, size: 'max' });

/** Something happens for the whole of the run in most nodes: a timer that sets itself again, and messages that it sends. */
const pulse = fc.oneof(
  { weight: 1, arbitrary: fc.constant<readonly Instruction[]>([]) },
  {
    weight: 4,
    arbitrary: fc.tuple(positiveLength, fc.nat(3)).map(([after, to]): readonly Instruction[] => [
      { do: 'setTimer', name: 't', after },
      { do: 'send', to, what: 'shared', type: 'm' },
    ]),
  },
);
const beating = fc.tuple(pulse, body).map(([beat, rest]) => [...beat, ...rest]);

export const program: fc.Arbitrary<Program> = fc.record({ init: beating, m: body, r: body, t: beating, u: body });

interface Entry {
  n: number;
  tags: string[];
  acknowledged: boolean;
}

interface State {
  /** So many handlers of this life still do what their program says: two nodes may answer each other without any delay. */
  left: number;
  /** What happened in which order, so that another order is another state. */
  trail: string[];
  log: Entry[];
  last: Entry | undefined;
  kept: unknown;
  map: Map<string, unknown>;
  set: Set<unknown>;
  bytes: Uint8Array;
  window: Uint8Array;
  open: number[];
  sum: number;
}

type Drawn = Message & Record<string, unknown>;

function freshState(left: number): State {
  const buffer = new ArrayBuffer(4);
  return {
    left,
    trail: [],
    log: [],
    last: undefined,
    kept: undefined,
    map: new Map(),
    set: new Set(),
    // Two views of one buffer.
    bytes: new Uint8Array(buffer),
    window: new Uint8Array(buffer, 1, 2),
    open: [],
    sum: 0,
  };
}

/** The node that does what a program says. */
export function nodeOf(program: Program, most: number): NodeDefinition<unknown, Message, Message> {
  const timers = {
    t: (state: State, self: Self<Drawn, 't' | 'u'>) => execute('t', program.t, state, self, undefined, self.id),
    u: (state: State, self: Self<Drawn, 't' | 'u'>) => execute('u', program.u, state, self, undefined, self.id),
  };
  return node<Drawn>()({
    init(self: Self<Drawn, never>) {
      const state = freshState(most);
      execute('init', program.init, state, self as Self<Drawn, 't' | 'u'>, undefined, self.id);
      return state;
    },
    on: {
      m: (state: State, message: Drawn, self: Self<Drawn, never>, from: string) => execute('m', program.m, state, self, message, from),
      r: (state: State, message: Drawn, self: Self<Drawn, never>, from: string) => execute('r', program.r, state, self, message, from),
    },
    timers,
  } as never) as NodeDefinition<unknown, Message, Message>;
}

function execute(
  name: string,
  program: readonly Instruction[],
  state: State,
  self: Self<Drawn, 't' | 'u'>,
  message: Drawn | undefined,
  from: string,
): void {
  state.trail.push(`${name}<${from}`);
  if (state.trail.length > 6) state.trail.shift();
  if (state.left === 0) return;
  state.left -= 1;
  for (const one of program) perform(one, state, self, message, from);
}

function perform(instruction: Instruction, state: State, self: Self<Drawn, 't' | 'u'>, message: Drawn | undefined, from: string): void {
  const { disk } = self;
  switch (instruction.do) {
    case 'send':
      return self.send(self.nodes[instruction.to % self.nodes.length]!, { type: instruction.type, ...contentOf(instruction.what, state) });
    case 'answer':
      return self.send(from, { type: 'r', n: state.sum, ...(message ? { about: message } : {}) });
    case 'setTimer':
      return self.setTimer(instruction.name, instruction.after);
    case 'cancelTimer':
      return self.cancelTimer(instruction.name);
    case 'busy':
      return self.busy(instruction.for);
    case 'write':
      return unlessFailed(state, () => disk.write(instruction.key, contentOf(instruction.what, state)));
    case 'delete':
      return disk.delete(instruction.key);
    case 'read':
      return unlessFailed(state, () => {
        state.kept = disk.read(instruction.key);
        state.map.set('read', state.kept);
      });
    case 'sync':
      return unlessFailed(state, () => disk.sync());
    case 'keys':
      state.map.set('keys', [...disk.keys()]);
      return;
    case 'change':
      return change(instruction.how, state, message);
    case 'every':
      if (state.left % instruction.nth === 0) for (const one of instruction.does) perform(one, state, self, message, from);
      return;
    case 'invoke':
      state.open.push(self.invoke('act', { n: state.sum, last: state.last, twice: state.last }));
      return;
    case 'complete':
      if (state.open.length > 0) self.complete(state.open.shift()!, contentOf('shared', state));
      return;
    case 'fail':
      if (state.open.length > 0) self.fail(state.open.pop()!, state.sum);
      return;
    case 'info':
      if (state.open.length > 1) self.info(state.open.shift()!);
      return;
    case 'log':
      return self.log(`${state.sum} ${state.trail.join(' ')}`);
    case 'random':
      state.sum = Math.floor(self.random() * 1_000);
      return;
    case 'pick':
      state.sum += self.pick([1, 2, 3]) + self.randomInteger(0, 2);
      return;
    case 'now':
      state.map.set('now', self.now());
      return;
    case 'monotonic':
      state.map.set('monotonic', self.monotonic());
      return;
    case 'throw':
      throw new Error('It was drawn.');
  }
}

/** What a disk says that it could not do changes what the node does from there on. */
function unlessFailed(state: State, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    state.map.set('failed', `${error.code} ${error.operation} ${error.key}`);
    state.sum += 7;
  }
}

function contentOf(what: (typeof CONTENTS)[number], state: State): Record<string, unknown> {
  switch (what) {
    case 'number':
      return { n: state.sum, term: state.left, ok: true };
    case 'shared': {
      const one = { n: state.sum, flag: false };
      return { one, other: one, list: [one, one] };
    }
    case 'collections':
      return {
        n: 1,
        map: new Map<unknown, unknown>([
          ['n', state.sum],
          ['set', new Set([1, state.sum])],
        ]),
        bytes: state.bytes,
        big: 7n,
        none: undefined,
      };
    case 'state':
      return { n: state.left, last: state.last, log: state.log, trail: state.trail };
  }
}

function change(how: (typeof CHANGES)[number], state: State, message: Drawn | undefined): void {
  switch (how) {
    case 'entry': {
      const entry = { n: state.left, tags: ['new'], acknowledged: false };
      state.log.push(entry);
      if (state.log.length > 3) state.log.shift();
      state.last = entry;
      state.sum += state.log.length;
      return;
    }
    case 'acknowledge':
      if (state.last) {
        state.last.acknowledged = true;
        state.last.tags.push(`${state.sum}`);
        if (state.last.tags.length > 4) state.last.tags = ['cut'];
      }
      // Seen through the other place, if they are still one.
      state.sum += state.log.filter(({ acknowledged }) => acknowledged).length;
      return;
    case 'map':
      state.map.set(`k${state.left % 3}`, state.last);
      state.map.delete(`k${(state.left + 1) % 3}`);
      state.sum += state.map.size;
      return;
    case 'set':
      // Added once more only if it is another object.
      if (state.last) state.set.add(state.last);
      if (state.set.size > 3) state.set = new Set([state.last]);
      state.sum += state.set.size;
      return;
    case 'bytes':
      state.bytes[1 + (state.left % 2)]! += 1;
      state.sum += state.window[0]! * 2 + state.window[1]!;
      return;
    case 'swap':
      [state.last, state.log] = [state.log[0], state.log.slice().reverse()];
      return;
    case 'keep':
      state.kept = message;
      state.map.set('kept', state.kept);
      return;
    case 'drop':
      state.kept = undefined;
      state.last = undefined;
      return;
  }
}
